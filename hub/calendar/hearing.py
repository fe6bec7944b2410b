"""What the calendar does when an appointment or a seat changes."""

from datetime import datetime

from hub.appointments.hooks import SeatChange
from hub.calendar import letters, personal, store


async def changed(appointments: list[int], now: datetime) -> None:
    """Bring stored events and feeds up to date, and tell everybody whose time, place or state has moved."""
    for appointment in await store.refresh(appointments, now):
        await letters.update(appointment, now=now)


async def seat_changed(change: SeatChange, now: datetime) -> None:
    """Bring the person's own feed up to date and send what their calendar needs."""
    await personal.seat_changed(change, now)
    await letters.seat_changed(change, now)
