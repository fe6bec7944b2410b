"""What signing up tells by mail, beside the invitations of the calendar."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.appointments import keys, waiting_list
from hub.appointments.hooks import SeatChange
from hub.appointments.policies import seats_left
from hub.appointments.seats import Seat
from hub.appointments.tables import Appointment, Booking
from hub.config import current
from hub.database import write
from hub.i18n import speaking, times
from hub.jobs import queue
from hub.mail.outbox import post, post_to
from hub.site import site
from hub.tables import Person

SEAT_FREE = "booking.seat_free"


async def facts(appointment: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Title, time in words, place and path of an appointment, as mails show them."""
    zone = (await site()).zone
    with speaking(language):
        when = times.when(appointment["start"], appointment["end"], zone)
    return {
        "title": appointment["title"],
        "when": when,
        "place": appointment["place"],
        "online": appointment["place_kind"] != "on_site",
        "page": appointment["path"],
    }


async def ask_guest(email: str, *, name: str, seat: Seat, row: Mapping[str, Any], language: str, now: datetime) -> None:
    """Ask a guest to confirm a seat or a place on the waiting list; the same mail whether the hub knows the address or
    not."""
    waiting = seat.state == "waiting"
    path = keys.path(seat.uuid, current().secret)
    values = {**await facts(row, language), "name": name, "path": path, "waiting": waiting}
    await post("seat_hold", to=email, values=values, language=language, now=now, once=f"seat_hold:{seat.uuid}")


async def _language(person: int) -> str:
    row = await Person.select(Person.language).where(Person.id == person).first()
    return (row["language"] if row else "") or (await site()).language


async def hear(change: SeatChange, now: datetime) -> None:
    """Tell somebody that they are on the waiting list; what is confirmed, the calendar's invitation tells."""
    if change.after != "waiting":
        return
    row = (
        await Booking.select(Booking.uuid, Booking.shown_name, Booking.held_until)
        .where(Booking.id == change.booking)
        .first()
    )
    appointment = await Appointment.select().where(Appointment.id == change.appointment).first()
    if row is None or appointment is None or row["held_until"] is not None:
        return
    path = keys.path(row["uuid"], current().secret)
    values = {**await facts(appointment, await _language(change.person)), "path": path, "name": row["shown_name"]}
    await post_to(change.person, "seat_waiting", values=values, now=now, once=f"seat_waiting:{row['uuid']}")


async def hear_of_free_seat(appointment: int, now: datetime) -> None:
    """Have everybody who waits told that a seat is free for whoever takes it first."""
    await queue.add(SEAT_FREE, {"appointment": appointment, "since": now.isoformat()}, due=now)


async def tell_waiting(payload: Mapping[str, Any], now: datetime) -> None:
    """The job behind `hear_of_free_seat`: each person in a transaction of its own, and once for each free seat."""
    appointment = await Appointment.select().where(Appointment.id == payload["appointment"]).first()
    if appointment is None or seats_left(appointment, now) == 0 or appointment["end"] <= now:
        return
    columns = (Booking.uuid, Booking.person, Booking.shown_name)
    for row in await Booking.select(*columns).where(waiting_list.in_line(appointment["id"])).order_by(Booking.id):
        path = keys.path(row["uuid"], current().secret)
        values = {**await facts(appointment, await _language(row["person"])), "path": path, "name": row["shown_name"]}
        once = f"seat_free:{row['uuid']}:{payload['since']}"
        async with write():
            await post_to(row["person"], "seat_free", values=values, now=now, once=once)
