"""Which entry of a file is which session, and what an import would do: pure functions over loaded sessions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sessions.transfer.difference import Conflict, Existing, compare
from sessions.transfer.identity import title_and_date
from sessions.transfer.model import Host, Item, Json, Problem, Programme
from sessions.transfer.stored import Entry
from sessions.transfer.values import fields, scalar

# A workbook's cell holds no more; see sheet_write.
_CELL_LIMIT = 32_767


@dataclass(frozen=True)
class Meeting:
    """An entry of the file and the session that it is, with what becomes of it.

    `item` is what the file says, completed by what it cannot know. `changes` are fields that take the file's value,
    `conflicts` those that an editor has changed.
    """

    item: Item
    entry: Entry
    changes: Mapping[str, tuple[Json, Json]]
    conflicts: tuple[Conflict, ...]

    @property
    def open_conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts that nobody has decided yet: the file says something else than last time."""
        return tuple(each for each in self.conflicts if each.incoming != each.imported)

    @property
    def cancelled_here(self) -> bool:
        """Whether the hub has cancelled what the file still announces; what is cancelled is not changed any more."""
        return self.entry.state == "cancelled" and not self.item.cancelled


@dataclass(frozen=True)
class Comparison:
    """Everything an import would do, in the order of the file; `gone` are sessions of earlier imports without entry."""

    new: tuple[Item, ...]
    met: tuple[Meeting, ...]
    gone: tuple[Entry, ...]

    @property
    def changed(self) -> tuple[Meeting, ...]:
        return tuple(each for each in self.met if each.changes)


@dataclass(frozen=True)
class Here:
    """What an import must know of this hub: its zone, and its own address, which its exports hold."""

    zone: str
    public_url: str

    def not_ours(self, url: str | None) -> str | None:
        """An address, None where it leads here: an export of ours says it only where there is no other."""
        return None if url and url.startswith(f"{self.public_url}/") else url


def compared(entries: Sequence[Entry], programme: Programme, here: Here) -> Comparison:
    """Match a programme with the sessions of an event, and compare each pair."""
    pairs = matched(entries, programme.items, here.zone)
    new = tuple(_plain(item, here) for item in programme.items if item.identity not in pairs)
    met = tuple(
        met_by(_known(_plain(item, here), pairs[item.identity], here), pairs[item.identity], programme.fields)
        for item in programme.items
        if item.identity in pairs
    )
    there = {entry.id for entry in pairs.values()}
    gone = tuple(
        entry
        for entry in entries
        if entry.id not in there and entry.row["identity"] is not None and entry.state != "cancelled"
    )
    return Comparison(new, met, gone)


def met_by(item: Item, entry: Entry, spoken_of: frozenset[str]) -> Meeting:
    """Compare one entry of a file with the session that it is."""
    if entry.state == "cancelled":
        return Meeting(item, entry, {}, ())
    existing = Existing(item.identity, entry.said, entry.current)
    difference = compare([existing], Programme(title="", items=(item,), fields=spoken_of))
    changes = difference.changed[0].fields if difference.changed else {}
    return Meeting(item, entry, changes, difference.conflicts)


def matched(entries: Iterable[Entry], items: Collection[Item], zone: str) -> dict[str, Entry]:
    """The session of each item that has one, by the item's identity.

    - What an import already knows by this identity.
    - What our own export gave its uuid as guid.
    - From a table without ids: the one session that is called so on that day.
    """
    left = {entry.id: entry for entry in entries}
    found: dict[str, Entry] = {}

    def pair(of: Mapping[Any, Entry], key_of: Any) -> None:
        for item in items:
            entry = of.get(key_of(item)) if item.identity not in found else None
            if entry is not None and entry.id in left:
                found[item.identity] = left.pop(entry.id)

    pair({entry.row["identity"]: entry for entry in left.values()}, lambda item: item.identity)
    pair({str(entry.uuid): entry for entry in left.values()}, lambda item: item.guid)
    called: dict[str, list[Entry]] = defaultdict(list)
    for entry in left.values():
        called[title_and_date(entry.row["title"], _day(entry, zone))].append(entry)
    pair({name: same[0] for name, same in called.items() if len(same) == 1}, lambda item: item.identity)
    return found


def _day(entry: Entry, zone: str) -> date:
    day: date = entry.row["appointment.start"].astimezone(ZoneInfo(zone)).date()
    return day


def _plain(item: Item, here: Here) -> Item:
    """The item without our own address, which an export of ours gave it."""
    return replace(item, url=here.not_ours(item.url))


def _known(item: Item, entry: Entry, here: Here) -> Item:
    """The item with what the file cannot know of the session: who the people are, and what no cell holds."""
    return replace(
        item,
        start=_on_clock(item.start, entry.row["appointment.start"], item, here),
        end=_on_clock(item.end, entry.row["appointment.end"], item, here),
        persons=_people(item, entry),
        abstract=_whole(item.abstract, entry.current.get("abstract")),
        description=_whole(item.description, entry.current.get("description")),
    )


def _people(item: Item, entry: Entry) -> tuple[Host, ...]:
    """The item's hosts, known again by name where the file has no ids, namesakes in their order.

    Hosts whose names are not public stay, since no public file could name them.
    """
    known: list[Host] = [
        Host(scalar(each["name"]), scalar(each["identity"]) or None, scalar(each["biography"]))
        for each in map(fields, [*entry.persons])
    ]
    named = {host.identity for host in item.persons}
    namesakes: dict[str, list[Host]] = defaultdict(list)
    for host in reversed(known):
        if host.identity is None or host.identity not in named:
            namesakes[host.name].append(host)
    here = {host.identity: host for host in known if host.identity and host.identity not in _imported(entry)}
    people = [
        namesakes[host.name].pop()
        if host.identity is None and namesakes[host.name]
        else here.get(host.identity or "") or host
        for host in item.persons
    ]
    for place, (host, row) in enumerate(zip(known, entry.hosts, strict=True)):
        hidden = row["person.joined"] is not None and row["person.name_for"] != "public"
        if hidden and host.name not in {each.name for each in people}:
            people.insert(min(place, len(people)), host)
    return tuple(people)


def _on_clock(at: datetime, stored: datetime, item: Item, here: Here) -> datetime:
    """The stored time where a table says the same: in the hour that comes twice, a table cannot say which it means."""
    zone = ZoneInfo(here.zone)
    same = at.astimezone(zone).replace(tzinfo=None) == stored.astimezone(zone).replace(tzinfo=None)
    return stored if same and not item.original else at


def _imported(entry: Entry) -> set[str]:
    return {scalar(each.get("identity")) for each in entry.known_as.values()}


def _whole(text: str, current: Json) -> str:
    cut = len(text) == _CELL_LIMIT and text.endswith("…")
    return current if cut and isinstance(current, str) and current.startswith(text[:-1]) else text


def outside(programme: Programme, first: date, last: date, zone: str) -> int:
    """How many entries do not begin within the days of the event."""
    here = ZoneInfo(zone)
    return sum(not first <= item.start.astimezone(here).date() <= last for item in programme.items)


def left_out(problems: Iterable[Problem]) -> int:
    """How many entries of the file could not be read."""
    return len({problem.where for problem in problems if problem.severity == "error"})


def needs_work(meeting: Meeting) -> bool:
    """Whether there is anything to write down for a session, be it only the file's own JSON."""
    said_anew = meeting.item.original and meeting.item.original != meeting.entry.original
    new_identity = meeting.entry.row["identity"] is None
    return meeting.entry.state != "cancelled" and bool(
        meeting.changes or meeting.open_conflicts or said_anew or new_identity or not meeting.entry.said
    )
