"""What of the programme a viewer may see."""

from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Or, Where

from hub.appointments.queries import visible
from hub.viewer import Viewer
from sessions.programme.tables import Session

PAGE = 60


async def coming(viewer: Viewer, *, now: datetime, limit: int = PAGE) -> list[dict[str, Any]]:
    """The next sessions that have not ended yet, by start."""
    appointment = Session.appointment
    condition: Where | And | Or = (appointment.end > now) & visible(appointment, viewer)
    return await (
        Session.select(
            Session.id,
            Session.slug,
            Session.title,
            Session.type,
            Session.summary,
            appointment.start,
            appointment.end,
            appointment.state,
            appointment.capacity,
            appointment.taken,
            appointment.waiting,
            appointment.place_kind,
            appointment.place,
            Session.organisation.name,
            Session.organisation.slug,
        )
        .where(condition)
        .order_by(appointment.start)
        .order_by(Session.id)
        .limit(limit)
    )
