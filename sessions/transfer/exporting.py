"""An event as a file: the programme as it is now, with everything that an import brought and we have no place for."""

import asyncio
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from hub.appointments.policies import named
from hub.site import Site
from hub.viewer import Viewer
from sessions.programme.sheets import Row, rooms_of, tracks_of
from sessions.programme.tables import Event, Room
from sessions.transfer.applying import room_words
from sessions.transfer.identity import uuid_text
from sessions.transfer.model import Difficulty, Host, Item, JsonObject, Link, PlaceKind, Programme, Track
from sessions.transfer.model import Room as ProgrammeRoom
from sessions.transfer.schedule_conference import read_rooms, read_tracks
from sessions.transfer.schedule_days import Generator
from sessions.transfer.schedule_json import write_schedule_json
from sessions.transfer.schedule_xml import write_schedule_xml
from sessions.transfer.stored import Entry, entries_of
from sessions.transfer.times import read_iso
from sessions.transfer.values import Notes, entries, fields, scalar, truth

Format = str
MEDIA_TYPES = {
    "json": "application/json",
    "xml": "application/vnd.c3voc.schedule+xml",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# These are made for everybody; the tables are for editing and name every host.
PUBLIC = frozenset({"json", "xml"})


@dataclass(frozen=True)
class Export:
    """An event ready to be written: `addresses` by the identity of an item, `version` rises with each change.

    Tables are in wall-clock time of `zone`, the hub's own, which they do not name.
    """

    programme: Programme
    addresses: dict[str, str]
    version: str
    zone: str


async def export_of(
    event: Row,
    *,
    site: Site,
    public_url: str,
    names_for: Viewer | None,
    only: Collection[int] | None = None,
    drafts: bool = True,
) -> Export:
    """What an export of an event says, of all its sessions or those with the ids `only`, with drafts or without.

    `names_for` is who may read it: hosts whose names they may not see are left out; None names every host.
    """
    found = await entries_of(event["id"], language=site.language)
    shown = [entry for entry in found if (only is None or entry.id in only) and (drafts or entry.state != "draft")]
    frame, own = await _frame(event["id"]), f"{public_url}/events/{event['slug']}"
    document = fields(frame.get("document"))
    conference = fields(fields(document.get("schedule")).get("conference"))
    programme = Programme(
        title=event["title"],
        acronym=scalar(frame.get("acronym")) or event["slug"],
        start=event["first"],
        end=event["last"],
        zone=scalar(frame.get("zone")) or site.zone,
        base_url=scalar(frame.get("base_url")) or own,
        url=scalar(frame.get("url")) or own,
        tracks=await _tracks(event["id"], conference),
        rooms=await _rooms(event["id"], conference),
        items=tuple(_item(entry, names_for) for entry in shown),
        original=document,
    )
    addresses = {_identity(entry): f"{public_url}/sessions/{entry.row['slug']}" for entry in shown}
    changed = max([event["appointment.changed"], *(entry.row["appointment.changed"] for entry in shown)])
    return Export(programme, addresses, _version(changed, site.zone), site.zone)


def _version(changed: datetime, zone: str) -> str:
    return f"{changed.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


async def written(export: Export, form: Format) -> bytes:
    """The file in one of the forms of MEDIA_TYPES, made beside the event loop since it may take seconds."""
    generator = Generator("hub", version("hub"))

    def address(item: Item) -> str | None:
        return None if item.url else export.addresses[item.identity]

    # What reads and writes workbooks is a tenth of the hub's start, and not every process needs it.
    from sessions.transfer.sheet_write import write_csv, write_xlsx

    schedule = {"generator": generator, "version": export.version, "url_of": address}
    writers: dict[str, Callable[[Programme], bytes]] = {
        "json": partial(write_schedule_json, **schedule),  # type: ignore[arg-type]
        "xml": partial(write_schedule_xml, **schedule),  # type: ignore[arg-type]
        "csv": write_csv,
        "xlsx": write_xlsx,
    }
    programme = export.programme if form in PUBLIC else replace(export.programme, zone=export.zone)
    return await asyncio.to_thread(writers[form], programme)


async def _frame(event: int) -> JsonObject:
    row = await Event.select(Event.original).where(Event.id == event).first()
    return fields(json.loads(row["original"])) if row and row["original"] else {}


async def _tracks(event: int, conference: JsonObject) -> tuple[Track, ...]:
    """The event's tracks; those that came with a file keep its slug and color."""
    known = {track.name: track for track in read_tracks(conference, (), Notes([]))}
    return tuple(known.get(row["name"]) or Track(row["name"], row["slug"]) for row in await tracks_of(event))


async def _rooms(event: int, conference: JsonObject) -> tuple[ProgrammeRoom, ...]:
    known = {room.name: room.description for room in read_rooms(conference, (), Notes([]))}
    guids = {row["id"]: row["guid"] for row in await Room.select(Room.id, Room.guid).where(Room.event == event)}

    def description(row: Row) -> str:
        came = known.get(row["name"], "")
        return came if room_words(came) == row["description"] else str(row["description"])

    return tuple(
        ProgrammeRoom(row["name"], guids.get(row["id"]), description(row), row["capacity"])
        for row in await rooms_of(event)
    )


def _identity(entry: Entry) -> str:
    return str(entry.row["identity"] or entry.uuid)


def _item(entry: Entry, names_for: Viewer | None) -> Item:
    identity, now = _identity(entry), entry.current
    place_kind: PlaceKind | None = now.get("place_kind") or None  # type: ignore[assignment]
    difficulty: Difficulty | None = now.get("difficulty") or None  # type: ignore[assignment]
    capacity = now.get("capacity")
    texts: dict[str, Any] = {
        name: scalar(now.get(name))
        for name in (
            "title", "subtitle", "abstract", "description", "type", "track", "language", "registration", "place",
            "organisation", "costs",
        )
    }  # fmt: skip
    return Item(
        identity=identity,
        guid=uuid_text(identity) or str(entry.uuid),
        start=_moment(now["start"]),
        end=_moment(now["end"]),
        room=scalar(now.get("room")) or None,
        persons=_hosts(entry, names_for),
        url=scalar(now.get("url")) or None,
        links=tuple(
            Link(scalar(link.get("url")), scalar(link.get("title"))) for link in map(fields, entries(now.get("links")))
        ),
        cancelled=truth(now.get("cancelled")),
        do_not_record=truth(now.get("do_not_record")),
        capacity=capacity if isinstance(capacity, int) else None,
        place_kind=place_kind,
        tags=tuple(scalar(tag) for tag in entries(now.get("tags"))),
        difficulty=difficulty,
        original=entry.original,
        **texts,
    )


def _moment(value: Any) -> datetime:
    moment = read_iso(scalar(value))
    assert isinstance(moment, datetime)
    return moment


def _hosts(entry: Entry, names_for: Viewer | None) -> tuple[Host, ...]:
    """The hosts whose names may be read; a biography only where everybody may read it."""
    hosts = []
    for row, person in zip(entry.hosts, entry.persons, strict=True):
        if names_for is None or named(row, names_for):
            public = row["person.biography_for"] == "public"
            text = scalar(person["biography"]) or row["person.biography"] if public else ""
            hosts.append(Host(scalar(person["name"]), scalar(person["identity"]) or None, text))
    return tuple(hosts)
