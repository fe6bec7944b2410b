"""Sessions and events as those who look after them find them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from piccolo.columns.combination import And, Or, Where

from hub.appointments.queries import edited
from hub.appointments.tables import Host
from hub.viewer import Viewer
from sessions.programme.content import EventContent, SessionContent
from sessions.programme.policies import Item
from sessions.programme.tables import Event, Room, Session, SessionTag, Track

Row = dict[str, Any]
Condition = Where | And | Or

_appointment: Any = Session.appointment
SESSION_COLUMNS = (
    Session.id, Session.uuid, Session.slug, Session.event, Session.track, Session.room, Session.type, Session.title,
    Session.subtitle, Session.summary, Session.description, Session.difficulty, Session.costs, Session.language,
    Session.captions, Session.sign_language, Session.plain_language, Session.wheelchair, Session.organisation,
    Session.cancel_reason, Session.created_by, Session.created, Session.handed_in,
    _appointment.id, _appointment.uuid, _appointment.start, _appointment.end, _appointment.state,
    _appointment.place_kind, _appointment.place, _appointment.registration, _appointment.capacity,
    _appointment.visible_to, _appointment.open_to, _appointment.taken, _appointment.waiting, _appointment.changed,
    _appointment.revision,
    _appointment.branch, _appointment.branch.path,
    Session.event.uuid, Session.event.title, Session.event.slug, Session.event.first, Session.event.last,
    Session.organisation.slug, Session.organisation.name, Session.organisation.path,
    Session.track.slug, Session.room.name,
)  # fmt: skip
_of_event: Any = Event.appointment
EVENT_COLUMNS = (
    Event.id, Event.uuid, Event.slug, Event.kind, Event.title, Event.summary, Event.description, Event.first,
    Event.last, Event.organisation, Event.cancel_reason, Event.created,
    _of_event.id, _of_event.state, _of_event.place_kind, _of_event.place, _of_event.capacity, _of_event.visible_to,
    _of_event.open_to, _of_event.taken, _of_event.waiting, _of_event.changed, _of_event.branch, _of_event.branch.path,
    Event.organisation.slug, Event.organisation.name, Event.organisation.path,
)  # fmt: skip


def editable(viewer: Viewer) -> Condition:
    """The condition under which a session is among those that the viewer looks after (`policies.may_see` in SQL)."""
    assert viewer.person is not None
    given = Host.select(Host.appointment).where((Host.person == viewer.person) & Host.deputy.eq(False))
    draft = Session.appointment.state == "draft"
    found: Condition = Or(Session.appointment.id.is_in(given), And(draft, Session.created_by == viewer.person))
    if viewer.coordinates:
        found = Or(found, And(draft, Session.organisation.is_in(sorted(viewer.coordinates))))
    return Or(found, edited(Session.appointment, viewer)) if viewer.editor else found


async def session_for(viewer: Viewer, uuid: UUID) -> Row | None:
    """A session that the viewer looks after, with its hosts and tags; None for any other."""
    return await _session(And(Session.uuid == uuid, editable(viewer)))


async def session_by(id: int) -> Row | None:
    """A session whoever asks, for actions, which ask a policy themselves."""
    return await _session(Session.id == id)


async def _session(condition: Condition) -> Row | None:
    row: Row | None = await Session.select(*SESSION_COLUMNS).where(condition).first()
    if row is None:
        return None
    people, tags = await _people([row["appointment.id"]]), await _tags([row["id"]])
    return {**row, "people": people.get(row["appointment.id"], []), "tags": tags.get(row["id"], ())}


async def sessions_with_people(event: int) -> list[Row]:
    """Every session of an event with its people and tags, for actions that go over all of them."""
    rows: list[Row] = (
        await Session.select(*SESSION_COLUMNS)
        .where(Session.event == event)
        .order_by(_appointment.start)
        .order_by(Session.id)
    )
    people = await _people([row["appointment.id"] for row in rows])
    tags = await _tags([row["id"] for row in rows])
    return [{**row, "people": people.get(row["appointment.id"], []), "tags": tags.get(row["id"], ())} for row in rows]


async def _people(appointments: list[int]) -> dict[int, list[Row]]:
    """Hosts and deputies in order: person's id, uuid, name, joined, and `deputy`."""
    if not appointments:
        return {}
    person = Host.person
    columns = (Host.appointment, person.id, person.uuid, person.name, person.joined, Host.position, Host.deputy)
    found: dict[int, list[Row]] = {}
    for row in await Host.select(*columns).where(Host.appointment.is_in(appointments)).order_by(Host.position):
        found.setdefault(row["appointment"], []).append(row)
    return found


async def _tags(sessions: list[int]) -> dict[int, tuple[str, ...]]:
    if not sessions:
        return {}
    columns = (SessionTag.session, SessionTag.tag.name)
    found: dict[int, tuple[str, ...]] = {}
    for row in await SessionTag.select(*columns).where(SessionTag.session.is_in(sessions)).order_by(SessionTag.id):
        found[row["session"]] = (*found.get(row["session"], ()), row["tag.name"])
    return found


def hosts_in(row: Mapping[str, Any], *, deputies: bool = False) -> list[int]:
    """The ids of the hosts, or of the deputies, of a loaded session in their order."""
    return [each["person.id"] for each in row["people"] if each["deputy"] is deputies]


def item_of(row: Mapping[str, Any]) -> Item:
    """What the rules look at, of a loaded session."""
    return Item(
        state=row["appointment.state"],
        path=row["appointment.branch.path"],
        organisation=row["organisation"],
        organisation_path=row["organisation.path"],
        hosts=frozenset(hosts_in(row)),
        author=row["created_by"],
        type=row["type"],
        in_event=row["event"] is not None,
        handed_in=row["handed_in"] is not None,
    )


def content_of(row: Mapping[str, Any]) -> SessionContent:
    """What has been decided about a loaded session."""
    return SessionContent(
        type=row["type"], title=row["title"], subtitle=row["subtitle"], summary=row["summary"],
        description=row["description"], event=row["event"], track=row["track"], room=row["room"],
        start=row["appointment.start"], end=row["appointment.end"], place_kind=row["appointment.place_kind"],
        place=row["appointment.place"], registration=row["appointment.registration"],
        capacity=row["appointment.capacity"], visible_to=row["appointment.visible_to"],
        open_to=row["appointment.open_to"], difficulty=row["difficulty"], costs=row["costs"],
        language=row["language"], captions=row["captions"], sign_language=row["sign_language"],
        plain_language=row["plain_language"], wheelchair=row["wheelchair"], organisation=row["organisation"],
        tags=row["tags"],
    )  # fmt: skip


async def event_for(viewer: Viewer, uuid: UUID) -> Row | None:
    """An event in a branch that the viewer edits; None for any other."""
    if not viewer.editor:
        return None
    return await _event(And(Event.uuid == uuid, edited(Event.appointment, viewer)))


async def event_by(id: int) -> Row | None:
    """An event whoever asks, for actions, which ask a policy themselves."""
    return await _event(Event.id == id)


async def _event(condition: Condition) -> Row | None:
    row: Row | None = await Event.select(*EVENT_COLUMNS).where(condition).first()
    return row


def event_content_of(row: Mapping[str, Any]) -> EventContent:
    """What has been decided about a loaded event."""
    return EventContent(
        kind=row["kind"], title=row["title"], summary=row["summary"], description=row["description"],
        first=row["first"], last=row["last"], place_kind=row["appointment.place_kind"],
        place=row["appointment.place"], capacity=row["appointment.capacity"],
        visible_to=row["appointment.visible_to"], open_to=row["appointment.open_to"],
        organisation=row["organisation"],
    )  # fmt: skip


async def tracks_of(event: int) -> list[Row]:
    """The tracks of an event in their order."""
    columns = (Track.id, Track.slug, Track.name, Track.color, Track.position)
    return await Track.select(*columns).where(Track.event == event).order_by(Track.position).order_by(Track.id)


async def rooms_of(event: int) -> list[Row]:
    """The rooms of an event in their order."""
    columns = (Room.id, Room.name, Room.description, Room.capacity, Room.position)
    return await Room.select(*columns).where(Room.event == event).order_by(Room.position).order_by(Room.id)


async def sessions_in(event: int) -> list[Row]:
    """Every session of an event by start, for pages and actions that go over all of them."""
    appointment = Session.appointment
    return (
        await Session.select(
            Session.id, Session.uuid, Session.slug, Session.title, Session.type, Session.room.name, appointment.id,
            appointment.start, appointment.end, appointment.state, appointment.taken, appointment.waiting,
            appointment.changed,
        )
        .where(Session.event == event)
        .order_by(appointment.start)
        .order_by(Session.id)
    )  # fmt: skip


async def drafts_in(event: int) -> list[Row]:
    """The sessions of an event that are drafts, by start."""
    return [each for each in await sessions_in(event) if each["appointment.state"] == "draft"]


def state_of(*rows: Row) -> str:
    """A mark of how loaded sessions and events are, for a form: another once any of them is changed or gone."""
    return f"{len(rows)} {max(row['appointment.changed'] for row in rows).isoformat()}"
