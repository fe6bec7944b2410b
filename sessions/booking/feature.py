"""Signing up."""

from pathlib import Path

from hub.feature import Feature

feature = Feature(key="booking", folder=Path(__file__).parent)
