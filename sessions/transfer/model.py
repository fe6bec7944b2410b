"""The neutral programme: what every file is read into and written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
JsonObject: TypeAlias = "dict[str, Json]"

# A place in a file as people count it, from 1: (("day", 2), ("room", "Aula"), ("entry", 5)) or (("row", 7),
# ("column", "Datum")).
Path: TypeAlias = tuple[tuple[str, str | int], ...]

PlaceKind = Literal["online", "on_site", "hybrid"]
Difficulty = Literal["none", "some", "much"]

ProblemCode = Literal[
    "capacity_unreadable",
    "date_of_other_weekday",
    "day_unreadable",
    "difficulty_unknown",
    "duplicate_identity",
    "duplicate_room_guid",
    "duration_unreadable",
    "end_before_start",
    "entry_unreadable",
    "guid_not_uuid",
    "language_unknown",
    "no_date",
    "no_entries",
    "no_programme_title",
    "no_start",
    "no_title",
    "offset_not_of_zone",
    "person_unreadable",
    "place_kind_unknown",
    "room_differs",
    "room_unreadable",
    "same_name",
    "start_unreadable",
    "text_cut",
    "time_does_not_exist",
    "unknown_zone",
    "web_address_unreadable",
]

BrokenCode = Literal[
    "cell_too_long",
    "empty",
    "markup",
    "no_days",
    "no_rows",
    "not_a_schedule",
    "not_a_table",
    "not_json",
    "not_text",
    "number_too_long",
    "old_excel",
    "pdf",
    "picture",
    "quote_not_closed",
    "too_deep",
    "too_many_columns",
    "too_many_rows",
    "unpacked_too_large",
    "wrong_type",
]


@dataclass(frozen=True)
class Problem:
    """One finding in one place: an "error" left the entry out, a "warning" took it in as `values` say."""

    where: Path
    code: ProblemCode
    severity: Literal["error", "warning"]
    values: Mapping[str, str | int] = field(default_factory=dict)


class Broken(Exception):
    """The file as a whole cannot be used; `values` hold line and column where the place is not a path."""

    def __init__(self, code: BrokenCode, where: Path = (), **values: str | int) -> None:
        super().__init__(code, where, values)
        self.code = code
        self.where = where
        self.values = values


@dataclass(frozen=True)
class Track:
    name: str
    slug: str = ""
    color: str = ""


@dataclass(frozen=True)
class Room:
    name: str
    guid: str | None = None
    description: str = ""
    capacity: int | None = None


@dataclass(frozen=True)
class Host:
    """Somebody who gives a session; `identity` is the file's guid, code or id, in this order."""

    name: str
    identity: str | None = None
    biography: str = ""


@dataclass(frozen=True)
class Link:
    url: str
    title: str = ""


@dataclass(frozen=True)
class Item:
    """One entry of a programme, with aware `start` and `end` in UTC and `end` after `start`.

    `identity` is unique within its programme and the same at each import. Abstract, description and biography
    are Markdown; everything else is one line of plain text. `original` is the event as the JSON file had it.
    """

    identity: str
    title: str
    start: datetime
    end: datetime
    guid: str | None = None
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    type: str = ""
    track: str = ""
    room: str | None = None
    language: str = ""
    persons: tuple[Host, ...] = ()
    url: str | None = None
    links: tuple[Link, ...] = ()
    cancelled: bool = False
    do_not_record: bool = False
    capacity: int | None = None
    registration: str = ""
    place: str = ""
    place_kind: PlaceKind | None = None
    organisation: str = ""
    tags: tuple[str, ...] = ()
    difficulty: Difficulty | None = None
    costs: str = ""
    original: JsonObject = field(default_factory=dict)


@dataclass(frozen=True)
class Programme:
    """A whole programme.

    `zone` is the file's own zone name, None where it names none that exists. `start` and `end` are its first
    and last day. `fields` are the names of Item's fields that the file can speak of: a table without a column
    for costs says nothing about them, so a comparison must not empty them. `original` is the JSON document
    without its events.
    """

    title: str
    acronym: str = ""
    start: date | None = None
    end: date | None = None
    zone: str | None = None
    base_url: str | None = None
    url: str | None = None
    tracks: tuple[Track, ...] = ()
    rooms: tuple[Room, ...] = ()
    items: tuple[Item, ...] = ()
    fields: frozenset[str] = frozenset()
    original: JsonObject = field(default_factory=dict)
