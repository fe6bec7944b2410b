"""The demo programme: a year of events and sessions around the day on which the demo is filled."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from hub.appointments import actions as appointments
from hub.appointments.actions import Draft
from hub.database import write
from hub.demo import __file__ as community
from hub.site import site
from hub.slugs import free_slug
from hub.tables import Organisation, Person
from hub.text import render, slug
from sessions.programme import demo_dates, demo_seats
from sessions.programme.actions.events import whole_days
from sessions.programme.tables import Event, Room, Session, SessionTag, Tag, Track

FOLDER = Path(__file__).parent.parent / "demo"
PEOPLE = Path(community).parent / "people.toml"
FILES = ("digi_dienstag", "scout_camp", "festival", "theme_month", "plain")
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """What the entries of the demo refer to: ids of persons by key, of organisations by slug, of tags by name."""

    persons: Mapping[str, int]
    organisations: Mapping[str, int]
    tags: Mapping[str, int]


@dataclass(frozen=True)
class Frame:
    """What a session has from its event."""

    event: int
    tracks: Mapping[str, int]
    rooms: Mapping[str, int]


async def move_in(now: datetime) -> None:
    """Fill the programme: events, sessions, hosts, tags, some seats that are taken, and one that is cancelled."""
    zone = (await site()).zone
    today = now.astimezone(ZoneInfo(zone)).date()
    events = [event for name in FILES for event in _read(name)["event"]]
    single: list[Entry] = _read("open")["session"]
    everything = [*single, *(session for event in events for session in event["session"])]
    world = await _world(everything, now)
    for event in events:
        first = demo_dates.first_day(event, today)
        dated = [(session, demo_dates.day_in(event, session, first)) for session in event["session"]]
        frame = await _bring_event(event, first, world, zone, now)
        await _bring_sessions(dated, world, frame, zone, now)
    dated = [(session, demo_dates.open_day(session, today)) for session in single]
    await demo_seats.fill(await _bring_sessions(dated, world, None, zone, now), now)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


async def _world(sessions: Sequence[Entry], now: datetime) -> World:
    """Find persons and organisations, and make hosts without account and tags."""
    people = tomllib.loads(PEOPLE.read_text(encoding="utf-8"))["person"]
    ids = {row["slug"]: row["id"] for row in await Person.select(Person.slug, Person.id)}
    persons = {person["key"]: ids[made] for person in people if (made := slug(person["name"], "person")) in ids}
    found = await Organisation.select(Organisation.slug, Organisation.id)
    outsiders = dict.fromkeys(name for session in sessions for name in session.get("external_hosts", []))
    names = dict.fromkeys(name for session in sessions for name in session["tags"])
    tags: dict[str, int] = {}
    async with write():
        for name in outsiders:
            guest = Person(
                uuid=uuid4(), name=name, name_for="public", biography_for="nobody", topics_for="nobody", created=now
            )
            await guest.save()
            persons[name] = guest.id
        for name in names:
            tag = Tag(slug=slug(name, "topic"), name=name)
            await tag.save()
            tags[name] = tag.id
    return World(persons, {row["slug"]: row["id"] for row in found}, tags)


async def _bring_event(event: Entry, first: date, world: World, zone: str, now: datetime) -> Frame:
    """Create an event with its tracks and rooms; it is signed up for if one of its sessions says so."""
    last = demo_dates.last_day(event, first)
    start, end = whole_days(first, last, zone)
    whole = [session for session in event["session"] if session["registration"] == "event"]
    usual = (whole or event["session"])[-1]
    open_to = [session["open_to"] for session in whole or event["session"]]
    places = [session["place"] for session in event["session"] if "place" in session]
    organisation, html, uuid = world.organisations.get(event["organisation"]), render(event["description"]), uuid4()
    async with write():
        made = await free_slug(Event, Event.slug, event["title"], "event")
        draft = Draft(
            uuid=uuid,
            kind="event",
            title=event["title"],
            path=f"/events/{made}",
            start=start,
            end=end,
            place_kind=usual["place_kind"],
            place=max(places, key=places.count) if places and usual["place_kind"] != "online" else "",
            open_to=max(open_to, key=open_to.count),
            registration="event" if whole else "none",
            branch=organisation,
            capacity=max((session.get("capacity", 0) for session in whole), default=0) or None,
            state="published",
        )
        appointment = await appointments.create(draft, now=now)
        row = Event(
            appointment=appointment,
            uuid=uuid,
            slug=made,
            kind=event["kind"],
            title=event["title"],
            summary=event["summary"],
            description=event["description"].strip(),
            description_html=html,
            first=first,
            last=last,
            organisation=organisation,
            created=now,
        )
        await row.save()
        frame = Frame(row.id, await _tracks(event, row.id), await _rooms(event, row.id))
        await appointments.set_hosts(appointment, [], now=now)
    return frame


async def _tracks(event: Entry, id: int) -> dict[str, int]:
    made = {}
    for position, track in enumerate(event.get("tracks", [])):
        row = Track(event=id, name=track["name"], slug=track["slug"], color=track["color"], position=position)
        await row.save()
        made[track["slug"]] = row.id
    return made


async def _rooms(event: Entry, id: int) -> dict[str, int]:
    named = dict.fromkeys(session["room"] for session in event["session"] if "room" in session)
    made = {}
    for position, room in enumerate(event.get("rooms", [{"name": name} for name in named])):
        row = Room(
            event=id,
            name=room["name"],
            description=room.get("description", ""),
            capacity=room.get("capacity"),
            position=position,
        )
        await row.save()
        made[room["name"]] = row.id
    return made


async def _bring_sessions(
    dated: Sequence[tuple[Entry, date]], world: World, frame: Frame | None, zone: str, now: datetime
) -> dict[str, int]:
    """Create sessions; gives back the ids of their appointments by key."""
    made = {}
    prepared = [
        (session, demo_dates.span(session, day, zone), render(session["description"])) for session, day in dated
    ]
    async with write():
        for session, (start, end), html in prepared:
            made[session["key"]] = await _bring_session(session, start, end, html, world, frame, now)
    return made


async def _bring_session(
    session: Entry, start: datetime, end: datetime, html: str, world: World, frame: Frame | None, now: datetime
) -> int:
    made = await free_slug(Session, Session.slug, session["title"], "session")
    organisation, uuid = world.organisations.get(session["organisation"]), uuid4()
    draft = Draft(
        uuid=uuid,
        kind="session",
        title=session["title"],
        path=f"/sessions/{made}",
        start=start,
        end=end,
        branch=organisation,
        capacity=session.get("capacity"),
        place=session.get("place", ""),
        state="published",
        **{name: session[name] for name in ("place_kind", "visible_to", "open_to", "registration")},
    )
    appointment = await appointments.create(draft, now=now)
    row = Session(
        appointment=appointment,
        uuid=uuid,
        slug=made,
        event=frame.event if frame else None,
        track=frame.tracks.get(session.get("track", "")) if frame else None,
        room=frame.rooms.get(session.get("room", "")) if frame else None,
        description=session["description"].strip(),
        description_html=html,
        organisation=organisation,
        created=now,
        **{name: session[name] for name in ("type", "title", "summary", "difficulty", "costs", "language")},
        **{name: session.get(name, False) for name in ("captions", "sign_language", "plain_language", "wheelchair")},
    )
    await row.save()
    await SessionTag.insert(*(SessionTag(session=row.id, tag=world.tags[name]) for name in session["tags"]))
    hosts = [*session["hosts"], *session.get("external_hosts", [])]
    # This also tells calendars, which need the session beside its appointment.
    await appointments.set_hosts(appointment, [world.persons[key] for key in hosts if key in world.persons], now=now)
    return appointment
