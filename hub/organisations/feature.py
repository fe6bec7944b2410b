"""What the organisations room contributes."""

from pathlib import Path

from hub.feature import Feature

feature = Feature(key="organisations", folder=Path(__file__).parent)
