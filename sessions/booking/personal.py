"""What bookings hold of persons, and for how long."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.appointments import seats
from hub.appointments.tables import Booking, Host
from hub.database import write
from hub.privacy import rules
from hub.privacy.declare import Rule
from hub.privacy.persons import own_addresses
from hub.refused import Refused
from hub.tables import Person, PersonAddress
from sessions.booking.tables import HostPledge, Needs

BATCH = 200


def _before(rule: Rule, now: datetime) -> datetime:
    assert rule.days is not None
    return now - timedelta(days=rule.days)


async def purge_bookings(now: datetime) -> int:
    """Delete bookings 90 days after the end; the appointment keeps the number."""
    old = Booking.appointment.end < _before(rules.BOOKING, now)
    return await _in_batches(Booking, Booking.select(Booking.id).where(old))


async def purge_needs(now: datetime) -> int:
    """Delete what people said they need, 7 days after the end."""
    appointment: Any = Needs.booking.appointment
    old = appointment.end < _before(rules.NEEDS, now)
    return await _in_batches(Needs, Needs.select(Needs.id).where(old))


async def purge_guests(now: datetime) -> int:
    """Empty guests 30 days after their last session: the seat stays as a number, name and address go."""
    border = _before(rules.GUEST, now)
    recent = Booking.select(Booking.person).where(Booking.appointment.end >= border)
    hosts = Host.select(Host.person)
    old = (
        Person.joined.is_null() & Person.erased.is_null() & (Person.created < border) & (Person.name != "")
        & Person.id.not_in(recent) & Person.id.not_in(hosts)
    )  # fmt: skip
    ids = await Person.select(Person.id).where(old).limit(BATCH).output(as_list=True)
    for person in ids:
        await _forget_guest(person, now)
    return len(ids)


async def _forget_guest(person: int, now: datetime) -> None:
    async with write():
        await _forget_shown_name(person)
        await PersonAddress.delete().where(PersonAddress.person == person)
        await Person.update({Person.name: "", Person.erased: now}).where(Person.id == person)


async def _in_batches(table: Any, query: Any) -> int:
    done = 0
    while ids := await query.limit(BATCH).output(as_list=True):
        await table.delete().where(table._meta.primary_key.is_in(ids))
        done += len(ids)
    return done


async def export(person: int) -> Mapping[str, Any]:
    """A person's bookings, as they are stored."""
    rows = await Booking.select(
        Booking.id,
        Booking.appointment.title,
        Booking.appointment.start,
        Booking.state,
        Booking.shown_name,
        Booking.created,
    ).where(Booking.person == person)
    ids = [row["id"] for row in rows]
    needs = await Needs.select(Needs.text).where(Needs.booking.is_in(ids)).output(as_list=True) if ids else []
    pledges = await HostPledge.select(HostPledge.at).where(HostPledge.person == person).output(as_list=True)
    seats_ = [
        {
            "session": row["appointment.title"],
            "start": row["appointment.start"],
            "state": row["state"],
            "shown_name": row["shown_name"],
            "booked": row["created"],
        }
        for row in rows
    ]
    return {"seats": seats_, "needs": needs, "host_pledge": pledges}


async def erase(person: int, now: datetime) -> None:
    """Cancel what is still to come, and take the name out of what is past.

    Seats that wait for a confirmation at the person's own address go as well, with the guests made for them.
    """
    for guest in await _unconfirmed_at(await own_addresses(person)):
        await _give_up_coming(guest, now)
        await _forget_guest(guest, now)
    await _give_up_coming(person, now)
    async with write():
        await _forget_shown_name(person)
        await HostPledge.delete().where(HostPledge.person == person)
        await Booking.update({Booking.by: None}).where(Booking.by == person)


async def _unconfirmed_at(addresses: list[str]) -> list[int]:
    if not addresses:
        return []
    waiting = Booking.guest_email.is_in(addresses) & Booking.person.joined.is_null()
    return await Booking.select(Booking.person).where(waiting).output(as_list=True)


async def _give_up_coming(person: int, now: datetime) -> None:
    coming = (Booking.person == person) & (Booking.active == 1) & (Booking.appointment.end > now)
    for booking in await Booking.select(Booking.id).where(coming).output(as_list=True):
        try:
            await seats.give_up(booking, by=None, now=now)
        except Refused:
            continue


async def _forget_shown_name(person: int) -> None:
    mine = await Booking.select(Booking.id).where(Booking.person == person).output(as_list=True)
    if not mine:
        return
    await Needs.delete().where(Needs.booking.is_in(mine))
    emptied: dict[Any, Any] = {Booking.shown_name: "", Booking.guest_email: "", Booking.sender: None}
    await Booking.update(emptied).where(Booking.id.is_in(mine))
