"""Seats that demo people have taken, so that free, few, full and a waiting list can be seen; and one cancelled."""

from collections.abc import Mapping
from datetime import datetime

from hub.appointments import actions as appointments
from hub.appointments import seats
from hub.appointments.queries import hosts_of
from hub.appointments.seats import Wish
from hub.database import write
from hub.tables import Person
from sessions.programme.tables import Session

CANCELLED = "mastodon"
REASON = "Beide Vortragenden werden am selben Abend auf einer Tagung gebraucht. Ein neuer Termin ist in Arbeit."
# How many want a seat: more than there are seats makes a waiting list.
WANTED = {
    "bildtelefonie": 14,
    "cybermobbing": 20,
    "nextcloud-einfuehrung": 31,
    "sprechstunde-leichte-sprache": 4,
    "hybride-versammlung": 25,
}


async def fill(made: Mapping[str, int], now: datetime) -> None:
    """Let people sign up for some sessions and cancel one; `made` are the ids of appointments by key."""
    everybody = (
        await Person.select(Person.id, Person.name)
        .where(Person.joined.is_not_null())
        .order_by(Person.id, ascending=False)
    )
    for turn, (key, wanted) in enumerate(WANTED.items()):
        hosts = {host["person.id"] for host in (await hosts_of([made[key]])).get(made[key], [])}
        # Each session begins elsewhere in the list, so that nobody sits everywhere.
        around = everybody[turn * 17 :] + everybody[: turn * 17]
        for person in [each for each in around if each["id"] not in hosts][:wanted]:
            wish = Wish(person=person["id"], by=person["id"], shown_name=person["name"])
            await seats.take(made[key], wish, now=now)
    await _cancel(made[CANCELLED], now)


async def _cancel(appointment: int, now: datetime) -> None:
    async with write():
        await Session.update({Session.cancel_reason: REASON}).where(Session.appointment == appointment)
        await appointments.cancel(appointment, now=now)
