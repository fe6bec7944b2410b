"""What editors and hosts decide about a session or an event: the whole of it as one value."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from hub.text import normalized, slug

MOST_TAGS = 12
LONGEST_TAG = 60

# Which fields stand in the appointment, for both; everything else stands in the row of the room's own.
OF_APPOINTMENT = frozenset(
    {"title", "start", "end", "place_kind", "place", "visible_to", "open_to", "registration", "capacity"}
)


@dataclass(frozen=True, kw_only=True)
class SessionContent:
    """A session without people and state; times aware, ids of the database, tags as people write them.

    `registration` is none, session or event; `capacity` None is without limit.
    """

    type: str
    title: str
    start: datetime
    end: datetime
    subtitle: str = ""
    summary: str = ""
    description: str = ""
    event: int | None = None
    track: int | None = None
    room: int | None = None
    place_kind: str = "online"
    place: str = ""
    registration: str = "session"
    capacity: int | None = None
    visible_to: str = "public"
    open_to: str = "public"
    difficulty: str = "none"
    costs: str = ""
    language: str = "de"
    captions: bool = False
    sign_language: bool = False
    plain_language: bool = False
    wheelchair: bool = False
    organisation: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EventContent:
    """An event without tracks, rooms, sessions and state, from `first` to `last` day in the zone of the instance."""

    kind: str
    title: str
    first: date
    last: date
    summary: str = ""
    description: str = ""
    place_kind: str = "online"
    place: str = ""
    capacity: int | None = None
    visible_to: str = "public"
    open_to: str = "public"
    organisation: int | None = None


def differences(before: SessionContent | EventContent, after: SessionContent | EventContent) -> dict[str, Any]:
    """The fields that differ, with what they become."""
    old = asdict(before)
    return {name: value for name, value in asdict(after).items() if old[name] != value}


def tidy_tags(names: list[str]) -> tuple[str, ...]:
    """Tags as they are kept: without #, spaces in order, each only once whatever its spelling; nothing from nothing."""
    found: dict[str, str] = {}
    for name in names:
        tidy = " ".join(normalized("NFC", name).replace("#", " ").split())
        if tag_slug(tidy):
            found.setdefault(tag_slug(tidy), tidy)
    return tuple(found.values())


def tag_slug(name: str) -> str:
    """The name of a tag in addresses, also for writing without Latin letters; empty where nothing can be read in it."""
    if not any(char.isalnum() for char in name):
        return ""
    return slug(name, "") or f"tag-{hashlib.sha256(name.casefold().encode()).hexdigest()[:8]}"
