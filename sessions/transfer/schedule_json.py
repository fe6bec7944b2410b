"""Programmes as schedule.json, the format of pretalx, frab and c3voc: reading and writing."""

import json
from collections.abc import Callable, Iterable, Iterator
from zoneinfo import ZoneInfo

from sessions.transfer.identity import distinct
from sessions.transfer.json_file import load_json
from sessions.transfer.merge import kept, names_hidden, without
from sessions.transfer.model import Broken, Item, Json, JsonObject, Problem, Programme
from sessions.transfer.schedule_conference import (
    note_foreign_offsets,
    note_shared_names,
    read_dates,
    read_day,
    read_rooms,
    read_tracks,
)
from sessions.transfer.schedule_days import Day, Entry, Generator, Plan, arrange, named, slugified
from sessions.transfer.schedule_events import Frame, read_event, says_cancelled
from sessions.transfer.schedule_people import write_persons
from sessions.transfer.text import line
from sessions.transfer.times import write_length, zone_named
from sessions.transfer.values import Notes, fields, scalar, web_address

# What the format can say of an entry; a cancellation is known to some files only.
SCHEDULE_FIELDS = frozenset(
    (
        *("title", "subtitle", "abstract", "description", "type", "track", "room", "start", "end"),
        *("language", "persons", "url", "links", "do_not_record"),
    )
)


def read_schedule(data: bytes, *, zone: str) -> tuple[Programme, list[Problem]]:
    """The programme in a schedule.json, and what was not clear in it.

    Dates without offset are wall-clock time of the conference's zone, else of `zone`. An event is left out,
    with a problem of severity "error", only if it has no usable title or start; every other flaw is a
    warning. Raises Broken if the file is no JSON or has no schedule.conference.days, or these are of another
    type.
    """
    root, schedule, conference, days = _skeleton(load_json(data))
    problems: list[Problem] = []
    notes = Notes(problems)
    named = scalar(conference.get("time_zone_name")).strip()
    own_zone = zone_named(named) if named else None
    if named and own_zone is None:
        notes.warn("unknown_zone", found=named)
    base_url = web_address(scalar(schedule.get("base_url")).strip())
    reading_zone = own_zone or ZoneInfo(zone)
    items = distinct(list(_events(days, reading_zone, base_url, notes)))
    title = notes.line(conference.get("title"), "title")
    if not title:
        notes.warn("no_programme_title")
    if not items:
        notes.warn("no_entries")
    first, last = read_dates(conference, items, reading_zone)
    note_shared_names(items, notes)
    note_foreign_offsets(items, own_zone, notes)
    return Programme(
        title=title,
        acronym=notes.line(conference.get("acronym"), "acronym"),
        start=first,
        end=last,
        zone=own_zone.key if own_zone else None,
        base_url=base_url,
        url=notes.web_address(conference.get("url"), "url", base_url),
        tracks=read_tracks(conference, items, notes),
        rooms=read_rooms(conference, _rooms_used(days, items), notes),
        items=items,
        fields=SCHEDULE_FIELDS | ({"cancelled"} if any(says_cancelled(item.original) for item in items) else set()),
        original=_without_events(root, schedule, conference, days),
    ), problems


def _skeleton(root: Json) -> tuple[JsonObject, JsonObject, JsonObject, list[Json]]:
    if not isinstance(root, dict):
        raise Broken("not_a_schedule")
    schedule = _part(root, ("schedule",))
    conference = _part(root, ("schedule", "conference"))
    where = (("key", "schedule"), ("key", "conference"), ("key", "days"))
    days = conference.get("days")
    if days is None:
        raise Broken("no_days", where)
    if not isinstance(days, list):
        raise Broken("wrong_type", where)
    return root, schedule, conference, days


def _part(root: JsonObject, keys: tuple[str, ...]) -> JsonObject:
    part: Json = root
    for key in keys:
        part = fields(part).get(key)
    if part is None:
        raise Broken("not_a_schedule", tuple(("key", key) for key in keys))
    if not isinstance(part, dict):
        raise Broken("wrong_type", tuple(("key", key) for key in keys))
    return part


def _events(days: list[Json], zone: ZoneInfo, base_url: str | None, notes: Notes) -> Iterator[tuple[Item, Notes]]:
    for number, day in enumerate(days, start=1):
        at_day = notes.at(("day", number))
        rooms = day.get("rooms") if isinstance(day, dict) else None
        if not isinstance(day, dict) or not isinstance(rooms, dict | None):
            at_day.fail("day_unreadable")
            continue
        day_date = read_day(day.get("date"), zone) or read_day(day.get("day_start"), zone)
        for name, events in (rooms or {}).items():
            at_room = at_day.at(("room", at_day.line(name, "room")))
            if not isinstance(events, list | None):
                at_room.fail("room_unreadable")
                continue
            frame = Frame(zone, base_url, day_date, at_day.line(name, "room") or None)
            for place, event in enumerate(events or [], start=1):
                at = at_room.at(("entry", place))
                if not isinstance(event, dict):
                    at.fail("entry_unreadable")
                elif item := read_event(event, frame, at):
                    yield item, at


def _rooms_used(days: list[Json], items: Iterable[Item]) -> list[str]:
    listed = (line(name) for day in days for name in fields(fields(day).get("rooms")))
    return [name for name in (*listed, *(item.room or "" for item in items)) if name]


def _without_events(root: JsonObject, schedule: JsonObject, conference: JsonObject, days: list[Json]) -> JsonObject:
    bare: list[Json] = [without(day, "rooms") for day in days if isinstance(day, dict)]
    return {**root, "schedule": {**schedule, "conference": {**conference, "days": bare}}}


def write_schedule_json(
    programme: Programme, *, generator: Generator, version: str, url_of: Callable[[Item], str | None]
) -> bytes:
    """The programme as schedule.json in UTF-8, the same bytes for the same programme.

    Unknown keys of the originals are kept at every level, but nothing about a person comes from there:
    exactly the given hosts are written, so the caller leaves out hidden ones. A cancelled item says
    "cancelled": true, a key of our own.
    """
    plan = arrange(programme, url_of)
    hidden = _hidden_everywhere(programme)
    schedule = fields(programme.original.get("schedule"))
    base: JsonObject = {"base_url": programme.base_url} if programme.base_url else {}
    document: JsonObject = {
        "generator": {"name": generator.name, "version": generator.version},
        **kept(programme.original, ("generator", "schedule"), hidden),
        "schedule": {
            "version": version,
            **base,
            **kept(schedule, ("version", "base_url", "conference"), hidden),
            "conference": _conference(programme, plan, hidden),
        },
    }
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _hidden_everywhere(programme: Programme) -> set[str]:
    """Names that were in the originals and that no item shows any more."""
    shown = {host.name for item in programme.items for host in item.persons}
    return {name for item in programme.items for name in names_hidden(item)} - shown


def _conference(programme: Programme, plan: Plan, hidden: set[str]) -> JsonObject:
    first, last = plan.bounds(programme)
    written: JsonObject = {
        "title": programme.title,
        "acronym": plan.acronym,
        "start": first.isoformat() if first else None,
        "end": last.isoformat() if last else None,
        "daysCount": len(plan.days),
        "timeslot_duration": plan.slot,
        "time_zone_name": programme.zone,
        "url": programme.url,
    }
    present = {key: value for key, value in written.items() if value is not None}
    return {
        **present,
        **kept(plan.conference, (*written, "tracks", "rooms", "days"), hidden),
        "tracks": _tracks(programme, plan, hidden),
        "rooms": _rooms(programme, plan, hidden),
        "days": [_day(day, hidden) for day in plan.days],
    }


def _tracks(programme: Programme, plan: Plan, hidden: set[str]) -> list[Json]:
    tracks: list[Json] = []
    for track in programme.tracks:
        color: JsonObject = {"color": track.color} if track.color else {}
        unknown = kept(named(plan.conference.get("tracks"), track.name), ("name", "slug", "color"), hidden)
        tracks.append({"name": track.name, "slug": track.slug or slugified(track.name), **color, **unknown})
    return tracks


def _rooms(programme: Programme, plan: Plan, hidden: set[str]) -> list[Json]:
    rooms: list[Json] = []
    for room in programme.rooms:
        written: JsonObject = {
            "name": room.name,
            "guid": plan.room_guids[room.name],
            "description": room.description,
            "capacity": room.capacity,
        }
        rooms.append({**written, **kept(named(plan.conference.get("rooms"), room.name), written, hidden)})
    return rooms


def _day(day: Day, hidden: set[str]) -> JsonObject:
    written: JsonObject = {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.start.isoformat(),
        "day_end": day.end.isoformat(),
    }
    rooms: JsonObject = {name: [_event(entry) for entry in room] for name, room in day.rooms.items()}
    return {**written, **kept(day.original, (*written, "rooms"), hidden), "rooms": rooms}


def _event(entry: Entry) -> JsonObject:
    item = entry.item
    written: JsonObject = {
        "guid": entry.guid,
        "id": entry.number,
        "date": entry.start.isoformat(),
        "start": f"{entry.start:%H:%M}",
        "end": entry.end.isoformat(),
        "duration": write_length(item.end - item.start),
        "room": item.room or "",
        "slug": entry.slug,
        "title": item.title,
        "subtitle": item.subtitle,
        "track": item.track,
        "type": item.type,
        "language": item.language,
        "abstract": item.abstract,
        "description": item.description,
        "do_not_record": item.do_not_record,
        "persons": [*write_persons(item)],
        "links": [{"url": link.url, "title": link.title} for link in item.links],
    }
    if entry.url:
        written["url"] = entry.url
    if item.cancelled:
        written["cancelled"] = True
    stale = ("url", "cancelled", "canceled", *(("status", "state") if says_cancelled(item.original) else ()))
    return {**written, **kept(item.original, (*written, *stale), names_hidden(item))}
