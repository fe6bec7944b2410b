"""Coming in, and looking after a room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub import audit, rates
from hub.appointments.hooks import SeatChange
from hub.config import Config
from hub.database import write
from hub.refused import Refused
from hub.video import queries
from hub.video.links import sealed
from hub.video.providers import EntranceRequest, Jitsi, PlainLinkSettings
from hub.video.queries import Claim, Visit
from hub.video.tables import Entrance, VideoRoom
from hub.video.tokens import RoomUser, call_name, new_room, participant_id
from hub.viewer import Viewer

# Thirty people behind one office address may come in and drop out a few times.
MOST_PER_SENDER, MOST_PER_PERSON, WINDOW = 120, 20, 10
RUNNING_ON = timedelta(minutes=60)
KEPT = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Chance:
    """The randomness of one entrance: a token's id, the name of a room, an id for somebody unknown."""

    jti: str
    room: bytes
    person: UUID


async def enter(
    uuid: UUID,
    viewer: Viewer,
    *,
    claim: Claim | None,
    name: str,
    sender: str,
    chance: Chance,
    config: Config,
    now: datetime,
) -> str:
    """The link that lets somebody in, made now and for now; everything is looked at again and the entrance is logged.

    Refused: `gone`, `too_often`, `name_missing`, `door_early`, `door_over`, `no_room`, and `not_in_<why>` with the
    reasons of `policies.way_in`.
    """
    mark = rates.sender_mark(str(viewer.person or sender), config.secret)
    most = MOST_PER_PERSON if viewer.person else MOST_PER_SENDER
    await rates.limit("join", mark, now=now, minutes=WINDOW, most=most)
    async with write():
        visit = await queries.visit(uuid, viewer, claim=claim, config=config, now=now)
        if visit is None:
            raise Refused("gone")
        _admit(visit, now)
        room = await _room(visit, chance)
        request = EntranceRequest(
            room=room["name"],
            user=_user(visit, viewer, name, chance, config),
            door=visit.door,
            now=now,
            jti=chance.jti,
            transcription=room["captions"],
            recording=room["recording"],
        )
        entrance = visit.provider.entrance(request)
        await Entrance.insert(
            Entrance(
                appointment=visit.appointment["id"],
                person=_person(visit, viewer),
                role=entrance.record.role,
                room=entrance.record.room,
                jti=entrance.record.jti,
                expires=entrance.record.expires,
                at=now,
            )
        )
        return entrance.url


def _admit(visit: Visit, now: datetime) -> None:
    if visit.closed is not None:
        raise Refused(f"not_in_{visit.closed}")
    state = visit.door.state(now)
    if state != "open":
        raise Refused("door_early" if state == "early" else "door_over")
    if not visit.there_is_a_room:
        raise Refused("no_room")


def _user(visit: Visit, viewer: Viewer, name: str, chance: Chance, config: Config) -> RoomUser:
    booking = visit.booking if visit.way == "seat" else None
    shown = booking["shown_name"] if booking else viewer.name if visit.way == "host" else name or viewer.name
    # Of a name such as @example.org nothing would be left.
    shown = call_name(shown) or shown.replace("@", " ").strip()
    if not shown:
        raise Refused("name_missing")
    person = booking["person.uuid"] if booking else viewer.uuid or chance.person
    id = participant_id(config.secret.encode(), visit.appointment["uuid"], person)
    return RoomUser(id, shown, host=visit.way == "host")


def _person(visit: Visit, viewer: Viewer) -> int | None:
    return visit.booking["person.id"] if visit.way == "seat" and visit.booking else viewer.person


async def _room(visit: Visit, chance: Chance) -> Mapping[str, Any]:
    if visit.room is not None and visit.room["name"]:
        return visit.room
    return await _make_room(visit.appointment["id"], chance.room)


async def _make_room(appointment: int, random: bytes) -> dict[str, Any]:
    row = VideoRoom(appointment=appointment, provider="hub", name=new_room(random))
    await VideoRoom.insert(row).on_conflict(action="DO NOTHING")
    found = await VideoRoom.select().where(VideoRoom.appointment == appointment).first()
    assert found is not None
    return found


@dataclass(frozen=True, kw_only=True)
class RoomSettings:
    """What a host says about a room; a link that is None stays as it is, an empty one is taken away."""

    guest_link: str | None
    host_link: str | None
    captions: bool
    recording: bool


async def set_up(
    visit: Visit, settings: RoomSettings, *, by: Viewer, random: bytes, config: Config, now: datetime
) -> None:
    """Keep what a host says about a room; links are stored encrypted. Refused `not_allowed`, `link_not_https`."""
    _only_who_looks_after(visit)
    change: dict[Any, Any] = {VideoRoom.captions: settings.captions, VideoRoom.recording: settings.recording}
    for column, link in ((VideoRoom.guest_link, settings.guest_link), (VideoRoom.host_link, settings.host_link)):
        if link is not None:
            change[column] = sealed(_checked(link), config.secret)
    if settings.guest_link is not None:
        change[VideoRoom.provider] = "link" if settings.guest_link else "hub"
    id = visit.appointment["id"]
    async with write():
        await _make_room(id, random)
        await VideoRoom.update(change).where(VideoRoom.appointment == id)
        await audit.record("video.set_up", "appointment", id, by=by.person, now=now, branch=visit.appointment["branch"])


def _checked(link: str) -> str:
    if link:
        try:
            PlainLinkSettings(guest_url=link)
        except ValueError:
            raise Refused("link_not_https") from None
    return link


async def move_room(visit: Visit, *, by: Viewer, random: bytes, now: datetime) -> None:
    """Give the room another name: links handed out before lead to an empty room.

    Refused `not_allowed`, and `room_elsewhere` where the hub does not make the room and only another link moves it.
    """
    _only_who_looks_after(visit)
    if not isinstance(visit.provider, Jitsi):
        raise Refused("room_elsewhere")
    id = visit.appointment["id"]
    async with write():
        await _make_room(id, random)
        await VideoRoom.update({VideoRoom.name: new_room(random)}).where(VideoRoom.appointment == id)
        await audit.record("video.moved", "appointment", id, by=by.person, now=now, branch=visit.appointment["branch"])


async def run_on(visit: Visit, *, on: bool, random: bytes, now: datetime) -> None:
    """Keep the door open beyond the end, for an hour from now or from the end; or stop that. Refused `not_allowed`."""
    _only_who_looks_after(visit)
    until = max(visit.appointment["end"], now) + RUNNING_ON if on else None
    id = visit.appointment["id"]
    async with write():
        await _make_room(id, random)
        await VideoRoom.update({VideoRoom.running_until: until}).where(VideoRoom.appointment == id)


def _only_who_looks_after(visit: Visit) -> None:
    if not visit.looks_after:
        raise Refused("not_allowed")


async def seat_changed(change: SeatChange, now: datetime, *, random: bytes) -> None:
    """Move the room away from somebody who holds a link and has given up their seat, as long as nobody else is in.

    A token cannot be taken back; where others are in already, the host decides whether to move.
    """
    if change.before != "confirmed" or change.after == "confirmed":
        return
    live = (Entrance.appointment == change.appointment) & (Entrance.expires > now)
    inside = await Entrance.select(Entrance.person).where(live)
    if inside and {row["person"] for row in inside} == {change.person}:
        name: dict[Any, Any] = {VideoRoom.name: new_room(random)}
        await VideoRoom.update(name).where(VideoRoom.appointment == change.appointment)


async def purge(now: datetime) -> int:
    """Forget who entered, 14 days after; gives back how many entrances that were."""
    gone = await Entrance.delete().where(Entrance.at < now - KEPT).returning(Entrance.id)
    return len(gone)


async def export(person: int) -> Mapping[str, Any]:
    """The rooms that a person entered in the last 14 days."""
    columns = (Entrance.appointment.title, Entrance.role, Entrance.at)
    rows = await Entrance.select(*columns).where(Entrance.person == person).order_by(Entrance.at)
    return {"entrances": [{"title": row["appointment.title"], "role": row["role"], "at": row["at"]} for row in rows]}


async def erase(person: int, now: datetime) -> None:
    """Leave the entrances as numbers only."""
    await Entrance.update({Entrance.person: None}).where(Entrance.person == person)
