"""What the settings room contributes."""

from pathlib import Path

from hub.feature import Feature

feature = Feature(key="settings", folder=Path(__file__).parent)
