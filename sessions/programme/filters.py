"""What of the programme somebody asks for, as it stands in addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from hub.audience import MEMBERS, PUBLIC, SCOUTS
from sessions.programme.vocabulary import TYPES

WHERE = {"online": ("online", "hybrid"), "on_site": ("on_site", "hybrid")}
# Who belongs to an audience may go to whatever is open to one of these.
OPEN_TO = {PUBLIC: (PUBLIC,), MEMBERS: (PUBLIC, MEMBERS), SCOUTS: (PUBLIC, MEMBERS, SCOUTS)}
MOST = 80
FIRST, LAST = date(1970, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filters of the programme; what is empty does not matter.

    `track`, `tag` and `organisation` are slugs, an organisation stands for its whole branch; `place` is part of the
    place's words; `first` and `last` are days in the zone of the instance; `past` asks for what is over.
    """

    type: str = ""
    track: str = ""
    tag: str = ""
    organisation: str = ""
    where: str = ""
    place: str = ""
    free: bool = False
    open_to: str = ""
    first: date | None = None
    last: date | None = None
    past: bool = False

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The filters as they stand in an address."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {_NAMES.get(name, name): "1" if value is True else str(value) for name, value in values if value}


_NAMES = {"first": "from", "last": "until"}


def wanted_of(sent: Mapping[str, str]) -> Wanted:
    """The filters of an address; what cannot be understood is left out."""

    def words(name: str) -> str:
        return " ".join(sent.get(name, "").split())[:MOST]

    return Wanted(
        type=_one_of(TYPES, words("type")),
        track=words("track"),
        tag=words("tag"),
        organisation=words("organisation"),
        where=_one_of(WHERE, words("where")),
        place=words("place"),
        free=words("free") == "1",
        open_to=_one_of(OPEN_TO, words("open_to")),
        first=_day(words("from")),
        last=_day(words("until")),
        past=words("past") == "1",
    )


def _one_of(known: Mapping[str, Any], text: str) -> str:
    return text if text in known else ""


def _day(text: str) -> date | None:
    try:
        return clamped(date.fromisoformat(text))
    except ValueError:
        return None


def clamped(day: date | None) -> date | None:
    """The day, or the nearest that arithmetic of time zones can surely hold; nobody has sessions beyond."""
    return day and min(max(day, FIRST), LAST)
