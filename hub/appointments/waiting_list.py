"""What becomes of a seat that is free while people wait for it.

Until two hours before the start the first in line gets it. After that nobody could count on being told in time: all who
wait are told, and whoever takes it first has it.
"""

from datetime import datetime
from typing import Any

from hub.appointments import hooks
from hub.appointments.hooks import SeatChange, tell_seat
from hub.appointments.policies import LAST_MOVE_UP, moves_up
from hub.appointments.tables import Appointment, Booking
from hub.database import claim, write
from hub.refused import Refused


async def offer(appointment: int, *, now: datetime) -> None:
    """Give free seats to those who wait, or from two hours before the start on have them told that one is free."""
    async with write():
        if not await move_up(appointment, now=now) and await _free_too_late(appointment, now):
            await hooks.tell_seat_free(appointment, now)


async def move_up(appointment: int, *, now: datetime) -> list[int]:
    """Offer free seats to the waiting list, each accepted at once; gives back the bookings that moved up.

    Nobody moves up from two hours before the start on, nor anybody whose address is not confirmed.
    """
    moved: list[int] = []
    async with write():
        # The seat before the person: whoever has claimed it is alone with this appointment, and the line stands still.
        while await _claim_seat(appointment, Appointment.start > now + LAST_MOVE_UP):
            first = (
                await Booking.select(Booking.id, Booking.person)
                .where(in_line(appointment))
                .order_by(Booking.created)
                .order_by(Booking.id)
                .first()
            )
            if first is None:
                back: dict[Any, Any] = {
                    Appointment.taken: Appointment.taken - 1,
                    Appointment.waiting: Appointment.waiting + 1,
                }
                await Appointment.update(back).where(Appointment.id == appointment)
                return moved
            await _seat(first["id"], now)
            await tell_seat(SeatChange(first["id"], appointment, first["person"], "waiting", "confirmed", None), now)
            moved.append(int(first["id"]))
    return moved


async def accept(booking: int, *, by: int | None, now: datetime) -> None:
    """Take a free seat for somebody who waits, once nobody moves up any more.

    Refused `gone` (does not wait any more), `full` (somebody was faster), `not_open`, `over`.
    """
    async with write():
        row = await Booking.select(Booking.person, Booking.appointment).where(Booking.id == booking).first()
        if row is None:
            raise Refused("gone")
        if not await _claim_seat(row["appointment"], Appointment.end > now):
            raise Refused(await _why_not(row["appointment"], now))
        await _seat(booking, now)
        await tell_seat(SeatChange(booking, row["appointment"], row["person"], "waiting", "confirmed", by), now)


def in_line(appointment: int) -> Any:
    """The condition of those who wait with a confirmed address."""
    return (Booking.appointment == appointment) & (Booking.state == "waiting") & Booking.held_until.is_null()


async def _claim_seat(appointment: int, when: Any) -> bool:
    # Where no seat is needed any more, everybody has one.
    no_limit = Appointment.capacity.is_null() | (Appointment.registration == "none")
    free = no_limit | (Appointment.taken < Appointment.capacity)
    open_one = (Appointment.id == appointment) & (Appointment.state == "published") & (Appointment.waiting > 0)
    counters: dict[Any, Any] = {
        Appointment.taken: Appointment.taken + 1,
        Appointment.waiting: Appointment.waiting - 1,
    }
    return await claim(Appointment, counters, open_one & free & when, returning=[Appointment.id]) is not None


async def _seat(booking: int, now: datetime) -> None:
    seated: dict[Any, Any] = {Booking.state: "confirmed", Booking.changed: now}
    waits = (Booking.id == booking) & (Booking.state == "waiting") & Booking.held_until.is_null()
    if await claim(Booking, seated, waits, returning=[Booking.id]) is None:
        raise Refused("gone")


async def _free_too_late(appointment: int, now: datetime) -> bool:
    columns = (Appointment.capacity, Appointment.taken, Appointment.state, Appointment.start, Appointment.end)
    row = await Appointment.select(*columns).where((Appointment.id == appointment) & (Appointment.waiting > 0)).first()
    if row is None or row["state"] != "published" or row["end"] <= now or moves_up(row["start"], now):
        return False
    return row["capacity"] is None or bool(row["taken"] < row["capacity"])


async def _why_not(appointment: int, now: datetime) -> str:
    row = await Appointment.select(Appointment.state, Appointment.end).where(Appointment.id == appointment).first()
    if row is None or row["state"] != "published":
        return "not_open"
    return "over" if row["end"] <= now else "full"
