"""What the demo room contributes."""

from pathlib import Path

from hub.demo import pages
from hub.feature import Feature

feature = Feature(key="demo", folder=Path(__file__).parent, routes=pages.routes)
