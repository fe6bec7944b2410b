"""Import and export of programmes."""

from pathlib import Path

from hub.feature import Feature

feature = Feature(key="transfer", folder=Path(__file__).parent)
