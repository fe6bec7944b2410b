"""One session, one event, and what belongs to them, as far as the viewer may see it."""

from datetime import date
from typing import Any

from piccolo.columns.combination import And

from hub.appointments.queries import visible
from hub.appointments.tables import Appointment
from hub.viewer import Viewer
from sessions.programme.queries import COLUMNS, Row, with_people_and_tags
from sessions.programme.tables import Event, Room, Session, Track

_MORE = (
    Session.subtitle,
    Session.description_html,
    Session.difficulty,
    Session.costs,
    Session.captions,
    Session.sign_language,
    Session.plain_language,
    Session.wheelchair,
    Session.cancel_reason,
    Session.event,
    Session.event.appointment.id,
    Session.room.description,
    Session.appointment.visible_to,
    Session.appointment.changed,
)
EVENT_COLUMNS = (
    Event.id,
    Event.uuid,
    Event.slug,
    Event.kind,
    Event.title,
    Event.summary,
    Event.first,
    Event.last,
    Event.organisation.name,
    Event.organisation.slug,
    Event.organisation.state,
    Event.appointment.id,
    Event.appointment.state,
    Event.appointment.visible_to,
    Event.appointment.start,
    Event.appointment.end,
    Event.appointment.place_kind,
    Event.appointment.place,
    Event.appointment.changed,
)


async def session_of(slug: str, viewer: Viewer) -> Row | None:
    """A session by its slug, with `hosts` and `tags`; None where there is none for this viewer."""
    row = (
        await Session.select(*COLUMNS, *_MORE)
        .where(And(Session.slug == slug, visible(Session.appointment, viewer)))
        .first()
    )
    return (await with_people_and_tags([row]))[0] if row else None


async def event_of(slug: str, viewer: Viewer) -> Row | None:
    """An event by its slug; None where there is none for this viewer."""
    row: Row | None = (
        await Event.select(*EVENT_COLUMNS, Event.description_html)
        .where(And(Event.slug == slug, visible(Event.appointment, viewer)))
        .first()
    )
    return row


async def events(viewer: Viewer, today: date, *, past: bool, offset: int = 0, limit: int = 60) -> tuple[list[Row], int]:
    """The events that are coming or running, the next first, or those that are over, the latest first; and how many."""
    shown = And(Event.appointment.state.is_in(["published", "cancelled"]), visible(Event.appointment, viewer))
    condition = And(shown, Event.last < today if past else Event.last >= today)
    rows = (
        await Event.select(*EVENT_COLUMNS)
        .where(condition)
        .order_by(Event.first, ascending=not past)
        .order_by(Event.id)
        .limit(limit)
        .offset(offset)
    )
    total = len(rows) if len(rows) < limit and not offset else await Event.count().where(condition)
    return rows, total


async def rooms_of(event: int) -> list[Row]:
    """The rooms of an event in their order: id, name, description."""
    return (
        await Room.select(Room.id, Room.name, Room.description)
        .where(Room.event == event)
        .order_by(Room.position)
        .order_by(Room.id)
    )


async def tracks_of(event: int) -> list[Row]:
    """The tracks of an event in their order: slug, name, color."""
    return (
        await Track.select(Track.slug, Track.name, Track.color)
        .where(Track.event == event)
        .order_by(Track.position)
        .order_by(Track.id)
    )


async def appointment_of(id: int, viewer: Viewer) -> dict[str, Any] | None:
    """An appointment with all its columns; None where there is none for this viewer."""
    row: dict[str, Any] | None = (
        await Appointment.select().where(And(Appointment.id == id, visible(Appointment, viewer))).first()
    )
    return row
