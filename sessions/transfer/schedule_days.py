"""A programme laid out for a schedule file: days, rooms, and the ids, guids and slugs that must be unique."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sessions.transfer.identity import uuid_text
from sessions.transfer.model import Item, Json, JsonObject, Programme
from sessions.transfer.schedule_conference import read_day
from sessions.transfer.times import DAY_CHANGE, programme_day
from sessions.transfer.values import entries, fields, scalar, whole

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Generator:
    """The program that writes a file, as the file names it."""

    name: str
    version: str


@dataclass(frozen=True)
class Entry:
    """An item with what the file adds; no other has its (positive) number, its guid or its slug."""

    item: Item
    number: int
    guid: str
    slug: str
    url: str | None
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Day:
    """One day, 04:00 to 04:00 local time; rooms in the programme's order ("" for none), entries by time."""

    index: int
    date: date
    start: datetime
    end: datetime
    rooms: dict[str, list[Entry]]
    original: JsonObject


@dataclass(frozen=True)
class Plan:
    """Everything of a schedule file that is worked out; `slot` is the grid of its timetable as HH:MM."""

    acronym: str
    slot: str
    days: tuple[Day, ...]
    room_guids: dict[str, str]
    conference: JsonObject

    def bounds(self, programme: Programme) -> tuple[date | None, date | None]:
        """First and last day of what the programme says and holds, None if it does neither."""
        days = [day.date for day in self.days]
        first = min(filter(None, (programme.start, *days)), default=None)
        last = max(filter(None, (programme.end, *days)), default=None)
        return first, last


def arrange(programme: Programme, url_of: Callable[[Item], str | None]) -> Plan:
    """The programme's items in the order of the file, days in the programme's zone (UTC if it has none).

    `url_of` gives the public address of an item, None to keep the one it came with.
    """
    zone = ZoneInfo(programme.zone or "UTC")
    names = [room.name for room in programme.rooms]
    rank = {name: place for place, name in enumerate(names)}
    items = sorted(
        programme.items,
        key=lambda item: (item.start, rank.get(item.room or "", len(rank)), item.room or "", item.identity),
    )
    acronym = _acronym(programme, items)
    listed = _entries(items, programme, acronym, zone, url_of)
    conference = fields(fields(programme.original.get("schedule")).get("conference"))
    return Plan(
        acronym=acronym,
        slot=_slot(conference),
        days=_days(listed, rank, conference, zone),
        conference=conference,
        room_guids={room.name: room.guid or _made_guid(programme, f"room:{room.name}") for room in programme.rooms},
    )


def slugified(text: str) -> str:
    """Lower-case ASCII letters and digits with single hyphens between."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold().translate(_UMLAUTS)).strip("-")[:60].strip("-")


def _acronym(programme: Programme, items: list[Item]) -> str:
    """At least four of [a-z0-9_-], as the format wants it; a short one gets the year."""
    if re.fullmatch(r"[a-z0-9_-]{4,}", programme.acronym):
        return programme.acronym
    short = slugified(programme.acronym) or slugified(programme.title) or "programme"
    first = programme.start or (items[0].start if items else None)
    return short if len(short) >= 4 else f"{short}-{first.year if first else 0:04}"


def _entries(
    items: list[Item],
    programme: Programme,
    acronym: str,
    zone: ZoneInfo,
    url_of: Callable[[Item], str | None],
) -> list[Entry]:
    numbers = _numbers(items)
    guids: set[str] = set()
    slugs: set[str] = set()
    listed = []
    for item in items:
        number = numbers[item.identity]
        guid = uuid_text(item.guid or "")
        if guid is None or guid in guids:
            guid = _made_guid(programme, item.identity)
        guids.add(guid)
        slug = scalar(item.original.get("slug"))
        if not re.fullmatch(r"[a-z0-9_-]+[a-z0-9]", slug) or slug in slugs:
            prefix = re.sub(r"[^a-z0-9]", "", acronym).ljust(4, "0")
            slug = f"{prefix}-{number}-{slugified(item.title) or 'entry'}"
        slugs.add(slug)
        start, end = item.start.astimezone(zone), item.end.astimezone(zone)
        listed.append(Entry(item, number, guid, slug, url_of(item) or item.url, start, end))
    return listed


def _numbers(items: list[Item]) -> dict[str, int]:
    """A number for each identity that lasts: the original id where it is free, else a digest."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for item in items:
        number = whole(item.original.get("id"))
        if number and number not in taken:
            numbers[item.identity] = number
            taken.add(number)
    for item in items:
        if item.identity not in numbers:
            digest = hashlib.sha256(item.identity.encode()).digest()
            number = int.from_bytes(digest[:8]) % 999_999 + 1
            while number in taken:
                number = number % 999_999 + 1
            numbers[item.identity] = number
            taken.add(number)
    return numbers


def _made_guid(programme: Programme, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{programme.base_url or programme.acronym or programme.title}#{name}"))


def _days(listed: Iterable[Entry], rank: dict[str, int], conference: JsonObject, zone: ZoneInfo) -> tuple[Day, ...]:
    """The days that have entries or were listed before, so that what was written of an empty day is kept."""
    original: dict[date, JsonObject] = {}
    for value in entries(conference.get("days")):
        if known := read_day(fields(value).get("date"), zone):
            original[known] = {**fields(value), **original.get(known, {})}
    rooms: dict[date, dict[str, list[Entry]]] = {day: {} for day in original}
    for entry in listed:
        day = rooms.setdefault(programme_day(entry.item.start, zone), {})
        day.setdefault(entry.item.room or "", []).append(entry)
    days = []
    for index, day_date in enumerate(sorted(rooms), start=1):
        start, end = (datetime.combine(day_date + timedelta(days=more), time(), zone) + DAY_CHANGE for more in (0, 1))
        in_order = sorted(rooms[day_date].items(), key=lambda room: (rank.get(room[0], len(rank)), room[0]))
        days.append(Day(index, day_date, start, end, dict(in_order), original.get(day_date, {})))
    return tuple(days)


def named(listed: Json, name: str) -> JsonObject:
    """The original track or room of that name."""
    return next((fields(value) for value in entries(listed) if scalar(fields(value).get("name")) == name), {})


def _slot(conference: JsonObject) -> str:
    slot = scalar(conference.get("timeslot_duration"))
    return slot if re.fullmatch(r"\d{1,2}:\d{2}", slot, re.ASCII) else "00:05"
