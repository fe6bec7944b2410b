"""What the calendar room contributes."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from hub.calendar import feed_pages, hearing, letters, pages, personal, upkeep
from hub.config import Config
from hub.feature import Block, Check, Command, Feature, NavItem, PersonalData, Repeated
from hub.i18n import message
from hub.web.state import clock


def _nothing(parser: ArgumentParser) -> None:
    return None


async def _render_all(parsed: Namespace, config: Config) -> int:
    print(f"{await upkeep.render_all(clock())} appointments rendered")
    return 0


feature = Feature(
    key="calendar",
    folder=Path(__file__).parent,
    routes=[
        feed_pages.programme,
        feed_pages.online,
        feed_pages.event,
        feed_pages.event_days,
        feed_pages.organisation,
        feed_pages.tag,
        feed_pages.place,
        feed_pages.personal,
        feed_pages.session,
        pages.subscribe,
        pages.mine,
        pages.make,
        pages.revoke,
    ],
    navigation=[NavItem(message("Calendar"), "/calendar", order=30)],
    me=[Block("calendar/me_block.html", pages.block, order=40)],
    jobs={letters.TELL: letters.tell, hearing.SEAT: hearing.follow, upkeep.RERENDER: upkeep.rerender},
    repeated=[
        Repeated("calendar.let_go", 24 * 60, upkeep.let_go),
        Repeated("calendar.settings", 5, upkeep.look_for_new_settings),
    ],
    personal=PersonalData(personal.export, personal.erase),
    commands=[Command("calendar", "render every calendar entry anew", _nothing, _render_all)],
    changed=[hearing.changed],
    seat_changed=[hearing.seat_changed],
    checks=[Check("calendar", upkeep.check)],
)
