"""What the JSON API says of sessions and events; times are in UTC, `zone` names the zone that people read them in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from hub.appointments.policies import named, seats_left
from hub.config import current
from hub.viewer import Viewer
from sessions.programme.presenting import event_shown, person_path
from sessions.programme.vocabulary import ACCESSIBILITY

Row = Mapping[str, Any]
SessionType = Literal["workshop", "webinar", "tool_introduction", "exchange", "consultation_hour", "other"]
EventKind = Literal["digi_dienstag", "scout_camp", "festival", "theme_month", "plain"]
PlaceKind = Literal["online", "on_site", "hybrid"]
State = Literal["draft", "published", "cancelled"]
Registration = Literal["none", "session", "event"]


class Problem(msgspec.Struct):
    """Why a request was not answered (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Named(msgspec.Struct):
    """Something with a page of its own, where it has one."""

    name: str
    slug: str | None = None
    url: str | None = None


class Place(msgspec.Struct):
    """Where something is; `address` is empty online."""

    kind: PlaceKind
    address: str


class Seats(msgspec.Struct):
    """`registration`: none (drop in), for this session, or for the whole event; `free` null is without limit."""

    registration: Registration
    capacity: int | None
    free: int | None
    waiting: int


class Session(msgspec.Struct, kw_only=True):
    """One session of the programme."""

    id: UUID
    slug: str
    url: str
    calendar: str
    title: str
    summary: str
    type: SessionType
    state: State
    start: datetime
    end: datetime
    zone: str
    place: Place
    room: str | None
    seats: Seats
    open_to: str
    language: str
    hosts: list[Named]
    organisation: Named | None
    event: Named | None
    track: Named | None
    tags: list[Named]


class WholeSession(Session, kw_only=True):
    """A session with everything that its page says; `description` is HTML."""

    subtitle: str
    description: str
    difficulty: str
    costs: str
    accessibility: list[str]
    cancel_reason: str


class Sessions(msgspec.Struct):
    """One page of sessions; `next` is the address of the next page."""

    total: int
    page: int
    pages: int
    next: str | None
    sessions: list[Session]


class Event(msgspec.Struct, kw_only=True):
    """An event, from its first to its last day in `zone`."""

    id: UUID
    slug: str
    url: str
    calendar: str
    title: str
    summary: str
    kind: EventKind
    state: State
    first: date
    last: date
    zone: str
    place: Place
    organisation: Named | None


class WholeEvent(Event, kw_only=True):
    """An event with a page of its sessions; `description` is HTML."""

    description: str
    rooms: list[str]
    tracks: list[Named]
    programme: Sessions


class Events(msgspec.Struct):
    """One page of events; `next` is the address of the next page."""

    total: int
    page: int
    pages: int
    next: str | None
    events: list[Event]


def session(row: Row, viewer: Viewer, zone: str, now: datetime) -> Session:
    """A row of the schedule for the API."""
    return Session(**_session(row, viewer, zone, now))


def whole_session(row: Row, viewer: Viewer, zone: str, now: datetime) -> WholeSession:
    """A session that `details.session_of` found, for the API."""
    return WholeSession(
        **_session(row, viewer, zone, now),
        subtitle=row["subtitle"],
        description=row["description_html"],
        difficulty=row["difficulty"],
        costs=row["costs"],
        accessibility=[name for name in ACCESSIBILITY if row[name]],
        cancel_reason=row["cancel_reason"],
    )


def _session(row: Row, viewer: Viewer, zone: str, now: datetime) -> dict[str, Any]:
    shown, base = event_shown(row, viewer), current().public_url
    return {
        **{name: row[name] for name in ("slug", "title", "summary", "type", "language")},
        **{name: row[f"appointment.{name}"] for name in ("state", "start", "end", "open_to")},
        "id": row["uuid"],
        "url": f"{base}/sessions/{row['slug']}",
        "calendar": f"{base}/sessions/{row['slug']}.ics",
        "zone": zone,
        "place": Place(row["appointment.place_kind"], row["appointment.place"]),
        "room": row["room.name"],
        "seats": _seats(row, now),
        "hosts": [_host(host, base) for host in row["hosts"] if named(host, viewer)],
        "organisation": _organisation(row, base),
        "event": _linked(row["event.title"], row["event.slug"], f"{base}/events/") if shown else None,
        "track": Named(row["track.name"], row["track.slug"]) if shown and row["track.name"] else None,
        "tags": [Named(tag["name"], tag["slug"], f"{base}/programme?tag={tag['slug']}") for tag in row["tags"]],
    }


def _seats(row: Row, now: datetime) -> Seats:
    free = seats_left(row, now, "appointment.")
    return Seats(row["appointment.registration"], row["appointment.capacity"], free, row["appointment.waiting"])


def _host(host: Row, base: str) -> Named:
    path = person_path(host)
    return Named(host["person.name"], host["person.slug"] if path else None, f"{base}{path}" if path else None)


def _organisation(row: Row, base: str) -> Named | None:
    if not row["organisation.name"]:
        return None
    if row["organisation.state"] != "released":
        return Named(row["organisation.name"])
    return _linked(row["organisation.name"], row["organisation.slug"], f"{base}/organisations/")


def _linked(name: str, slug: str, folder: str) -> Named:
    return Named(name, slug, f"{folder}{slug}")


def event(row: Row, zone: str) -> Event:
    """An event of a list for the API."""
    return Event(**_event(row, zone))


def whole_event(row: Row, zone: str, *, rooms: Sequence[Row], tracks: Sequence[Row], programme: Sessions) -> WholeEvent:
    """An event that `details.event_of` found, with a page of its sessions, for the API."""
    return WholeEvent(
        **_event(row, zone),
        description=row["description_html"],
        rooms=[room["name"] for room in rooms],
        tracks=[Named(track["name"], track["slug"]) for track in tracks],
        programme=programme,
    )


def _event(row: Row, zone: str) -> dict[str, Any]:
    base = current().public_url
    return {
        **{name: row[name] for name in ("slug", "title", "summary", "kind", "first", "last")},
        "id": row["uuid"],
        "url": f"{base}/events/{row['slug']}",
        "calendar": f"{base}/calendar/events/{row['slug']}.ics",
        "state": row["appointment.state"],
        "zone": zone,
        "place": Place(row["appointment.place_kind"], row["appointment.place"]),
        "organisation": _organisation(row, base),
    }
