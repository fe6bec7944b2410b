"""Rooms and who stands before their door."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from hub.appointments import keys
from hub.appointments.places import has_room
from hub.appointments.queries import visible
from hub.appointments.tables import Appointment, Booking, Host
from hub.config import Config
from hub.video.doors import Door, Role, door_for
from hub.video.links import opened
from hub.video.policies import Closed, Way, looks_after, way_in
from hub.video.providers import Jitsi, NoRoom, PlainLink, PlainLinkSettings, Provider
from hub.video.tables import VideoRoom
from hub.video.tokens import JitsiSettings
from hub.viewer import Viewer


@dataclass(frozen=True)
class Claim:
    """A booking's name and mark, as a link in a mail carries them for somebody without account."""

    booking: UUID
    mark: str


@dataclass(frozen=True)
class Visit:
    """Somebody before the door of a room, as everything stands now."""

    appointment: Mapping[str, Any]
    room: Mapping[str, Any] | None
    provider: Provider
    way: Way | None
    closed: Closed | None
    booking: Mapping[str, Any] | None
    looks_after: bool
    door: Door
    running: bool

    @property
    def role(self) -> Role:
        """As what they come in."""
        return "host" if self.way == "host" else "guest"

    @property
    def there_is_a_room(self) -> bool:
        """Whether there is any way in at all."""
        return not isinstance(self.provider, NoRoom)


async def visit(
    uuid: UUID, viewer: Viewer, *, claim: Claim | None = None, config: Config, now: datetime
) -> Visit | None:
    """Somebody before the door of an appointment's room; None where there is no room, or none that they may see."""
    row = (
        await Appointment.select(*Appointment.all_columns(), Appointment.branch.path)
        .where(Appointment.uuid == uuid)
        .first()
    )
    if row is None or not has_room(row):
        return None
    booking = await _booking(row["id"], viewer, claim, config)
    if booking is None and not await Appointment.exists().where(
        (Appointment.id == row["id"]) & visible(Appointment, viewer)
    ):
        return None
    return await _before_the_door(row, viewer, booking, config, now)


async def visit_of(appointment: Mapping[str, Any], viewer: Viewer, *, config: Config, now: datetime) -> Visit:
    """A viewer before the door of an appointment that they see."""
    return await _before_the_door(
        {"branch.path": None, **appointment}, viewer, await _own(appointment["id"], viewer), config, now
    )


async def _before_the_door(
    row: Mapping[str, Any], viewer: Viewer, booking: Mapping[str, Any] | None, config: Config, now: datetime
) -> Visit:
    hosting = viewer.person is not None and await Host.exists().where(
        (Host.appointment == row["id"]) & (Host.person == viewer.person)
    )
    way, closed = way_in(viewer, row, hosting=hosting, booking_state=booking["state"] if booking else None)
    room = await VideoRoom.select().where(VideoRoom.appointment == row["id"]).first()
    running = bool(room and room["running_until"] and room["running_until"] > now)
    role: Role = "host" if way == "host" else "guest"
    return Visit(
        appointment=row,
        room=room,
        provider=provider_of(config, room),
        way=way,
        closed=closed,
        booking=booking,
        looks_after=looks_after(viewer, hosting=hosting, branch=row["branch.path"]),
        door=door_for(role, start=row["start"], end=row["end"], now=now, running=running),
        running=running,
    )


_BOOKING = (Booking.id, Booking.uuid, Booking.state, Booking.shown_name, Booking.person.id, Booking.person.uuid)


async def _own(appointment: int, viewer: Viewer) -> Mapping[str, Any] | None:
    if viewer.person is None:
        return None
    mine = (Booking.appointment == appointment) & (Booking.person == viewer.person) & (Booking.active == 1)
    return await Booking.select(*_BOOKING).where(mine).first()


async def _booking(appointment: int, viewer: Viewer, claim: Claim | None, config: Config) -> Mapping[str, Any] | None:
    # A forwarded mail does not act for its owner: whoever is signed in comes as themselves.
    if claim is None or viewer.person is not None:
        return await _own(appointment, viewer)
    if not keys.fits(claim.booking, claim.mark, config.secret):
        return None
    named = (Booking.appointment == appointment) & (Booking.uuid == claim.booking)
    return await Booking.select(*_BOOKING).where(named).first()


def provider_of(config: Config, room: Mapping[str, Any] | None) -> Provider:
    """Who runs the room: the session's own link where it has one, else the hub's Jitsi, else nobody."""
    guest_url = opened(room["guest_link"], config.secret) if room else ""
    if room and guest_url:
        return PlainLink(
            PlainLinkSettings(guest_url=guest_url, host_url=opened(room["host_link"], config.secret) or None)
        )
    settings = jitsi_settings(config)
    return Jitsi(settings) if settings else NoRoom()


def jitsi_settings(config: Config) -> JitsiSettings | None:
    """The Jitsi server of the settings, if there is one."""
    if not config.jitsi_url:
        return None
    return JitsiSettings(
        base_url=config.jitsi_url,
        app_id=config.jitsi_app_id,
        secret=config.jitsi_secret,
        audience=config.jitsi_audience,
        subject=config.jitsi_subject or urlsplit(config.jitsi_url).hostname or "",
        link_style="query" if config.jitsi_link == "query" else "fragment",
    )


def run_by(provider: Provider) -> str:
    """The host name of whoever runs the room, as people are told before they go there."""
    if isinstance(provider, Jitsi):
        return urlsplit(provider.settings.base_url).hostname or ""
    if isinstance(provider, PlainLink):
        return urlsplit(provider.settings.guest_url).hostname or ""
    return ""


async def names(appointments: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """What some appointments are called, and the paths of their pages."""
    if not appointments:
        return {}
    columns = (Appointment.id, Appointment.title, Appointment.path)
    rows = await Appointment.select(*columns).where(Appointment.id.is_in(sorted(appointments)))
    return {row["id"]: (row["title"], row["path"]) for row in rows}
