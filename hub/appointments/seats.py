"""The claim of a seat: never more than there are, whoever comes at once.

Each change of a seat is one conditional UPDATE of the appointment's counters plus one write of the booking, in one
transaction. Bookings are made here alone; `waiting_list` changes those that wait.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hub import rates
from hub.appointments import waiting_list
from hub.appointments.hooks import SeatChange, tell_seat
from hub.appointments.policies import moves_up
from hub.appointments.queries import with_seats
from hub.appointments.tables import Appointment, Booking
from hub.database import claim, write
from hub.database.sql import rows
from hub.refused import Refused

HOLD = timedelta(hours=24)
HOLDS_PER_SENDER = 3
HELD_SHARE = 5
SEATED = ("held", "confirmed")
_LAST_REVISION = """
SELECT max(revision) AS last FROM booking WHERE appointment = ? AND held_until IS NULL AND (person = ? OR person IN (
    SELECT other.person FROM person_address own JOIN person_address other ON other.address = own.address
    WHERE own.person = ?))
"""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who wants a seat; `by` who asks for them, `sender` a keyed hash of where an unconfirmed wish comes from.

    An unconfirmed wish is held until it is confirmed by mail. An assistant takes no seat.
    """

    person: int
    by: int | None
    shown_name: str
    organisation: int | None = None
    confirmed: bool = True
    sender: str | None = None
    guest_email: str = ""
    assistant: bool = False
    waiting_welcome: bool = True


@dataclass(frozen=True)
class Seat:
    """What came of a wish; `uuid` names the booking outside."""

    booking: int
    uuid: UUID
    state: str


def held_until(start: datetime, now: datetime) -> datetime:
    """Until when an unconfirmed seat is held: 24 hours, less near the start (a quarter of the time left, 15 minutes
    at least)."""
    return now + max(timedelta(minutes=15), min(HOLD, (start - now) / 4))


async def take(appointment: int, wish: Wish, *, now: datetime) -> Seat:
    """Claim a seat, or a place on the waiting list where there is none.

    Refused: `already` (has a seat), `full` (and no waiting list is wanted, or nobody would move up from it any more),
    `not_open` (draft or cancelled), `over`, `too_many_holds` (this sender), `too_many_unconfirmed` (a fifth of the
    seats).
    """
    uuid = uuid4()
    if not wish.waiting_welcome:
        await _refuse_where_full(appointment, wish)
    async with write():
        if not wish.confirmed:
            await _limit_sender(wish, now)
        state = await _claim_counter(appointment, wish, now)
        booking = await _insert(appointment, wish, state, uuid, now)
        if state == "held":
            await _limit_unconfirmed(appointment)
        await tell_seat(SeatChange(booking, appointment, wish.person, None, state, wish.by), now)
    return Seat(booking, uuid, state)


async def _refuse_where_full(appointment: int, wish: Wish) -> None:
    # Only to spare the one writer those who come too late; who comes through here may still be refused there.
    columns = (Appointment.capacity, Appointment.taken, Appointment.state)
    row = await Appointment.select(*columns).where(Appointment.id == appointment).first()
    full = row is not None and row["capacity"] is not None and row["taken"] >= row["capacity"]
    if row is not None and row["state"] == "published" and full and not wish.assistant:
        raise Refused("full")


async def _claim_counter(appointment: int, wish: Wish, now: datetime) -> str:
    open_one = (Appointment.id == appointment) & (Appointment.state == "published") & (Appointment.end > now)
    seated = "confirmed" if wish.confirmed else "held"
    if wish.assistant:
        if await Appointment.exists().where(open_one):
            return seated
    else:
        one_more: dict[Any, Any] = {Appointment.taken: Appointment.taken + 1}
        if await claim(Appointment, one_more, open_one & with_seats(Appointment, now), returning=[Appointment.id]):
            return seated
    start = await _refuse_where_closed(appointment, now)
    if not wish.waiting_welcome or not moves_up(start, now):
        raise Refused("full")
    await claim(Appointment, {Appointment.waiting: Appointment.waiting + 1}, open_one, returning=[Appointment.id])
    return "waiting"


async def _refuse_where_closed(appointment: int, now: datetime) -> datetime:
    """When an appointment begins that people can still have a seat in; Refused `not_open`, `over`."""
    columns = (Appointment.state, Appointment.start, Appointment.end)
    row = await Appointment.select(*columns).where(Appointment.id == appointment).first()
    if row is None or row["state"] != "published":
        raise Refused("not_open")
    if row["end"] <= now:
        raise Refused("over")
    start: datetime = row["start"]
    return start


async def _insert(appointment: int, wish: Wish, state: str, uuid: UUID, now: datetime) -> int:
    made = (
        await Booking.insert(
            Booking(
                uuid=uuid,
                appointment=appointment,
                person=wish.person,
                organisation=wish.organisation,
                by=wish.by,
                state=state,
                active=1,
                shown_name=wish.shown_name,
                assistant=wish.assistant,
                created=now,
                changed=now,
                held_until=None if wish.confirmed else await _held_until(appointment, now),
                sender=wish.sender,
                guest_email=wish.guest_email,
                revision=await _next_revision(appointment, wish.person),
            )
        )
        .on_conflict(action="DO NOTHING")
        .returning(Booking.id)
    )
    if not made:
        raise Refused("already")
    return int(made[0]["id"])


async def _next_revision(appointment: int, person: int) -> int:
    # What calendars have of it came to the mailbox, which may be shared: they believe only what outranks that.
    (row,) = await rows(_LAST_REVISION, appointment, person, person)
    return 0 if row["last"] is None else int(row["last"]) + 1


async def _held_until(appointment: int, now: datetime) -> datetime:
    row = await Appointment.select(Appointment.start).where(Appointment.id == appointment).first()
    assert row is not None
    return held_until(row["start"], now)


async def _limit_sender(wish: Wish, now: datetime) -> None:
    if wish.sender is None:
        return
    # The counter's row is a lock: two wishes of one sender are looked at one after the other.
    await rates.count("hold", wish.sender, now=now, minutes=60)
    unconfirmed = (Booking.sender == wish.sender) & Booking.held_until.is_not_null() & (Booking.active == 1)
    if await Booking.count().where(unconfirmed) >= HOLDS_PER_SENDER:
        raise Refused("too_many_holds", most=HOLDS_PER_SENDER)


async def _limit_unconfirmed(appointment: int) -> None:
    # Runs after the claim, whose row lock orders all that want a seat here.
    row = await Appointment.select(Appointment.capacity).where(Appointment.id == appointment).first()
    if row is None or row["capacity"] is None:
        return
    held = await Booking.count().where((Booking.appointment == appointment) & (Booking.state == "held"))
    if held > max(1, row["capacity"] // HELD_SHARE):
        raise Refused("too_many_unconfirmed")


async def confirm(booking: int, *, person: int, now: datetime) -> str:
    """Make a held seat, or an unconfirmed place on the waiting list, count for `person`; gives back the state.

    Refused: `gone` (expired, cancelled), `already` (the person has another booking here), `not_open`, `over`.
    """
    async with write():
        row = await Booking.select().where(Booking.id == booking).first()
        if row is None or row["active"] != 1:
            raise Refused("gone")
        if row["held_until"] is None:
            return str(row["state"])
        await _refuse_where_closed(row["appointment"], now)
        mine = (Booking.appointment == row["appointment"]) & (Booking.person == person) & (Booking.active == 1)
        if await Booking.exists().where(mine & (Booking.id != booking)):
            raise Refused("already")
        after = "confirmed" if row["state"] == "held" else row["state"]
        change: dict[Any, Any] = {
            Booking.state: after,
            Booking.person: person,
            Booking.held_until: None,
            Booking.guest_email: "",
            Booking.changed: now,
            Booking.revision: await _next_revision(row["appointment"], person),
        }
        still = (Booking.id == booking) & (Booking.active == 1) & (Booking.held_until > now)
        if await claim(Booking, change, still) is None:
            raise Refused("gone")
        await tell_seat(SeatChange(booking, row["appointment"], person, row["state"], after, person), now)
        if after == "waiting" and booking in await waiting_list.move_up(row["appointment"], now=now):
            return "confirmed"
        return str(after)


async def give_up(booking: int, *, by: int | None, now: datetime) -> None:
    """Cancel a booking; its seat is offered to the waiting list. Refused `gone`."""
    async with write():
        # Whoever has written the appointment is alone with its seats: what is read next stays so.
        place = Booking.select(Booking.appointment).where(Booking.id == booking)
        await Appointment.update({Appointment.taken: Appointment.taken}).where(Appointment.id.is_in(place))
        row = await Booking.select().where(Booking.id == booking).first()
        if row is None or row["active"] != 1:
            raise Refused("gone")
        change: dict[Any, Any] = {
            Booking.state: "cancelled",
            Booking.active: None,
            Booking.held_until: None,
            Booking.guest_email: "",
            Booking.changed: now,
            Booking.revision: await _next_revision(row["appointment"], row["person"]),
        }
        same = (Booking.id == booking) & (Booking.active == 1) & (Booking.state == row["state"])
        if await claim(Booking, change, same, returning=[Booking.id]) is None:
            raise Refused("gone")
        await _free(row)
        await tell_seat(SeatChange(booking, row["appointment"], row["person"], row["state"], "cancelled", by), now)
        await waiting_list.offer(row["appointment"], now=now)


async def _free(row: dict[str, Any]) -> None:
    if row["state"] == "waiting":
        fewer: dict[Any, Any] = {Appointment.waiting: Appointment.waiting - 1}
    elif not row["assistant"]:
        fewer = {Appointment.taken: Appointment.taken - 1}
    else:
        return
    await Appointment.update(fewer).where(Appointment.id == row["appointment"])


async def expire_holds(now: datetime) -> None:
    """Free the seats that nobody confirmed in time; each in a transaction of its own."""
    over = Booking.held_until.is_not_null() & (Booking.held_until <= now) & (Booking.active == 1)
    for booking in await Booking.select(Booking.id).where(over).order_by(Booking.id).output(as_list=True):
        try:
            await give_up(booking, by=None, now=now)
        except Refused:
            continue
