"""The sessions of an event as an import finds them: what they hold now, and what the last import said and made."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from typing import Any
from uuid import UUID

from piccolo.columns.combination import And, Where

from hub.appointments.tables import Host
from hub.i18n import gettext, speaking
from sessions.programme.content import tag_slug
from sessions.programme.sheets import SESSION_COLUMNS, Row
from sessions.programme.tables import Session, SessionTag
from sessions.programme.vocabulary import REGISTRATIONS, TYPES
from sessions.transfer.fitting import COLUMN_OF
from sessions.transfer.model import Json, JsonObject
from sessions.transfer.values import entries, fields

_COLUMNS = (*SESSION_COLUMNS, Session.track.name, Session.identity, Session.imported, Session.original)
_CHUNK = 400


@dataclass(frozen=True)
class Entry:
    """A session with its people and tags; `language` is the one that fixed choices are written in.

    `said` is what the last import said of each field (`field_values`), `made` the columns that it wrote; both are
    empty for a session that was never imported. A column that still is as it was made stands for what was said, so
    that nothing is lost to what a column cannot hold.
    """

    row: Row
    language: str

    @property
    def id(self) -> int:
        return int(self.row["id"])

    @property
    def uuid(self) -> UUID:
        uuid: UUID = self.row["uuid"]
        return uuid

    @property
    def state(self) -> str:
        return str(self.row["appointment.state"])

    @cached_property
    def said(self) -> JsonObject:
        return fields(self._imported.get("said"))

    @cached_property
    def made(self) -> JsonObject:
        return fields(self._imported.get("made"))

    @cached_property
    def _imported(self) -> JsonObject:
        return fields(json.loads(self.row["imported"])) if self.row["imported"] else {}

    @property
    def original(self) -> JsonObject:
        """The event as the last JSON file had it."""
        return fields(json.loads(self.row["original"])) if self.row["original"] else {}

    @property
    def hosts(self) -> list[Row]:
        """Those who give it and have not erased their name, in order."""
        return [each for each in self.row["people"] if not each["deputy"] and each["person.name"]]

    @cached_property
    def columns(self) -> dict[str, Json]:
        """What is stored now, in the form of `made`."""
        row = self.row
        own = ("title", "subtitle", "summary", "description", "type", "track", "room", "language", "organisation")
        of_appointment = ("place_kind", "place", "registration", "capacity")
        return {
            **{name: row[name] for name in (*own, "difficulty", "costs")},
            **{name: row[f"appointment.{name}"] for name in of_appointment},
            "start": row["appointment.start"].astimezone(UTC).isoformat(),
            "end": row["appointment.end"].astimezone(UTC).isoformat(),
            "tags": sorted(tag_slug(name) for name in row["tags"]),
            "hosts": [each["person.id"] for each in self.hosts],
            "cancelled": self.state == "cancelled",
        }

    def untouched(self, column: str) -> bool:
        """Whether a column is as the last import made it."""
        if column not in self.made:
            return False
        made = self.made[column]
        if column == "hosts":
            # Two entries of a file can turn out to be one person.
            made = list(dict.fromkeys(entries(made)))
        return made == self.columns[column]

    @cached_property
    def current(self) -> JsonObject:
        """What a file would have to say now, in the form of `field_values`."""
        values: JsonObject = {"url": None, "links": [], "do_not_record": False, **self.said}
        for name, column in COLUMN_OF.items():
            if not self.untouched(column):
                values[name] = self._spoken(name, column)
        return values

    def _spoken(self, name: str, column: str) -> Json:
        if name == "persons":
            return [*self.persons]
        if name == "track":
            return str(self.row["track.name"] or "")
        if name == "room":
            return self.row["room.name"] or None
        if name == "tags":
            return [*self.row["tags"]]
        if name == "organisation":
            return str(self.row["organisation.name"] or "")
        value = self.columns[column]
        # What a session has by default is said by nobody.
        if (name, value) in {("difficulty", "none"), ("registration", "session")} and not self.made:
            return None if name == "difficulty" else ""
        labels = {"type": TYPES, "registration": REGISTRATIONS}.get(name)
        if labels is None:
            return value
        with speaking(self.language):
            return gettext(labels[str(value)])

    @cached_property
    def known_as(self) -> dict[int, JsonObject]:
        """How the last import named each host, by the id of the person."""
        ids, said = entries(self.made.get("hosts")), entries(self.said.get("persons"))
        if len(ids) != len(said):
            return {}
        return {id: fields(person) for id, person in zip(ids, said, strict=True) if isinstance(id, int)}

    @cached_property
    def persons(self) -> list[JsonObject]:
        """The hosts as a file would name them; who did not come by a file is known by our own id."""
        return [
            self.known_as.get(each["person.id"])
            or {"name": each["person.name"], "identity": str(each["person.uuid"]), "biography": ""}
            for each in self.hosts
        ]


async def entries_of(event: int, *, language: str, ids: Collection[int] | None = None) -> list[Entry]:
    """The sessions of an event by start, all or those with some ids."""
    condition: Where | And = Session.event == event
    if ids is not None:
        if not ids:
            return []
        condition = And(condition, Session.id.is_in(sorted(ids)))
    return await _entries(condition, language)


async def entries_known_as(event: int, identities: Collection[str], *, language: str) -> list[Entry]:
    """The sessions of an event that imports know by one of some identities."""
    if not identities:
        return []
    return await _entries(And(Session.event == event, Session.identity.is_in(sorted(identities))), language)


async def _entries(condition: Where | And, language: str) -> list[Entry]:
    rows: list[Row] = (
        await Session.select(*_COLUMNS)
        .where(condition)
        .order_by(Session.appointment.start)
        .order_by(Session.id)
    )  # fmt: skip
    people = await _people([row["appointment.id"] for row in rows])
    tags = await _tags([row["id"] for row in rows])
    return [
        Entry({**row, "people": people.get(row["appointment.id"], []), "tags": tags.get(row["id"], ())}, language)
        for row in rows
    ]


async def _people(appointments: list[int]) -> dict[int, list[Row]]:
    person = Host.person
    columns = (
        Host.appointment, Host.deputy, person.id, person.uuid, person.name, person.name_for, person.joined,
        person.biography, person.biography_for,
    )  # fmt: skip
    found: dict[int, list[Row]] = {}
    for some in _chunks(appointments):
        rows = await Host.select(*columns).where(Host.appointment.is_in(some)).order_by(Host.position)
        for row in rows:
            found.setdefault(row["appointment"], []).append(row)
    return found


async def _tags(sessions: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for some in _chunks(sessions):
        columns = (SessionTag.session, SessionTag.tag.name)
        for row in await SessionTag.select(*columns).where(SessionTag.session.is_in(some)).order_by(SessionTag.id):
            found[row["session"]] = (*found.get(row["session"], ()), row["tag.name"])
    return found


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def packed(said: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    """What stands in Session.imported."""
    return json.dumps({"said": said, "made": made}, ensure_ascii=False)
