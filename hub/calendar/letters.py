"""Invitations, updates and cancellations by mail: one letter to each person for each revision of their seat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from hub import config
from hub.appointments import keys
from hub.appointments.hooks import SeatChange
from hub.appointments.places import has_room, join_path
from hub.appointments.tables import Appointment, Booking
from hub.calendar.entries import COLUMNS, around, described, entry_of, whole_second
from hub.calendar.itip import Method, invitation
from hub.database import write
from hub.feature import Shown
from hub.i18n import speaking, times
from hub.jobs import queue
from hub.mail import outbox
from hub.mail.tables import Outgoing
from hub.refused import Refused
from hub.tables import PersonAddress

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


async def calendar_part(appointment_id: int, booking_id: int, method: Method, now: datetime) -> bytes:
    """The iTIP part for the mail of one booking; Refused `gone` where there is no such seat or no address."""
    seat = await _seat(booking_id)
    if seat is None or seat.appointment["id"] != appointment_id:
        raise Refused("gone")
    recipient = (await _recipients([seat.booking["person"]])).get(seat.booking["person"])
    if recipient is None:
        raise Refused("gone")
    return await _part(seat, recipient, method, now)


async def invite(
    booking: int, *, now: datetime, message: str = "invitation", values: Mapping[str, Any] | None = None
) -> None:
    """Send what puts a confirmed seat into its person's calendar.

    Every confirmed seat is invited by itself. Whoever has more to say calls this in the same transaction with a
    message and values of its own, added to the facts: the one letter then says that.
    """
    await _send(booking, "REQUEST", message, values or {}, now)


async def withdraw(
    booking: int, *, now: datetime, message: str = "cancellation", values: Mapping[str, Any] | None = None
) -> None:
    """Send what takes a given up seat out of its person's calendar, worded as for `invite`."""
    await _send(booking, "CANCEL", message, values or {}, now)


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
    cancelled = row["state"] == "cancelled"
    letters = []
    for booking in bookings:
        recipient = recipients.get(booking["person"])
        if recipient is not None:
            seat, confirmed = Seat(booking, row, shown), booking["state"] == "confirmed"
            method: Method = "CANCEL" if cancelled else "REQUEST"
            part = await _part(seat, recipient, method, now) if confirmed else b""
            values = await _values(seat, recipient) | {"by_host": cancelled, "waiting": not confirmed}
            letters.append((seat, recipient, values, part, method if confirmed else ""))
    message: Message = "cancellation" if cancelled else "update"
    async with write():
        for seat, recipient, values, part, used in letters:
            once = f"{message}:{seat.booking['id']}:{seat.sequence}"
            await _post(message, recipient, values, part, used, once, now)
        last = bookings[-1]["id"]
        once = f"{TELL}:{row['id']}:{row['revision']}:{last}"
        await queue.add(TELL, {**payload, "after": last}, due=now, once=once)


async def seat_changed(change: SeatChange, now: datetime) -> None:
    """Invite who has got a seat, and take it out of the calendar of who has given it up.

    Nobody's doing is that of somebody who was booked by mistake: they get no more mail.
    """
    if change.after == "confirmed":
        await invite(change.booking, now=now, values={"moved_up": change.before == "waiting"})
    elif change.before == "confirmed" and change.after == "cancelled" and change.by is not None:
        await withdraw(change.booking, now=now)


async def _send(booking: int, method: Method, message: str, values: Mapping[str, Any], now: datetime) -> None:
    seat = await _seat(booking)
    if seat is None or seat.appointment["state"] != "published" or seat.appointment["end"] <= now:
        return
    recipient = (await _recipients([seat.booking["person"]])).get(seat.booking["person"])
    if recipient is None:
        return
    facts = {**await _values(seat, recipient), **values}
    part = await _part(seat, recipient, method, now)
    once = f"{method}:{booking}:{seat.booking['revision']}"
    async with write():
        unsent = (Outgoing.once == once) & Outgoing.sent.is_null() & Outgoing.leased_until.is_null()
        words: dict[Any, Any] = {Outgoing.message: message, Outgoing.values: json.dumps(facts)}
        if not await Outgoing.update(words).where(unsent).returning(Outgoing.id):
            await _post(message, recipient, facts, part, method, once, now)


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


async def _part(seat: Seat, to: Recipient, method: Method, now: datetime) -> bytes:
    settings = await around()
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


async def _values(seat: Seat, to: Recipient) -> dict[str, Any]:
    """The snapshot that the words of the letter are made from; paths, not addresses."""
    row, secret, booking = seat.appointment, config.current().secret, seat.booking["uuid"]
    zone = (await around()).site.zone
    mark = keys.mark(booking, secret)
    with speaking(to.language):
        when = times.when(row["start"], row["end"], zone)
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
