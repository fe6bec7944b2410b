"""One session, one event, and what belongs to them, as far as the viewer may see it."""

from datetime import date
from typing import Any

from piccolo.columns.combination import And

from hub.appointments.queries import visible
from hub.appointments.tables import Appointment
from hub.audience import organisation
from hub.slugs import moved_to
from hub.tables import Organisation, Person
from hub.viewer import Viewer
from sessions.programme.policies import Item
from sessions.programme.queries import COLUMNS, Row, with_people_and_tags
from sessions.programme.tables import Event, Room, Session, Track

_event: Any = Session.event
_appointment: Any = Session.appointment
_of_event: Any = Event.appointment
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
    Session.organisation,
    Session.created_by,
    _event.appointment.id,
    Session.room.description,
    _appointment.visible_to,
    _appointment.changed,
    _appointment.branch.path,
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
    Event.appointment.open_to,
    Event.appointment.start,
    Event.appointment.end,
    Event.appointment.place_kind,
    Event.appointment.place,
    Event.appointment.changed,
    _of_event.branch.path,
)


async def session_of(slug: str, viewer: Viewer) -> Row | None:
    """A session by its slug; None where there is none for this viewer.

    With `tags`, `hosts` (each with `about`: biography, biography_for), and `visible_to_name` and `open_to_name`: the
    organisation that an audience key means.
    """
    row = (
        await Session.select(*COLUMNS, *_MORE)
        .where(And(Session.slug == slug, visible(Session.appointment, viewer)))
        .first()
    )
    if row is None:
        return None
    names = await _organisations_meant(row)
    row["visible_to_name"] = names.get(row["appointment.visible_to"])
    row["open_to_name"] = names.get(row["appointment.open_to"])
    await with_people_and_tags([row])
    about = await _about([host["person.id"] for host in row["hosts"]])
    for host in row["hosts"]:
        host["about"] = about[host["person.id"]]
    return row


async def _about(persons: list[int]) -> dict[int, Row]:
    if not persons:
        return {}
    columns = (Person.id, Person.biography, Person.biography_for)
    return {row["id"]: row for row in await Person.select(*columns).where(Person.id.is_in(persons))}


async def _organisations_meant(row: Row) -> dict[str, str]:
    keys = {row["appointment.visible_to"], row["appointment.open_to"]}
    ids = [int(key.removeprefix("org:")) for key in keys if key.startswith("org:")]
    if not ids:
        return {}
    found = await Organisation.select(Organisation.id, Organisation.name).where(Organisation.id.is_in(ids))
    return {organisation(each["id"]): each["name"] for each in found}


async def moved_session(old: str, viewer: Viewer) -> str | None:
    """The path of the session that used to have this slug, where the viewer may see it."""
    slug = await moved_to(Session, Session.slug, old)
    return f"/sessions/{slug}" if slug and await session_of(slug, viewer) else None


async def moved_event(old: str, viewer: Viewer) -> str | None:
    """The path of the event that used to have this slug, where the viewer may see it."""
    slug = await moved_to(Event, Event.slug, old)
    return f"/events/{slug}" if slug and await event_of(slug, viewer) else None


async def event_of(slug: str, viewer: Viewer) -> Row | None:
    """An event by its slug, with `visible_to_name`; None where there is none for this viewer."""
    row: Row | None = (
        await Event.select(*EVENT_COLUMNS, Event.description_html)
        .where(And(Event.slug == slug, visible(Event.appointment, viewer)))
        .first()
    )
    if row is not None:
        row["visible_to_name"] = (await _organisations_meant(row)).get(row["appointment.visible_to"])
    return row


def item_of(row: Row) -> Item:
    """What the rules look at, of a session that `session_of` found."""
    return Item(
        state=row["appointment.state"],
        path=row["appointment.branch.path"],
        organisation=row["organisation"],
        hosts=frozenset(host["person.id"] for host in row["hosts"]),
        author=row["created_by"],
        type=row["type"],
        in_event=row["event"] is not None,
    )


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
    return rows, await Event.count().where(condition)


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


async def for_boxes(row: Row, viewer: Viewer) -> dict[str, Any]:
    """What features are asked with for their boxes on the page of a session or an event (`hub.feature.ActionFor`)."""
    own = await Appointment.select().where(Appointment.id == row["appointment.id"]).first()
    assert own is not None
    above: dict[str, Any] | None = None
    if row.get("event.appointment.id") is not None:
        above = (
            await Appointment.select()
            .where(And(Appointment.id == row["event.appointment.id"], visible(Appointment, viewer)))
            .first()
        )
    return {**own, "event": above}
