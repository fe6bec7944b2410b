"""The programme: events and sessions, for everybody."""

from pathlib import Path

from hub.feature import Feature, NavItem
from hub.i18n import message
from sessions.programme import api, demo, event_pages, pages, session_page
from sessions.programme import editing_feature as editing

feature = Feature(
    key="programme",
    folder=Path(__file__).parent,
    routes=[
        pages.home,
        pages.programme,
        pages.overview,
        event_pages.event_list,
        event_pages.event,
        session_page.session,
        api.programme,
        api.session,
        api.events,
        api.event,
        *editing.ROUTES,
    ],
    navigation=[
        NavItem(message("Programme"), "/programme", order=10),
        NavItem(message("Events"), "/events", order=20),
        *editing.NAVIGATION,
    ],
    demo=demo.move_in,
    demo_order=30,
    **editing.CONTRIBUTED,
)
