"""Writing the sessions of one batch, and remembering beside each what the file said and what became of it."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hub.appointments import actions as appointments
from hub.viewer import Viewer
from sessions.programme import actions
from sessions.programme.content import SessionContent
from sessions.programme.sheets import Row, content_of, hosts_in
from sessions.programme.tables import Session
from sessions.transfer.difference import field_values
from sessions.transfer.fitting import ALSO_FROM, COLUMN_OF, Around, fit
from sessions.transfer.matching import Here, Meeting, needs_work
from sessions.transfer.model import Host, Item, JsonObject, Programme
from sessions.transfer.people import People
from sessions.transfer.stored import Entry, entries_of, packed


@dataclass(frozen=True)
class Wishes:
    """What was decided beside the file.

    `publish` makes public what the file brings and what it brought as draft; `theirs` are the fields, as (uuid of the
    session, field), that take the file's value although an editor has changed them, None for all; `cancel` the
    sessions, by uuid, that are gone from the file and to be cancelled for `reason`.
    """

    publish: bool = False
    theirs: frozenset[tuple[str, str]] | None = frozenset()
    cancel: frozenset[str] = frozenset()
    reason: str = ""

    def takes(self, entry: Entry, name: str) -> bool:
        """Whether a field takes the file's value although an editor has changed it."""
        return self.theirs is None or (str(entry.uuid), name) in self.theirs

    def publishes(self, meeting: Meeting) -> bool:
        """Whether a draft becomes public."""
        return self.publish and meeting.entry.state == "draft" and not meeting.item.cancelled

    def want(self, meeting: Meeting) -> bool:
        """Whether there is anything to do for a session."""
        taken = any(self.takes(meeting.entry, each.field) for each in meeting.conflicts)
        return needs_work(meeting) or taken or self.publishes(meeting)


@dataclass
class Outcome:
    """What an import did; `kept_seats` are titles of sessions that keep more seats than the file says because they are
    taken, `left_out` counts new ones that are cancelled already and were not published."""

    new: int = 0
    changed: int = 0
    published: int = 0
    cancelled: int = 0
    kept_seats: list[str] = field(default_factory=list)
    left_out: int = 0

    @property
    def anything(self) -> bool:
        """Whether the programme is another one now."""
        return bool(self.new or self.changed or self.published or self.cancelled)


@dataclass(frozen=True)
class Import:
    """One run: what every part of it needs."""

    event: Row
    programme: Programme
    wishes: Wishes
    here: Here
    language: str
    by: Viewer
    now: datetime

    def said(self, item: Item) -> JsonObject:
        """The fields of an entry that the file speaks of."""
        return {name: value for name, value in field_values(item).items() if name in self.programme.fields}


@dataclass(frozen=True)
class _Done:
    item: Item
    before: Entry | None
    kept: frozenset[str]
    hosts: list[int]


class Batch:
    """The sessions that one transaction writes; call everything inside `write()`, `remember` last."""

    def __init__(self, run: Import, place: Around, people: People, outcome: Outcome) -> None:
        self.run, self.place, self.people, self.outcome = run, place, people, outcome
        self._done: dict[int, _Done] = {}

    async def create(self, item: Item) -> None:
        """Write down a new session, as visible as its event."""
        run = self.run
        fitted: dict[str, Any] = fit(field_values(item), self.place)
        tags = tuple(fitted.pop("tags"))
        content = SessionContent(
            **fitted, tags=tags, event=run.event["id"], start=item.start, end=item.end,
            visible_to=run.event["appointment.visible_to"], open_to=run.event["appointment.open_to"],
        )  # fmt: skip
        hosts = await self.people.ids(item.persons)
        uuid = await actions.create_session(content, hosts=hosts, by=run.by, now=run.now)
        row = await Session.select(Session.id, Session.appointment).where(Session.uuid == uuid).first()
        assert row is not None
        self.outcome.new += 1
        if run.wishes.publish:
            # Whether they may was asked for the whole import; asking for each session again would double its time.
            await appointments.publish(row["appointment"], now=run.now)
        if item.cancelled:
            await actions.cancel_session(row["id"], reason="", by=run.by, now=run.now)
        self._done[row["id"]] = _Done(item, None, frozenset(), hosts)

    async def change(self, meeting: Meeting) -> None:
        """Change what the file changed, and what an editor changed where the file's version was chosen."""
        item, entry, run = meeting.item, meeting.entry, self.run
        kept = {each.field for each in meeting.conflicts if not run.wishes.takes(entry, each.field)}
        taken = {*meeting.changes, *(each.field for each in meeting.conflicts)} - kept
        self.outcome.changed += bool(taken)
        await self._change_content(item, entry, taken, kept)
        hosts = await self._hosts(item, entry) if "persons" in run.programme.fields - kept else []
        if "persons" in taken:
            await self._set_hosts(item, entry, hosts)
        if run.wishes.publishes(meeting):
            await actions.publish_session(entry.id, by=run.by, now=run.now)
            self.outcome.published += 1
        if "cancelled" in taken and item.cancelled and entry.state == "published":
            await actions.cancel_session(entry.id, reason="", by=run.by, now=run.now)
            self.outcome.cancelled += 1
        self._done[entry.id] = _Done(item, entry, frozenset(kept), hosts)

    async def _change_content(self, item: Item, entry: Entry, taken: set[str], kept: set[str]) -> None:
        before = content_of(entry.row)
        spoken = {name: value for name, value in self.run.said(item).items() if name not in kept}
        fitted: dict[str, Any] = fit({**entry.current, **spoken}, self.place)
        fitted |= {"start": item.start, "end": item.end, "tags": tuple(fitted["tags"])}
        columns = {COLUMN_OF[name] for name in taken & COLUMN_OF.keys()} - {"hosts", "cancelled"}
        columns |= {column for column, names in ALSO_FROM.items() if taken & {*names} and entry.untouched(column)}
        values = {column: fitted[column] for column in columns}
        if values.get("capacity") is not None and values["capacity"] < entry.row["appointment.taken"]:
            del values["capacity"]
            self.outcome.kept_seats.append(item.title)
        if values:
            await actions.change_session(entry.id, replace(before, **values), by=self.run.by, now=self.run.now)

    async def _hosts(self, item: Item, entry: Entry) -> list[int]:
        """The persons of an entry; whoever gives the session already under that name and id is meant."""
        ids = (each["person.id"] for each in entry.hosts)
        named = ((each["name"], each["identity"]) for each in entry.persons)
        known = dict(zip(named, ids, strict=True))
        return [known.get((host.name, host.identity)) or await self._new_host(host) for host in item.persons]

    async def _new_host(self, host: Host) -> int:
        return (await self.people.ids([host]))[0]

    async def _set_hosts(self, item: Item, entry: Entry, hosts: list[int]) -> None:
        await self.people.renew(hosts, item.persons)
        if list(dict.fromkeys(hosts)) != [each["person.id"] for each in entry.hosts]:
            deputies = hosts_in(entry.row, deputies=True)
            await appointments.set_hosts(entry.row["appointment.id"], hosts, deputies=deputies, now=self.run.now)

    async def remember(self) -> None:
        """Read back what was made, and store it with what the file said.

        A field that keeps an editor's version is remembered as said but not as made, so it goes on counting as theirs.
        """
        for after in await entries_of(self.run.event["id"], language=self.run.language, ids=[*self._done]):
            done = self._done[after.id]
            said, made = self.run.said(done.item), dict(done.before.made) if done.before else {}
            for name in said.keys() & COLUMN_OF.keys() - done.kept:
                made[COLUMN_OF[name]] = [*done.hosts] if name == "persons" else after.columns[COLUMN_OF[name]]
            said = {**(done.before.said if done.before else {}), **said}
            values: dict[Any, Any] = {Session.imported: packed(said, made)}
            if done.item.original:
                values[Session.original] = json.dumps(done.item.original, ensure_ascii=False)
            if after.row["identity"] is None:
                values[Session.identity] = done.item.identity
            await Session.update(values).where(Session.id == after.id)
