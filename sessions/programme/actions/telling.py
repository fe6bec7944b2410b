"""Telling people about a session: hosts and editors at once, everybody signed up in batches by the worker."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from hub.appointments.tables import Booking
from hub.audience import ancestors
from hub.database import write
from hub.i18n import LANGUAGES, speaking
from hub.i18n.times import day_range, when
from hub.jobs import queue
from hub.mail.outbox import post_to
from hub.site import site
from hub.tables import Person, PersonAddress, RoleGrant

JOB = "programme.tell_booked"
BATCH = 100


async def about(row: Mapping[str, Any]) -> dict[str, Any]:
    """What every mail about a loaded session says; `when` in words by language."""
    zone = (await site()).zone
    words = {}
    for code in LANGUAGES:
        with speaking(code):
            words[code] = when(row["appointment.start"], row["appointment.end"], zone)
    return {"title": row["title"], "time_words": words, "path": f"/sessions/{row['slug']}"}


def about_event(row: Mapping[str, Any]) -> dict[str, Any]:
    """What every mail about a loaded event says."""
    words = {}
    for code in LANGUAGES:
        with speaking(code):
            words[code] = day_range(row["first"], row["last"])
    return {"title": row["title"], "time_words": words, "path": f"/events/{row['slug']}"}


async def name_of(person: int | None) -> str:
    """The name to put into a mail."""
    found = await Person.select(Person.name).where(Person.id == person).first() if person else None
    return str(found["name"]) if found else ""


async def editors_of(path: str | None) -> list[int]:
    """The editors nearest to a branch: its own, else those of the next one above, else those of all."""
    rows = await RoleGrant.select(RoleGrant.person, RoleGrant.organisation).where(RoleGrant.role == "editor")
    for branch in [*reversed(ancestors(path or "/")), None]:
        if found := sorted(row["person"] for row in rows if row["organisation"] == branch):
            return found
    return []


async def with_address(persons: set[int]) -> set[int]:
    """Those of some people whom a mail reaches."""
    if not persons:
        return set()
    main = PersonAddress.person.is_in(sorted(persons)) & PersonAddress.main.eq(True)
    return set(await PersonAddress.select(PersonAddress.person).where(main).output(as_list=True))


async def tell(persons: Iterable[int], message: str, *, values: Mapping[str, Any], now: datetime) -> int:
    """Send each of some people the same mail; gives back how many have an address."""
    return sum([await post_to(person, message, values=values, now=now) for person in dict.fromkeys(persons)])


async def tell_booked(appointment: int, message: str, *, values: Mapping[str, Any], once: str, now: datetime) -> None:
    """Have everybody with a seat or a place on the waiting list told by the worker; each once, whatever happens."""
    payload = {"appointment": appointment, "message": message, "values": dict(values), "once": once, "after": 0}
    await queue.add(JOB, payload, due=now)


async def carry_on(payload: Mapping[str, Any], now: datetime) -> None:
    """The job behind `tell_booked`: one batch, in a transaction short enough for others to write in between."""
    booked = (Booking.appointment == payload["appointment"]) & (Booking.active == 1) & (Booking.id > payload["after"])
    columns = (Booking.id, Booking.person, Booking.shown_name, Booking.state)
    async with write():
        rows = await Booking.select(*columns).where(booked).order_by(Booking.id).limit(BATCH)
        for row in rows:
            values = {**payload["values"], "name": row["shown_name"], "waiting": row["state"] == "waiting"}
            once = f"{payload['once']}:{row['person']}"
            await post_to(row["person"], payload["message"], values=values, now=now, once=once)
        if len(rows) == BATCH:
            await queue.add(JOB, {**payload, "after": rows[-1]["id"]}, due=now)
