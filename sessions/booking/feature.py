"""Signing up."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from hub.appointments.seats import expire_holds
from hub.feature import Block, Feature, PersonalData, Purge, Repeated
from hub.i18n import message
from hub.privacy import rules
from hub.site import site
from hub.viewer import Viewer
from sessions.booking import colleague_pages, guest_pages, letters, pages, people_pages, personal, presenting, queries
from sessions.booking.box import box
from sessions.booking.words import WORDS


async def _next_seats(viewer: Viewer, now: datetime) -> Mapping[str, Any] | None:
    rows = await queries.my_programme(viewer, now=now)
    return {"days": presenting.seats_by_day(rows[:5], (await site()).zone, now)}


feature = Feature(
    key="booking",
    folder=Path(__file__).parent,
    routes=[
        pages.seat_form,
        pages.take_seat,
        pages.cancel,
        pages.accept,
        colleague_pages.colleagues_form,
        colleague_pages.book_colleagues,
        people_pages.people,
        people_pages.pledge,
        people_pages.cancel_seat,
        pages.my_programme,
        guest_pages.show,
        guest_pages.confirm,
        guest_pages.cancel,
        guest_pages.accept,
        guest_pages.choose,
        guest_pages.not_me,
    ],
    me=[Block("booking/me.html", _next_seats, order=10)],
    words=WORDS,
    seat_changed=[letters.hear],
    seat_free=[letters.hear_of_free_seat],
    jobs={letters.SEAT_FREE: letters.tell_waiting},
    actions_for=[box],
    repeated=[Repeated("booking.expire_holds", 1, expire_holds)],
    purges=[
        Purge(rules.BOOKING, personal.purge_bookings),
        Purge(rules.GUEST, personal.purge_guests),
        Purge(rules.NEEDS, personal.purge_needs),
    ],
    personal=PersonalData(personal.export, personal.erase),
    verbs={
        "host.pledged": message("promised to keep lists of participants to the session"),
        "booking.cancelled": message("cancelled the seat of somebody who had signed up"),
        "booking.not_me": message("booked a seat for somebody who says that it is not them"),
    },
)
