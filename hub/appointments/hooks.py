"""What an appointment sets off in the rooms above it; `hub.app` wires these lists from the features."""

from collections.abc import Awaitable, Callable
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

# Both run inside the writing transaction, in this order.
changed: list[Changed] = []
seat_changed: list[SeatChanged] = []


async def tell_changed(appointments: list[int], now: datetime) -> None:
    """Say that what some appointments show has changed (title, time, place, state, hosts, text, tags)."""
    for hear in changed:
        await hear(appointments, now)


async def tell_seat(change: SeatChange, now: datetime) -> None:
    """Say that a seat has changed."""
    for hear in seat_changed:
        await hear(change, now)
