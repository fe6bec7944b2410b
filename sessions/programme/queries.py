"""What of the programme a viewer may see."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from piccolo.columns.combination import And, Or, Where

from hub.appointments.queries import hosts_of, visible
from hub.database import Listing, among
from hub.tables import Organisation
from hub.viewer import Viewer
from sessions.programme.filters import OPEN_TO, WHERE, Wanted
from sessions.programme.tables import Session, SessionTag

PAGE = 60
# No session takes longer; what does (a theme month) is an event.
LONGEST = timedelta(days=31)
Row = dict[str, Any]
Condition = Where | And | Or

_appointment: Any = Session.appointment
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
    condition = await _condition(viewer, wanted, now=now, zone=zone, event=event)
    if condition is not None and related_to is not None:
        condition = And(condition, _related_to(related_to))
    if condition is None:
        return Schedule([], 0)
    order = (_appointment.start, Session.id)
    rows = await _sessions.rows(condition, order=order, descending=wanted.past, limit=limit, offset=offset)
    total = await Session.count().where(condition) if counted else len(rows)
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


async def _condition(
    viewer: Viewer, wanted: Wanted, *, now: datetime, zone: str, event: int | None
) -> Condition | None:
    """Everything that is asked for as one condition; None where nothing can be found."""
    conditions: list[Condition] = [visible(_appointment, viewer)]
    conditions += _days(wanted, zone)
    if event is None:
        conditions += [_appointment.state.is_in(["published", "cancelled"]), *_past_or_coming(wanted, now)]
    else:
        conditions.append(Session.event == event)
    if wanted.organisation:
        path = await Organisation.select(Organisation.path).where(Organisation.slug == wanted.organisation).first()
        if path is None:
            return None
        conditions.append(Session.organisation.path.like(f"{path['path']}%"))
    return _all(conditions + _which(wanted) + _where(wanted))


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


def _days(wanted: Wanted, zone: str) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.first:
        conditions.append(_appointment.end > midnight(wanted.first, zone))
    if wanted.last:
        conditions.append(_appointment.start < midnight(wanted.last + timedelta(days=1), zone))
    return conditions


def _past_or_coming(wanted: Wanted, now: datetime) -> list[Condition]:
    if wanted.past:
        return [_appointment.end <= now]
    if wanted.first:
        return []
    # The bound lets both engines walk along the starts and stop at the last row of the page.
    return [_appointment.end > now, _appointment.start > now - LONGEST]


def _which(wanted: Wanted) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.type:
        conditions.append(Session.type == wanted.type)
    if wanted.track:
        conditions.append(Session.track.slug == wanted.track)
    if wanted.tag:
        tagged = SessionTag.select(SessionTag.session).where(SessionTag.tag.slug == wanted.tag)
        conditions.append(Session.id.is_in(tagged))
    if wanted.open_to:
        conditions.append(_appointment.open_to.is_in(list(OPEN_TO[wanted.open_to])))
    if wanted.free:
        some_left = (_appointment.taken < _appointment.capacity) & (_appointment.waiting == 0)
        conditions += [_appointment.state == "published", Or(_appointment.capacity.is_null(), some_left)]
    return conditions


def _where(wanted: Wanted) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.where:
        conditions.append(_appointment.place_kind.is_in(list(WHERE[wanted.where])))
    words = wanted.place.replace("%", "").replace("_", "")
    if words:
        # LIKE minds capitals on PostgreSQL, and for umlauts on SQLite; people do not.
        spellings = dict.fromkeys((words, words.lower(), words.title()))
        likes: list[Condition] = [_appointment.place.like(f"%{spelling}%") for spelling in spellings]
        either = likes[0]
        for each in likes[1:]:
            either = Or(either, each)
        conditions.append(either)
    return conditions


def midnight(day: date, zone: str) -> datetime:
    """The beginning of a day in a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))
