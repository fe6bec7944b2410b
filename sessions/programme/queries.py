"""What of the programme a viewer may see."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from piccolo.columns.combination import And, Or, Where

from hub.appointments.queries import hosts_of, visible, with_seats
from hub.appointments.tables import Appointment
from hub.database import Listing, Reached, among
from hub.tables import Organisation
from hub.viewer import Viewer
from sessions.programme.filters import OPEN_TO, WHERE, Wanted
from sessions.programme.tables import Session, SessionTag

PAGE = 60
# No session takes longer; what does (a theme month) is an event.
LONGEST = timedelta(days=31)
Row = dict[str, Any]
Condition = Where | And | Or

_appointment: Any = Reached(Session.appointment)
_event: Any = Session.event
# What one row of the programme shows, and not more: each further column costs in every list.
COLUMNS = (
    Session.id,
    Session.uuid,
    Session.slug,
    Session.title,
    Session.summary,
    Session.type,
    Session.language,
    _appointment.id,
    _appointment.start,
    _appointment.end,
    _appointment.state,
    _appointment.capacity,
    _appointment.taken,
    _appointment.waiting,
    _appointment.place_kind,
    _appointment.place,
    _appointment.open_to,
    _appointment.registration,
    Session.organisation.name,
    Session.organisation.slug,
    Session.organisation.state,
    Session.track.name,
    Session.track.slug,
    Session.track.color,
    Session.room.name,
    _event.slug,
    _event.title,
    _event.appointment.state,
    _event.appointment.visible_to,
)
_sessions = Listing(Session, *COLUMNS, _appointment.branch.path)
_tag: Any = SessionTag.tag
_tags = Listing(SessionTag, SessionTag.session, _tag.slug, _tag.name)


@dataclass(frozen=True)
class Schedule:
    """A part of the programme: `rows` with `hosts` and `tags` beside the columns, of `total` that there are."""

    rows: list[Row]
    total: int


async def schedule(
    viewer: Viewer,
    wanted: Wanted,
    *,
    now: datetime,
    zone: str,
    event: int | None = None,
    related_to: int | None = None,
    offset: int = 0,
    limit: int = PAGE,
    counted: bool = True,
) -> Schedule:
    """The programme as a viewer sees it, in order of time; every page, feed and answer that shows it comes here.

    Without a range of days it begins now; what is over comes latest first. Of an event all sessions are given, and
    the drafts too that the viewer may see. `event` and `related_to` (a session with a tag in common) are ids. Only
    what is `counted` knows how many there are in all.
    """
    which = await _which(wanted, event=event, related_to=related_to)
    if which is None:
        return Schedule([], 0)
    shown = _shown(_appointment, viewer, wanted, now=now, zone=zone, of_event=event is not None)
    walked = [*shown, *which]
    if not (wanted.past or wanted.first or event):
        # The bound lets both engines walk along the starts and stop at the last row of the page.
        walked.append(_appointment.start > now - LONGEST)
    order = (_appointment.start, Session.id)
    rows = await _sessions.rows(_all(walked), order=order, descending=wanted.past, limit=limit, offset=offset)
    total = len(rows)
    if counted and which:
        total = await Session.count().where(_all([*shown, *which]))
    elif counted:
        # Without a look at the sessions themselves, an index answers alone.
        shown = _shown(Appointment, viewer, wanted, now=now, zone=zone, of_event=False)
        total = await Appointment.count().where(_all([Appointment.kind == "session", *shown]))
    return Schedule(await with_people_and_tags(rows), total)


async def days_of_event(viewer: Viewer, event: int, zone: str) -> list[date]:
    """The days on which an event has sessions that the viewer may see."""
    starts = await Session.select(_appointment.start).where(And(Session.event == event, visible(_appointment, viewer)))
    return sorted({row["appointment.start"].astimezone(ZoneInfo(zone)).date() for row in starts})


async def with_people_and_tags(rows: list[Row]) -> list[Row]:
    """Put `hosts` (see `hosts_of`) and `tags` (slug, name) to each row, in two queries however many rows there are."""
    hosts = await hosts_of([row["appointment.id"] for row in rows])
    tags = await _tags_of([row["id"] for row in rows])
    for row in rows:
        row["hosts"] = hosts.get(row["appointment.id"], [])
        row["tags"] = tags.get(row["id"], [])
    return rows


async def _tags_of(sessions: list[int]) -> dict[int, list[Row]]:
    if not sessions:
        return {}
    found: dict[int, list[Row]] = {}
    for row in await _tags.rows(among(SessionTag.session, sessions), order=(_tag.name,)):
        found.setdefault(row["session"], []).append({"slug": row["tag.slug"], "name": row["tag.name"]})
    return found


def _shown(
    appointment: Any, viewer: Viewer, wanted: Wanted, *, now: datetime, zone: str, of_event: bool
) -> list[Condition]:
    """What is asked of an appointment, which is the table or a foreign key to it."""
    conditions: list[Condition] = [visible(appointment, viewer)]
    if wanted.first:
        conditions.append(appointment.end > midnight(wanted.first, zone))
    if wanted.last:
        conditions.append(appointment.start < midnight(wanted.last + timedelta(days=1), zone))
    if not of_event:
        if viewer.signed_in:
            # A visitor sees no drafts anyway, and each condition costs at five thousand rows.
            conditions.append(appointment.state.is_in(["published", "cancelled"]))
        if wanted.past:
            conditions.append(appointment.end <= now)
        elif not wanted.first:
            conditions.append(appointment.end > now)
    if wanted.open_to:
        conditions.append(appointment.open_to.is_in(list(OPEN_TO[wanted.open_to])))
    if wanted.free:
        conditions += [appointment.state == "published", with_seats(appointment, now)]
    return conditions + _where(appointment, wanted)


def _where(appointment: Any, wanted: Wanted) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.where:
        conditions.append(appointment.place_kind.is_in(list(WHERE[wanted.where])))
    words = wanted.place.replace("%", "").replace("_", "")
    if words:
        # LIKE minds capitals on PostgreSQL, and for umlauts on SQLite; people do not.
        spellings = dict.fromkeys((words, words.lower(), words.title()))
        likes: list[Condition] = [appointment.place.like(f"%{spelling}%") for spelling in spellings]
        either = likes[0]
        for each in likes[1:]:
            either = Or(either, each)
        conditions.append(either)
    return conditions


async def _which(wanted: Wanted, *, event: int | None, related_to: int | None) -> list[Condition] | None:
    """What is asked of a session itself; None where nothing can be found."""
    conditions: list[Condition] = []
    if event is not None:
        conditions.append(Session.event == event)
    if wanted.organisation:
        path = await Organisation.select(Organisation.path).where(Organisation.slug == wanted.organisation).first()
        if path is None:
            return None
        conditions.append(Session.organisation.path.like(f"{path['path']}%"))
    if wanted.type:
        conditions.append(Session.type == wanted.type)
    if wanted.track:
        conditions.append(Session.track.slug == wanted.track)
    if wanted.tag:
        tagged = SessionTag.select(SessionTag.session).where(SessionTag.tag.slug == wanted.tag)
        conditions.append(Session.id.is_in(tagged))
    if related_to is not None:
        conditions.append(_related_to(related_to))
    return conditions


def _related_to(session: int) -> Condition:
    tags = SessionTag.select(SessionTag.tag).where(SessionTag.session == session)
    return Session.id.is_in(SessionTag.select(SessionTag.session).where(SessionTag.tag.is_in(tags))) & (
        Session.id != session
    )


def _all(conditions: list[Condition]) -> Condition:
    whole = conditions[0]
    for each in conditions[1:]:
        whole = And(whole, each)
    return whole


def midnight(day: date, zone: str) -> datetime:
    """The beginning of a day in a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))
