"""What the video room contributes."""

from pathlib import Path

from hub.feature import Feature

feature = Feature(key="video", folder=Path(__file__).parent)
