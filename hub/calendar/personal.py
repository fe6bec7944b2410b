"""Somebody's own feed: made, made anew, and revoked by them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.appointments.tables import Appointment, Booking, Host
from hub.calendar.store import KEPT, SHOWN, bump, refresh
from hub.calendar.tables import FeedEntry, FeedVersion, PersonalFeed
from hub.calendar.tokens import token_hash
from hub.database import write
from hub.refused import Refused


async def feed_since(person: int) -> datetime | None:
    """Since when a person's feed has its present address; None where there is none."""
    row = await PersonalFeed.select(PersonalFeed.created).where(_current(person)).first()
    return row["created"] if row else None


async def is_current(person: int, token: str) -> bool:
    """Whether a token is the one in the present address of a person's feed."""
    return await PersonalFeed.exists().where(_current(person) & (PersonalFeed.token_hash == token_hash(token)))


async def make(person: int, *, token: str, now: datetime) -> None:
    """Give a person's feed the address with `token` (256 random bits); an earlier address ends at once."""
    async with write():
        await PersonalFeed.update({PersonalFeed.revoked: now}).where(_current(person))
        row = PersonalFeed(person=person, token_hash=token_hash(token), created=now)
        if not await PersonalFeed.insert(row).on_conflict(action="DO NOTHING").returning(PersonalFeed.id):
            raise Refused("gone")
        await refresh(await _appointments(person, now), now)
        await bump([f"person:{person}"], now)


async def revoke(person: int, *, now: datetime) -> None:
    """End a person's feed; its address answers as if it had never been."""
    async with write():
        await PersonalFeed.update({PersonalFeed.revoked: now}).where(_current(person))
        await FeedEntry.delete().where(FeedEntry.feed == f"person:{person}")
        await bump([f"person:{person}"], now)


async def bring_up_to_date(booking: int, now: datetime) -> None:
    """Put what somebody has a seat in into their feed, and take out what they have not."""
    row = await Booking.select(Booking.person, Booking.appointment).where(Booking.id == booking).first()
    if row is None:
        return
    feed = FeedEntry.feed == f"person:{row['person']}"
    if await PersonalFeed.exists().where(_current(row["person"])) or await FeedEntry.exists().where(feed):
        await refresh([row["appointment"]], now)


async def _appointments(person: int, now: datetime) -> list[int]:
    seat = (Booking.person == person) & (Booking.state == "confirmed") & (Booking.active == 1)
    mine = Appointment.id.is_in(Booking.select(Booking.appointment).where(seat)) | Appointment.id.is_in(
        Host.select(Host.appointment).where(Host.person == person)
    )
    rows = await Appointment.select(Appointment.id).where(
        mine & Appointment.state.is_in([*SHOWN]) & (Appointment.end > now - KEPT)
    )
    return [row["id"] for row in rows]


def _current(person: int) -> Any:
    return (PersonalFeed.person == person) & PersonalFeed.revoked.is_null()


async def export(person: int) -> Mapping[str, Any]:
    """When a person's feed got and lost its addresses."""
    columns = (PersonalFeed.created, PersonalFeed.revoked)
    rows = await PersonalFeed.select(*columns).where(PersonalFeed.person == person).order_by(PersonalFeed.created)
    return {"calendar_addresses": rows}


async def erase(person: int, now: datetime) -> None:
    """Leave nothing of a person's feed."""
    async with write():
        await PersonalFeed.delete().where(PersonalFeed.person == person)
        await FeedEntry.delete().where(FeedEntry.feed == f"person:{person}")
        await FeedVersion.delete().where(FeedVersion.feed == f"person:{person}")
