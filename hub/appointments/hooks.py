"""What an appointment sets off in the rooms above it; `hub.app` wires these lists from the features."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

Changed = Callable[[list[int], datetime], Awaitable[None]]


@dataclass(frozen=True)
class SeatChange:
    """That a booking went from one state to another; `before` is None for a new one, `by` is None for the hub."""

    booking: int
    appointment: int
    person: int
    before: str | None
    after: str
    by: int | None


SeatChanged = Callable[[SeatChange, datetime], Awaitable[None]]
SeatFree = Callable[[int, datetime], Awaitable[None]]

# All run inside the writing transaction, in this order.
changed: list[Changed] = []
seat_changed: list[SeatChanged] = []
seat_free: list[SeatFree] = []


_together: ContextVar[set[int] | None] = ContextVar("appointments_that_changed", default=None)


@asynccontextmanager
async def told_together(now: datetime) -> AsyncIterator[None]:
    """Have everything that changes inside told once, at the end, in the transaction around it.

    For whoever changes many appointments, or one in several steps: each telling asks the database a dozen times.
    """
    gathered: set[int] = set()
    token = _together.set(gathered)
    try:
        yield
    finally:
        _together.reset(token)
    if gathered:
        await tell_changed(sorted(gathered), now)


async def tell_changed(appointments: list[int], now: datetime) -> None:
    """Say that what some appointments show has changed (title, time, place, state, hosts, text, tags)."""
    gathered = _together.get()
    if gathered is not None:
        gathered.update(appointments)
        return
    for hear in changed:
        await hear(appointments, now)


async def tell_seat(change: SeatChange, now: datetime) -> None:
    """Say that a seat has changed."""
    for hear in seat_changed:
        await hear(change, now)


async def tell_seat_free(appointment: int, now: datetime) -> None:
    """Say that a seat has become free for whoever of the waiting list takes it first."""
    for hear in seat_free:
        await hear(appointment, now)
