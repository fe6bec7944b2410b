"""The box on the page of a session or an event: the one main button in its true state."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.appointments.policies import seats_left
from hub.appointments.tables import Booking
from hub.feature import Action
from hub.viewer import Viewer
from sessions.booking import queries
from sessions.booking.policies import can_accept, obstacle, offer

TEMPLATE = "booking/box.html"


async def box(viewer: Viewer, appointment: Mapping[str, Any], now: datetime) -> Action | None:
    """What `viewer` can do about a seat; nothing where none is needed."""
    if appointment["registration"] == "none" or appointment["state"] == "draft":
        return None
    own = await queries.own_booking(viewer, appointment["id"])
    asked = await queries.asked_to_join(viewer)
    reason = obstacle(viewer, appointment, asked=asked, now=now)
    line = 0
    if own is not None and own["state"] == "waiting":
        line = await queries.place_in_line(own, appointment["id"])
    event = appointment.get("event") if appointment["registration"] == "event" else None
    context = {
        "appointment": appointment,
        "own": own,
        "line": line,
        "reason": reason,
        "free": seats_left(appointment, now),
        "can_accept": own is not None and can_accept(own["state"], appointment, now),
        "offer": offer(appointment, now),
        "event": event if await _must_choose_event(viewer, event) else None,
        "coordinates": bool(viewer.coordinates),
        "hosts": await queries.is_host(viewer, appointment["id"]),
        "asked": asked and not viewer.member,
    }
    return Action(TEMPLATE, context, order=10)


async def _must_choose_event(viewer: Viewer, event: Mapping[str, Any] | None) -> bool:
    if event is None:
        return False
    if viewer.person is None:
        return True
    booked = (Booking.appointment == event["id"]) & (Booking.person == viewer.person) & (Booking.state == "confirmed")
    return not await Booking.exists().where(booked)
