"""New drafts from sessions and events that exist."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.database import write
from hub.refused import Refused
from hub.site import site
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.actions.ask import allow
from sessions.programme.actions.events import create_event
from sessions.programme.actions.plan import add_room, add_track
from sessions.programme.actions.sessions import create_session
from sessions.programme.sheets import (
    Row,
    content_of,
    event_by,
    event_content_of,
    hosts_in,
    item_of,
    rooms_of,
    session_by,
    sessions_with_people,
    tracks_of,
)
from sessions.programme.tables import Event


def moved(moment: datetime, days: int, zone: str) -> datetime:
    """The same time of day some days later, on the clock of a zone (a day with a change of clocks is not 24 hours)."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(moment.tzinfo)


async def copy_session(session: int, *, day: date, by: Viewer, now: datetime) -> UUID:
    """A new draft with the same content and hosts, at the same time of another day; seats are not copied.

    It stands in the same event only if the viewer may put drafts there. Refused `not_allowed`, `gone`.
    """
    zone = (await site()).zone
    async with write():
        row = await session_by(session)
        if row is None:
            raise Refused("gone")
        allow(policies.may_copy(by, item_of(row)))
        days = (day - row["appointment.start"].astimezone(ZoneInfo(zone)).date()).days
        event = await event_by(row["event"]) if row["event"] is not None else None
        stays = event is not None and policies.may_join(
            by, event_path=event["appointment.branch.path"], event_state=event["appointment.state"], state="draft"
        )
        content = content_of(row)
        if not stays:
            registration = "session" if content.registration == "event" else content.registration
            content = replace(content, event=None, track=None, room=None, registration=registration)
        content = replace(content, start=moved(content.start, days, zone), end=moved(content.end, days, zone))
        return await create_session(content, hosts=hosts_in(row), deputies=hosts_in(row, deputies=True), by=by, now=now)


async def copy_event(event: int, *, title: str, first: date, by: Viewer, now: datetime) -> UUID:
    """A new draft with tracks, rooms and all sessions that were not cancelled, shifted to another first day."""
    zone = (await site()).zone
    async with write():
        row = await event_by(event)
        if row is None:
            raise Refused("gone")
        days = (first - row["first"]).days
        content = event_content_of(row)
        content = replace(content, title=title, first=first, last=row["last"] + timedelta(days=days))
        uuid = await create_event(content, by=by, now=now)
        made = await Event.select(Event.id).where(Event.uuid == uuid).first()
        assert made is not None
        await _copy_sessions(row, made["id"], days, zone, by=by, now=now)
    return uuid


async def _copy_sessions(row: Row, event: int, days: int, zone: str, *, by: Viewer, now: datetime) -> None:
    tracks = {
        each["id"]: await add_track(event, name=each["name"], color=each["color"], by=by, now=now)
        for each in await tracks_of(row["id"])
    }
    rooms = {}
    for each in await rooms_of(row["id"]):
        values = {name: each[name] for name in ("name", "description", "capacity")}
        rooms[each["id"]] = await add_room(event, **values, by=by, now=now)
    for each in await sessions_with_people(row["id"]):
        if each["appointment.state"] == "cancelled":
            continue
        before = content_of(each)
        content = replace(
            before,
            event=event,
            track=tracks.get(before.track or 0),
            room=rooms.get(before.room or 0),
            start=moved(before.start, days, zone),
            end=moved(before.end, days, zone),
        )
        people = {"hosts": hosts_in(each), "deputies": hosts_in(each, deputies=True)}
        await create_session(content, **people, by=by, now=now)
