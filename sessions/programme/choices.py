"""What the forms of sessions and events let somebody choose from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Or, Where

from hub.appointments.queries import edited, visible
from hub.audience import ancestors
from hub.audience import organisation as organisation_key
from hub.i18n import gettext, message
from hub.tables import Organisation
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.sheets import Row, rooms_of, tracks_of
from sessions.programme.tables import Event
from sessions.programme.vocabulary import AUDIENCES

ORG = "org:"
# More organisations than this are typed by name instead of chosen from a list.
LONGEST_LIST = 100
FEDERATIONS = {"federation", "regional"}
MOST_EVENTS = 200
ONLY = message("Only %(organisation)s and everything below it")
LANGUAGES = {
    "de": message("German"),
    "en": message("English"),
    "gsg": message("German Sign Language"),
    "ar": message("Arabic"),
    "es": message("Spanish"),
    "fr": message("French"),
    "it": message("Italian"),
    "nl": message("Dutch"),
    "pl": message("Polish"),
    "ru": message("Russian"),
    "tr": message("Turkish"),
    "uk": message("Ukrainian"),
}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Options as (value, label in the current language), and the rows behind them.

    `event` is the one that is chosen; `tracks` and `rooms` are its own. An audience is named outside by the slug of
    its organisation; `keys` leads from there to the audience key.
    """

    event: Row | None = None
    events: list[tuple[str, str]] = field(default_factory=list)
    tracks: list[Row] = field(default_factory=list)
    rooms: list[Row] = field(default_factory=list)
    organisations: list[Row] = field(default_factory=list)
    audiences: list[tuple[str, str]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    languages: list[tuple[str, str]] = field(default_factory=list)
    may_be_unnamed: bool = True

    def follows(self, shown_event: str | None) -> bool:
        """Whether tracks and rooms that were chosen from belong to the event that is chosen now."""
        return (shown_event or "") == (str(self.event["uuid"]) if self.event else "")

    @property
    def listed(self) -> bool:
        """Whether the organisations fit into a list."""
        return len(self.organisations) <= LONGEST_LIST


async def session_choices(
    viewer: Viewer, *, event: str, organisation: str = "", row: Row | None, now: datetime
) -> Choices:
    """What somebody may choose for a session; `event` (uuid) and `organisation` (slug) as sent, `row` what exists."""
    events = await _events(viewer, row, now)
    chosen = next((each for each in events if str(each["uuid"]) == event), None)
    own_event = chosen is not None and viewer.edits(chosen["appointment.branch.path"])
    organisations = await _organisations(viewer, own_event=own_event, current=row["organisation"] if row else None)
    audiences, keys = await _audiences(viewer, row, organisations, organisation)
    return Choices(
        event=chosen,
        events=[(str(each["uuid"]), each["title"]) for each in events],
        tracks=await tracks_of(chosen["id"]) if chosen else [],
        rooms=await rooms_of(chosen["id"]) if chosen else [],
        organisations=organisations,
        audiences=audiences,
        keys=keys,
        languages=_languages(row["language"] if row else ""),
        may_be_unnamed=own_event or policies.may_leave_unnamed(viewer) or (row is not None and not row["organisation"]),
    )


async def event_choices(viewer: Viewer, *, organisation: str = "", row: Row | None) -> Choices:
    """What somebody may choose for an event; `organisation` is the slug as sent, `row` what exists."""
    organisations = await _organisations(viewer, own_event=False, current=row["organisation"] if row else None)
    audiences, keys = await _audiences(viewer, row, organisations, organisation)
    return Choices(
        organisations=organisations,
        audiences=audiences,
        keys=keys,
        may_be_unnamed=viewer.edits(None),
    )


async def _events(viewer: Viewer, row: Row | None, now: datetime) -> list[Row]:
    """Events to put a session into: not over, own ones also as drafts; and the one it is in."""
    appointment: Any = Event.appointment
    theirs = And(appointment.state == "published", visible(appointment, viewer))
    mine = And(appointment.state != "cancelled", edited(appointment, viewer)) if viewer.editor else None
    coming = And(Or(theirs, mine) if mine is not None else theirs, appointment.end > now)
    condition: Where | And | Or = coming
    if row is not None and row["event"] is not None:
        condition = Or(coming, Event.id == row["event"])
    columns = (Event.id, Event.uuid, Event.title, Event.first, Event.last, appointment.branch.path)
    return await Event.select(*columns).where(condition).order_by(Event.first).order_by(Event.id).limit(MOST_EVENTS)


async def _organisations(viewer: Viewer, *, own_event: bool, current: int | None) -> list[Row]:
    condition = And(Organisation.state == "released", _nameable(viewer, own_event=own_event))
    if current is not None:
        condition = Or(condition, Organisation.id == current)  # type: ignore[assignment]
    columns = (Organisation.id, Organisation.slug, Organisation.name, Organisation.path, Organisation.kind)
    return await Organisation.select(*columns).where(condition).order_by(Organisation.name)


def _nameable(viewer: Viewer, *, own_event: bool) -> Where | And | Or:
    """`policies.may_name` as a condition."""
    if viewer.edits(None) or (viewer.editor and own_event):
        return Organisation.id.is_not_null()
    own = viewer.coordinates | (viewer.works_for if viewer.scout else frozenset())
    condition: Where | And | Or = Organisation.id.is_in(sorted(own) or [0])
    for branch in viewer.branches:
        condition = Or(condition, Organisation.path.like(f"{branch}%"))
    return condition


async def _audiences(
    viewer: Viewer, row: Row | None, organisations: list[Row], chosen: str
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Whom a session can be for: the fixed audiences, and organisations with everything below them.

    These are the viewer's own, the federations that an editor may name, and the session's with those above it.
    """
    kept = {row["appointment.visible_to"], row["appointment.open_to"]} if row else set()
    ids = viewer.works_for | viewer.coordinates | set(ancestors((row["organisation.path"] if row else None) or "/"))
    for each in organisations:
        if viewer.editor and each["kind"] in FEDERATIONS:
            ids |= {each["id"]}
        if each["slug"] == chosen:
            ids |= set(ancestors(each["path"]))
    ids |= {int(key.removeprefix(ORG)) for key in kept if key.startswith(ORG)}
    fixed = [key for key in AUDIENCES if key in kept or policies.may_address(viewer, key)]
    options = [(key, gettext(AUDIENCES[key])) for key in fixed]
    keys = {key: key for key in fixed}
    if ids:
        columns = (Organisation.id, Organisation.slug, Organisation.name)
        rows = await Organisation.select(*columns).where(Organisation.id.is_in(sorted(ids))).order_by(Organisation.path)
        options += [(f"{ORG}{each['slug']}", gettext(ONLY) % {"organisation": each["name"]}) for each in rows]
        keys |= {f"{ORG}{each['slug']}": organisation_key(each["id"]) for each in rows}
    return options, keys


def _languages(current: str) -> list[tuple[str, str]]:
    options = [(code, gettext(label)) for code, label in LANGUAGES.items()]
    return options if not current or current in LANGUAGES else [*options, (current, current)]
