"""Invitations, updates and cancellations by mail: one letter to each person for each revision of their seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from hub import config
from hub.appointments import keys
from hub.appointments.places import has_room, join_path
from hub.appointments.tables import Appointment, Booking
from hub.calendar.entries import COLUMNS, Around, around, described, entry_of, whole_second
from hub.calendar.itip import Method, invitation
from hub.database import write
from hub.feature import Shown
from hub.i18n import speaking, times
from hub.jobs import queue
from hub.mail import outbox
from hub.tables import Membership, PersonAddress

TELL = "calendar.tell"
BATCH = 40

Message = Literal["invitation", "update", "cancellation"]


@dataclass(frozen=True)
class Recipient:
    """Where a person gets mail, and in which language."""

    person: int
    email: str
    language: str


@dataclass(frozen=True)
class Seat:
    """A booking with its appointment and what this shows, all as they stand now."""

    booking: Mapping[str, Any]
    appointment: Mapping[str, Any]
    shown: Shown

    @property
    def sequence(self) -> int:
        """The SEQUENCE of this seat's mails: the appointment's, and the person's own cancels and returns."""
        return int(self.appointment["revision"]) + int(self.booking["revision"])


async def seat(booking: int, *, before: str | None, after: str, by: int | None, now: datetime) -> None:
    """Invite who has got a seat (`after` is confirmed), or take it out of the calendar of who lost it (cancelled).

    `by` is who did it; who was only on the waiting list (`before`) has nothing in the calendar. Sends nothing where the
    seat has changed again since, which is told by itself.
    """
    seat = await _seat(booking)
    if seat is None or seat.booking["state"] != after:
        return
    if seat.appointment["state"] != "published" or seat.appointment["end"] <= now:
        return
    recipient = (await _recipients([seat.booking["person"]])).get(seat.booking["person"])
    if recipient is None:
        return
    message: Message = "invitation" if after == "confirmed" else "cancellation"
    method: Method = "REQUEST" if after == "confirmed" else "CANCEL"
    settings = await around()
    values = _values(seat, recipient, settings)
    if after == "confirmed":
        values |= {"moved_up": before == "waiting"}
    else:
        values |= {"waiting": before == "waiting", "by_hand": await _hand(by, seat.booking)}
    dated = "confirmed" in {before, after}
    if after == "cancelled" and dated and await _somebody_else_comes(seat.booking, recipient):
        # One calendar has one entry for both: it stays for who still comes.
        dated, values = False, values | {"shared": True}
    part = _part(seat, recipient, method, settings, now) if dated else b""
    once = f"{method}:{booking}:{seat.booking['revision']}"
    async with write():
        await _post(message, recipient, values, part, method if dated else "", once, now)


async def _somebody_else_comes(booking: Mapping[str, Any], recipient: Recipient) -> bool:
    """Whether another person who gets mail at the same address has a seat in the same appointment."""
    seated = (Booking.appointment == booking["appointment"]) & (Booking.state == "confirmed") & (Booking.active == 1)
    others = Booking.select(Booking.person).where(seated & (Booking.person != booking["person"]))
    here = (PersonAddress.address.email == recipient.email) & PersonAddress.main.eq(True)
    return await PersonAddress.exists().where(here & PersonAddress.person.is_in(others))


async def _hand(by: int | None, booking: Mapping[str, Any]) -> str:
    """Whose hand cancelled a seat, as the letter says it: the person's own (empty), a colleague, or who looks after
    the appointment."""
    if by in (None, booking["person"]):
        return ""
    speaks = (Membership.person == by) & Membership.coordinator.eq(True) & (Membership.state == "released")
    theirs = Membership.organisation == booking["organisation"]
    return "colleague" if booking["organisation"] and await Membership.exists().where(speaks & theirs) else "hosts"


async def update(appointment: int, *, now: datetime) -> None:
    """Tell everybody with a seat or on the waiting list that time, place or state has changed: a job, in batches."""
    row = await Appointment.select(Appointment.revision).where(Appointment.id == appointment).first()
    if row is not None:
        revision = row["revision"]
        payload = {"appointment": appointment, "revision": revision, "after": 0}
        await queue.add(TELL, payload, due=now, once=f"{TELL}:{appointment}:{revision}")


async def tell(payload: Mapping[str, Any], now: datetime) -> None:
    """Carry out one batch of `update`; a newer revision tells instead."""
    row = await Appointment.select(*COLUMNS).where(Appointment.id == payload["appointment"]).first()
    if row is None or row["revision"] != payload["revision"] or row["end"] <= now:
        return
    waiting = (Booking.state == "waiting") & Booking.held_until.is_null()
    there = (Booking.appointment == row["id"]) & (Booking.active == 1) & ((Booking.state == "confirmed") | waiting)
    bookings = await _bookings(there & (Booking.id > payload["after"]))
    if not bookings:
        return
    shown = (await described([row]))[row["id"]]
    recipients = await _recipients([booking["person"] for booking in bookings])
    settings = await around()
    cancelled = row["state"] == "cancelled"
    letters = []
    for booking in bookings:
        recipient = recipients.get(booking["person"])
        if recipient is not None:
            seat, confirmed = Seat(booking, row, shown), booking["state"] == "confirmed"
            method: Method = "CANCEL" if cancelled else "REQUEST"
            part = _part(seat, recipient, method, settings, now) if confirmed else b""
            values = _values(seat, recipient, settings) | {"by_host": cancelled, "waiting": not confirmed}
            letters.append((seat, recipient, values, part, method if confirmed else ""))
    message: Message = "cancellation" if cancelled else "update"
    async with write():
        for seat, recipient, values, part, used in letters:
            once = f"{message}:{seat.booking['id']}:{seat.sequence}"
            await _post(message, recipient, values, part, used, once, now)
        last = bookings[-1]["id"]
        once = f"{TELL}:{row['id']}:{row['revision']}:{last}"
        await queue.add(TELL, {**payload, "after": last}, due=now, once=once)


async def _post(
    message: str, to: Recipient, values: Mapping[str, Any], part: bytes, method: str, once: str, now: datetime
) -> None:
    await outbox.post(
        message,
        to=to.email,
        values=values,
        now=now,
        language=to.language,
        person=to.person,
        calendar=part,
        method=method,
        once=once,
    )


def _part(seat: Seat, to: Recipient, method: Method, settings: Around, now: datetime) -> bytes:
    # Of two mails with one SEQUENCE, calendars believe the one with the later DTSTAMP (RFC 5546, 2.1.5).
    entry = entry_of(seat.appointment, seat.shown, settings, changed=whole_second(now))
    site = settings.site
    return invitation(
        entry,
        method=method,
        organizer=(site.sender_name, site.sender),
        attendee=(seat.booking["shown_name"], to.email),
        sequence=seat.sequence,
        product=site.name,
        language=site.language,
    )


def _values(seat: Seat, to: Recipient, settings: Around) -> dict[str, Any]:
    """The snapshot that the words of the letter are made from; paths, not addresses."""
    row, secret, booking = seat.appointment, config.current().secret, seat.booking["uuid"]
    mark = keys.mark(booking, secret)
    with speaking(to.language):
        when = times.when(row["start"], row["end"], settings.site.zone)
    return {
        "title": row["title"],
        "when": when,
        "place": "" if row["place_kind"] == "online" else seat.shown.location,
        "page": row["path"],
        "path": keys.path(booking, secret),
        "join_path": join_path(row["uuid"], booking, mark) if has_room(row) else "",
        "name": seat.booking["shown_name"],
        "booked_by": seat.booking["by.name"] if seat.booking["by.id"] not in (None, seat.booking["person"]) else "",
        "reason": seat.shown.reason,
        "choices": seat.shown.choices,
        "by_hand": "",
        "moved_up": False,
        "by_host": False,
        "waiting": False,
    }


async def _seat(booking: int) -> Seat | None:
    found = await _bookings(Booking.id == booking)
    if not found:
        return None
    row = await Appointment.select(*COLUMNS).where(Appointment.id == found[0]["appointment"]).first()
    if row is None:
        return None
    return Seat(found[0], row, (await described([row]))[row["id"]])


async def _bookings(condition: Any) -> list[dict[str, Any]]:
    columns = (
        Booking.id,
        Booking.uuid,
        Booking.appointment,
        Booking.person,
        Booking.organisation,
        Booking.state,
        Booking.shown_name,
        Booking.revision,
        Booking.by.id,
        Booking.by.name,
    )
    return await Booking.select(*columns).where(condition).order_by(Booking.id).limit(BATCH)


async def _recipients(persons: list[int]) -> dict[int, Recipient]:
    main = PersonAddress.person.is_in(persons) & PersonAddress.main.eq(True)
    columns = (PersonAddress.person, PersonAddress.address.email, PersonAddress.person.language)
    rows = await PersonAddress.select(*columns).where(main)
    return {
        row["person"]: Recipient(row["person"], row["address.email"], row["person.language"] or "de") for row in rows
    }
