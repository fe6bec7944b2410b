"""The rows of a table as a programme."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sessions.transfer.identity import bounded, distinct, title_and_date, uuid_text
from sessions.transfer.model import Host, Item, Link, PlaceKind, Problem, ProblemCode, Programme, Room, Track
from sessions.transfer.sheet_columns import Column
from sessions.transfer.sheet_dates import names_a_day, read_moment
from sessions.transfer.sheet_file import Sheet
from sessions.transfer.sheet_line import Line
from sessions.transfer.sheet_when import When, end_of, read_when, start_of
from sessions.transfer.sheet_words import (
    boundless,
    difficulty_of,
    language_of,
    place_kind_of,
    seats,
    split_names,
    yes,
)
from sessions.transfer.values import Notes

T = TypeVar("T")

_CANCELLED = re.compile(r"(?:abgesagt|entfällt|fällt aus|cancell?ed)\s*[:!\u2013-]\s*(?=\S)", re.IGNORECASE)
_NAMES_PLACE_KIND = re.compile(r"online|digital|virtuell|hybrid|vor ort$|präsenz$", re.IGNORECASE)


def to_programme(
    sheet: Sheet, columns: Mapping[int, Column], *, title: str, zone: str, default_minutes: int
) -> tuple[Programme, list[Problem]]:
    """The programme in a table whose columns stand for these fields, and what was not clear in it.

    Dates and times are wall-clock time of `zone`. An empty date cell means the date above, also one that
    stands alone in its row as a heading. A row without end and length takes `default_minutes`. A row is left
    out, with a problem of severity "error", only if title, date or time are missing, unclear or skipped by
    the clock.
    """
    problems: list[Problem] = []
    clock = ZoneInfo(zone)
    heads = {column: sheet.head[place] for place, column in columns.items()}
    found: list[tuple[Item, Notes]] = []
    above: date | None = None
    for row in sheet.rows:
        cells = {column: row.cells[place] for place, column in columns.items()}
        line = Line(row, cells, heads, Notes(problems, (("row", row.number),)))
        if heading := line.heading():
            above = heading
        elif row.cells != sheet.head:
            above, item = _row(line, above, clock, default_minutes)
            found += [(item, line.notes)] if item else []
    items = distinct(found)
    if not items:
        Notes(problems).warn("no_entries")
    days = [item.start.astimezone(clock).date() for item in items]
    return Programme(
        title=title,
        start=min(days, default=None),
        end=max(days, default=None),
        zone=zone,
        tracks=tuple(Track(name) for name in dict.fromkeys(item.track for item in items if item.track)),
        rooms=tuple(Room(name) for name in dict.fromkeys(item.room for item in items if item.room)),
        items=items,
        fields=_fields(heads, items),
    ), problems


def _fields(heads: Mapping[Column, str], items: tuple[Item, ...]) -> frozenset[str]:
    """The fields of Item that the table speaks of."""
    apart = {"id", "date", "start", "end", "end_date", "duration", "hosts"}
    named: set[str] = {"title", "start", "end", *(column for column in heads if column not in apart)}
    if "hosts" in heads:
        named.add("persons")
    if any(item.cancelled for item in items):
        named.add("cancelled")
    if any(item.place_kind for item in items):
        named.add("place_kind")
    return frozenset(named)


def _row(line: Line, above: date | None, zone: ZoneInfo, default_minutes: int) -> tuple[date | None, Item | None]:
    """The date that holds for the rows below, and the row's entry if it has title and start."""
    if not line.text("title"):
        return _day_of_untitled(line, above), None
    day, when = read_when(line, above)
    start = start_of(line, when, zone) if when else None
    if when is None or start is None:
        return day, None
    return day, _item(line, when, start, end_of(line, when, start, zone, default_minutes))


def _day_of_untitled(line: Line, above: date | None) -> date | None:
    """The date that a row without title sets for those below; none if it names an unreadable day."""
    unclear = [cell for cell in line.row.cells if names_a_day(cell) and read_moment(cell) is None]
    if unclear:
        line.notes.fail("start_unreadable", found=unclear[0])
        return None
    line.at("title").fail("no_title")
    moment = read_moment(line.text("date"))
    return moment.day if moment and moment.day else above


def _item(line: Line, when: When, start: datetime, end: datetime) -> Item:
    written = line.line("title")
    title = _CANCELLED.sub("", written, count=1) if _CANCELLED.match(written) else written
    own = bounded(line.text("id"))
    return Item(
        identity=uuid_text(own) or own or title_and_date(title, when.day),
        guid=uuid_text(own),
        title=title,
        start=start,
        end=end,
        subtitle=line.line("subtitle"),
        abstract=line.prose("abstract"),
        description=line.prose("description"),
        type=line.line("type"),
        track=line.line("track"),
        room=line.line("room") or None,
        language=_chosen(line, "language", language_of, "language_unknown") or "",
        persons=tuple(Host(line.at("hosts").line(name, "hosts")) for name in split_names(line.text("hosts"))),
        url=line.at("url").web_address(re.sub(r"^www\.", "https://www.", line.text("url")), "url"),
        links=_links(line),
        cancelled=title != written or yes(line.text("cancelled")),
        do_not_record=yes(line.text("do_not_record")),
        capacity=_capacity(line),
        registration=line.line("registration"),
        place=line.line("place"),
        place_kind=_place_kind(line),
        organisation=line.line("organisation"),
        tags=_tags(line),
        difficulty=_chosen(line, "difficulty", difficulty_of, "difficulty_unknown"),
        costs=line.line("costs"),
    )


def _chosen(line: Line, column: Column, meaning: Callable[[str], T | None], unknown: ProblemCode) -> T | None:
    """What the words of a cell mean; None if it is empty or, with a note, not understood."""
    text = line.text(column)
    choice = meaning(text) if text else None
    if text and choice is None:
        line.at(column).warn(unknown, found=text)
    return choice


def _place_kind(line: Line) -> PlaceKind | None:
    """What its own column says, else what the place itself names ("Online")."""
    if "place_kind" in line.heads:
        return _chosen(line, "place_kind", place_kind_of, "place_kind_unknown")
    place = line.text("place")
    return place_kind_of(place) if _NAMES_PLACE_KIND.match(place) else None


def _capacity(line: Line) -> int | None:
    text = line.text("capacity")
    if boundless(text):
        return None
    number = seats(text)
    if number is None:
        line.at("capacity").warn("capacity_unreadable", found=text)
    return number


def _tags(line: Line) -> tuple[str, ...]:
    text = line.text("tags")
    words = text.split()
    names = words if len(words) > 1 and all(word.startswith("#") for word in words) else split_names(text)
    tags = (line.at("tags").line(name.lstrip("#"), "tags") for name in names)
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _links(line: Line) -> tuple[Link, ...]:
    """One link a line, its title after the address."""
    links: dict[str, Link] = {}
    for text in line.text("links").splitlines():
        address, _, title = text.strip().partition(" ")
        if url := line.at("links").web_address(address, "links"):
            links.setdefault(url, Link(url, line.at("links").line(title, "links")))
    return tuple(links.values())
