"""Accounts: getting in, profile, devices."""

from pathlib import Path

from hub.feature import Feature

feature = Feature(key="accounts", folder=Path(__file__).parent)
