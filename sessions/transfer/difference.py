"""What an import would do to what is there: the dry run, and the list that the real one follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC

from sessions.transfer.model import Item, Json, JsonObject, Programme

_EMPTY: tuple[Json, ...] = (None, "", False, [])


@dataclass(frozen=True)
class Existing:
    """An entry that is there.

    `imported` is what field_values gave at its last import, `current` what it gives for the entry as it is
    now.
    """

    identity: str
    imported: Mapping[str, Json]
    current: Mapping[str, Json]
    cancelled: bool = False


@dataclass(frozen=True)
class Change:
    """Fields to be overwritten, each with its old and new value."""

    identity: str
    item: Item
    fields: Mapping[str, tuple[Json, Json]]


@dataclass(frozen=True)
class Conflict:
    """A field that an editor has changed since the last import: the editor's value stays.

    With `imported` equal to `incoming` the file still says what it said; otherwise both sides have changed
    it.
    """

    identity: str
    field: str
    imported: Json
    current: Json
    incoming: Json


@dataclass(frozen=True)
class Difference:
    """Every incoming item is in one of new, changed and unchanged; conflicts come on top and are not
    overwritten.

    `gone` are entries that the file no longer has and that are not cancelled yet.
    """

    new: tuple[Item, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[Item, ...]
    gone: tuple[Existing, ...]
    conflicts: tuple[Conflict, ...]


def field_values(item: Item) -> JsonObject:
    """The comparable fields of an item in the form in which they are stored; times as ISO 8601 in UTC."""
    return {
        "title": item.title,
        "subtitle": item.subtitle,
        "abstract": item.abstract,
        "description": item.description,
        "type": item.type,
        "track": item.track,
        "room": item.room,
        "start": item.start.astimezone(UTC).isoformat(),
        "end": item.end.astimezone(UTC).isoformat(),
        "language": item.language,
        "persons": [
            {"name": host.name, "identity": host.identity, "biography": host.biography} for host in item.persons
        ],
        "url": item.url,
        "links": [{"url": link.url, "title": link.title} for link in item.links],
        "cancelled": item.cancelled,
        "do_not_record": item.do_not_record,
        "capacity": item.capacity,
        "registration": item.registration,
        "place": item.place,
        "place_kind": item.place_kind,
        "organisation": item.organisation,
        "tags": [*item.tags],
        "difficulty": item.difficulty,
        "costs": item.costs,
    }


def compare(existing: Iterable[Existing], incoming: Programme) -> Difference:
    """What changes if `incoming` is imported over `existing`, looking only at the fields that it speaks of.

    A field that was never imported and is empty takes the new value; one that somebody has filled since is a
    conflict. Incoming order is kept, gone entries come in the order of `existing`.
    """
    known = {entry.identity: entry for entry in existing}
    new: list[Item] = []
    changed: list[Change] = []
    unchanged: list[Item] = []
    conflicts: list[Conflict] = []
    for item in incoming.items:
        entry = known.pop(item.identity, None)
        if entry is None:
            new.append(item)
            continue
        fields, clashes = _fields(entry, item, incoming.fields)
        conflicts += clashes
        if fields:
            changed.append(Change(item.identity, item, fields))
        else:
            unchanged.append(item)
    gone = tuple(entry for entry in known.values() if not entry.cancelled)
    return Difference(tuple(new), tuple(changed), tuple(unchanged), gone, tuple(conflicts))


def _fields(
    entry: Existing, item: Item, spoken_of: frozenset[str]
) -> tuple[dict[str, tuple[Json, Json]], list[Conflict]]:
    changes: dict[str, tuple[Json, Json]] = {}
    conflicts: list[Conflict] = []
    for field, incoming in field_values(item).items():
        current = entry.current.get(field)
        if field not in spoken_of or _same(current, incoming):
            continue
        imported = entry.imported.get(field)
        if _same(current, imported):
            changes[field] = (current, incoming)
        else:
            conflicts.append(Conflict(item.identity, field, imported, current, incoming))
    return changes, conflicts


def _same(one: Json, other: Json) -> bool:
    """Whether two values mean the same; nothing, the empty text and the empty list do."""
    return one == other or (one in _EMPTY and other in _EMPTY)
