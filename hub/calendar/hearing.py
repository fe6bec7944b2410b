"""What the calendar does when an appointment or a seat changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.appointments.hooks import SeatChange
from hub.calendar import letters, personal, store
from hub.jobs import queue

SEAT = "calendar.seat"


async def changed(appointments: list[int], now: datetime) -> None:
    """Bring stored events and feeds up to date, and tell everybody whose time, place or state has moved."""
    for appointment in await store.refresh(appointments, now):
        await letters.update(appointment, now=now)


async def seat_changed(change: SeatChange, now: datetime) -> None:
    """Leave to the worker what a seat means for feeds and calendars: whoever signs up does not wait for it.

    Nobody's doing is that of somebody who was booked by mistake: they get no more mail. Who leaves the waiting list
    knows it; whom somebody else takes off it is told.
    """
    taken_off = change.before == "waiting" and change.by not in (None, change.person)
    if "confirmed" in {change.before, change.after} or taken_off:
        payload = {
            "booking": change.booking,
            "before": change.before,
            "after": change.after,
            "by": change.by,
            "told": change.after == "confirmed" or change.by is not None,
        }
        await queue.add(SEAT, payload, due=now)


async def follow(payload: Mapping[str, Any], now: datetime) -> None:
    """Bring the person's own feed up to date and send what their calendar needs (the job)."""
    await personal.bring_up_to_date(payload["booking"], now)
    if payload["told"]:
        names = ("before", "after", "by")
        await letters.seat(payload["booking"], **{name: payload[name] for name in names}, now=now)
