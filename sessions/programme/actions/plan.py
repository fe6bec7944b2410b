"""Tracks and rooms of an event."""

from datetime import datetime
from typing import Any

from piccolo.table import Table

from hub.audit import record
from hub.database import write
from hub.refused import Refused
from hub.text import slug
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.actions.ask import allow
from sessions.programme.sheets import event_by
from sessions.programme.shown import shows_room, tell_all
from sessions.programme.tables import Event, Room, Session, Track

MOST = 60
COLORS = ("blue", "green", "amber", "red", "violet", "teal", "pink", "grey")


async def add_track(event: int, *, name: str, color: str = "", by: Viewer, now: datetime) -> int:
    """Add a thread at the end; without a color it gets the next of the eight. Refused `too_many`."""
    async with write():
        await _check(event, by, now)
        rows = await Track.select(Track.slug, Track.position).where(Track.event == event)
        _limit(len(rows))
        wanted, taken = slug(name, "track"), {row["slug"] for row in rows}
        free = next(made for made in (wanted, *(f"{wanted}-{n}" for n in range(2, MOST + 2))) if made not in taken)
        position = max((row["position"] for row in rows), default=-1) + 1
        color = color or COLORS[position % len(COLORS)]
        row = Track(event=event, name=name, slug=free, color=color, position=position)
        await row.save()
        return int(row.id)


async def change_track(track: int, *, name: str, color: str, by: Viewer, now: datetime) -> None:
    """Give a thread another name or color; its address stays. Refused `gone`."""
    async with write():
        await _check(await _event_of(Track, track), by, now)
        await Track.update({Track.name: name, Track.color: color}).where(Track.id == track)


async def remove_track(track: int, *, by: Viewer, now: datetime) -> int:
    """Remove a thread; its sessions stay, without one. Gives back how many those are."""
    async with write():
        await _check(await _event_of(Track, track), by, now)
        change: dict[Any, Any] = {Session.track: None}
        left = await Session.update(change).where(Session.track == track).returning(Session.id)
        await Track.delete().where(Track.id == track)
        return len(left)


async def add_room(
    event: int, *, name: str, description: str = "", capacity: int | None = None, by: Viewer, now: datetime
) -> int:
    """Add a room at the end. Refused `too_many`, `name_taken` (rooms are told apart by name)."""
    async with write():
        await _check(event, by, now)
        rows = await Room.select(Room.name, Room.position).where(Room.event == event)
        _limit(len(rows))
        _check_name(name, [row["name"] for row in rows])
        position = max((row["position"] for row in rows), default=-1) + 1
        row = Room(event=event, name=name, description=description, capacity=capacity, position=position)
        await row.save()
        return int(row.id)


async def change_room(
    room: int, *, name: str, description: str = "", capacity: int | None = None, by: Viewer, now: datetime
) -> None:
    """Change a room; where its name changes, calendars of its sessions are told. Refused `gone`, `name_taken`."""
    async with write():
        event = await _event_of(Room, room)
        await _check(event, by, now)
        rows = await Room.select(Room.id, Room.name).where(Room.event == event)
        before = next(row["name"] for row in rows if row["id"] == room)
        _check_name(name, [row["name"] for row in rows if row["id"] != room])
        change: dict[Any, Any] = {Room.name: name, Room.description: description, Room.capacity: capacity}
        await Room.update(change).where(Room.id == room)
        if before != name:
            await tell_all(shows_room(room), now=now)


async def remove_room(room: int, *, by: Viewer, now: datetime) -> None:
    """Remove a room. Refused `room_in_use` (sessions stand in it), `gone`."""
    async with write():
        await _check(await _event_of(Room, room), by, now)
        used = await Session.count().where(Session.room == room)
        if used:
            raise Refused("room_in_use", count=used)
        await Room.delete().where(Room.id == room)


async def _event_of(table: type[Table], id: int) -> int:
    whole = table._meta.get_column_by_name("event")
    row = await table.select(whole).where(table._meta.primary_key == id).first()
    if row is None:
        raise Refused("gone")
    return int(row["event"])


async def _check(event: int, by: Viewer, now: datetime) -> None:
    row = await event_by(event)
    if row is None:
        raise Refused("gone")
    allow(policies.may_edit_event(by, row["appointment.branch.path"]))
    await Event.update({Event.version: Event.version + 1}).where(Event.id == event)
    await record("event.changed", "event", event, by=by.person, now=now, branch=row["appointment.branch"])


def _check_name(name: str, others: list[str]) -> None:
    if name.casefold() in {other.casefold() for other in others}:
        raise Refused("name_taken")


def _limit(there: int) -> None:
    if there >= MOST:
        raise Refused("too_many", most=MOST)
