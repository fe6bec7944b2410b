"""What the calendar room contributes."""

from pathlib import Path

from hub.feature import Feature

feature = Feature(key="calendar", folder=Path(__file__).parent)
