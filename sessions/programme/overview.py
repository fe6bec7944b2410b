"""What somebody who brings sessions in has to look after, a part at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Or, Where

from hub.appointments.queries import edited, hosts_of
from hub.appointments.tables import Host
from hub.i18n import message
from hub.viewer import Viewer
from sessions.programme.finding import holds
from sessions.programme.sheets import Condition, Row, editable
from sessions.programme.tables import Event, Session
from sessions.programme.vocabulary import TYPES

MOST = 80
PARTS = {
    "drafts": message("My drafts"),
    "waiting": message("To publish"),
    "others": message("Drafts of others"),
    "coming": message("Coming"),
    "past": message("Past"),
    "events": message("Events I edit"),
}
SESSION_SORTS: dict[str, Any] = {
    "time": Session.appointment.start,
    "title": Session.title,
    "state": Session.appointment.state,
    "seats": Session.appointment.taken,
}
EVENT_SORTS: dict[str, Any] = {"time": Event.first, "title": Event.title, "state": Event.appointment.state}


# What is over begins with the latest.
PARTS_DOWN = {"past"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which part, which filters and which order (`down` is descending)."""

    part: str = "coming"
    words: str = ""
    type: str = ""
    sort: str = "time"
    down: bool = False

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        sort = f"-{self.sort}" if self.down else self.sort
        plain = {"part": self.part, "words": self.words, "type": self.type}
        return {**plain, "sort": "" if (self.sort, self.down) == ("time", self.part in PARTS_DOWN) else sort}


def parts_for(viewer: Viewer) -> list[str]:
    """The parts there are for somebody: what waits, drafts of others and events only for editors."""
    return [part for part in PARTS if viewer.editor or part not in {"waiting", "others", "events"}]


def asked_of(sent: Mapping[str, str], viewer: Viewer) -> Asked:
    """What an address asks for; what cannot be understood is left out."""
    parts = parts_for(viewer)
    part = sent.get("part", "")
    part = part if part in parts else "coming"
    sort = sent.get("sort", "")
    known = EVENT_SORTS if part == "events" else SESSION_SORTS
    name = sort.removeprefix("-")
    type = sent.get("type", "")
    return Asked(
        part=part,
        words=" ".join(sent.get("words", "").split())[:MOST],
        type=type if type in TYPES and part != "events" else "",
        sort=name if name in known else "time",
        down=sort.startswith("-") if name in known else part in PARTS_DOWN,
    )


def _given_by(viewer: Viewer) -> Where:
    given = Host.select(Host.appointment).where((Host.person == viewer.person) & Host.deputy.eq(False))
    return Session.appointment.id.is_in(given)


def _sessions_in(part: str, viewer: Viewer, now: datetime) -> Condition:
    """The sessions of one part, among those that the viewer looks after.

    - My drafts are those that the viewer wrote, gives, or that belong to an organisation the viewer speaks for.
    - To publish is what was handed in for it in the branches that the viewer edits.
    - Drafts of others are those of these branches that were not handed in, or not yet.
    - Coming and past are what is published or cancelled, by the end.
    """
    appointment: Any = Session.appointment
    mine: Condition = Or(_given_by(viewer), Session.created_by == viewer.person)
    if viewer.coordinates:
        mine = Or(mine, Session.organisation.is_in(sorted(viewer.coordinates)))
    if part == "drafts":
        return And(appointment.state == "draft", mine)
    if part in {"waiting", "others"}:
        drafts: Condition = And(appointment.state == "draft", edited(appointment, viewer))
        if part == "waiting":
            return And(drafts, Session.handed_in.is_not_null())
        own = Session.select(Session.id).where(mine)
        return And(And(drafts, Session.handed_in.is_null()), Session.id.not_in(own))
    when = appointment.end > now if part == "coming" else appointment.end <= now
    return And(And(appointment.state != "draft", when), editable(viewer))


def _filtered(condition: Condition, asked: Asked, title: Any) -> Condition:
    if asked.words:
        condition = And(condition, holds(title, asked.words))
    return And(condition, Session.type == asked.type) if asked.type else condition


async def count_sessions(viewer: Viewer, asked: Asked, now: datetime) -> int:
    """How many sessions a part has under its filters."""
    found: int = await Session.count().where(_filtered(_sessions_in(asked.part, viewer, now), asked, Session.title))
    return found


async def sessions(viewer: Viewer, asked: Asked, now: datetime, *, offset: int, limit: int) -> list[Row]:
    """One page of a part, with `hosts`, in the order asked for."""
    appointment: Any = Session.appointment
    rows: list[Row] = (
        await Session.select(
            Session.id, Session.uuid, Session.slug, Session.title, Session.type, appointment.id, appointment.start,
            appointment.end, appointment.state, appointment.capacity, appointment.taken, appointment.waiting,
            Session.event.title, Session.event.uuid, Session.organisation.name,
        )
        .where(_filtered(_sessions_in(asked.part, viewer, now), asked, Session.title))
        .order_by(SESSION_SORTS[asked.sort], ascending=not asked.down)
        .order_by(Session.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    hosts = await hosts_of([row["appointment.id"] for row in rows])
    return [{**row, "hosts": hosts.get(row["appointment.id"], [])} for row in rows]


async def count_events(viewer: Viewer, asked: Asked) -> int:
    """How many events the viewer edits, under the filters."""
    found: int = await Event.count().where(_filtered(edited(Event.appointment, viewer), asked, Event.title))
    return found


async def events(viewer: Viewer, asked: Asked, *, offset: int, limit: int) -> list[Row]:
    """One page of the events that the viewer edits."""
    appointment: Any = Event.appointment
    return (
        await Event.select(
            Event.id, Event.uuid, Event.slug, Event.kind, Event.title, Event.first, Event.last, appointment.state,
            appointment.capacity, appointment.taken, Event.organisation.name,
        )
        .where(_filtered(edited(appointment, viewer), asked, Event.title))
        .order_by(EVENT_SORTS[asked.sort], ascending=not asked.down)
        .order_by(Event.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip


async def waiting_count(viewer: Viewer, now: datetime) -> int:
    """How many drafts wait for the viewer to publish them."""
    return await count_sessions(viewer, Asked(part="waiting"), now) if viewer.editor else 0


async def given(viewer: Viewer, now: datetime, limit: int = 10) -> list[Row]:
    """The next sessions that the viewer gives, for "my page"."""
    appointment: Any = Session.appointment
    return (
        await Session.select(
            Session.uuid, Session.slug, Session.title, appointment.start, appointment.end, appointment.state,
            appointment.capacity, appointment.taken, appointment.waiting,
        )
        .where(And(_given_by(viewer), appointment.end > now))
        .order_by(appointment.start)
        .limit(limit)
    )  # fmt: skip
