"""The programme: events and sessions, for everybody."""

from pathlib import Path

from hub.feature import Feature, NavItem
from hub.i18n import message
from sessions.programme import pages

feature = Feature(
    key="programme",
    folder=Path(__file__).parent,
    routes=[pages.home, pages.programme, pages.overview],
    navigation=[NavItem(message("Programme"), "/programme", order=10)],
)
