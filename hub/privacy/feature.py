"""What the privacy room contributes."""

from pathlib import Path

from hub.feature import Feature

feature = Feature(key="privacy", folder=Path(__file__).parent)
