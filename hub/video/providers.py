"""The ways into a room: one interface, whoever runs the rooms."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from hub.video.doors import Door, Role
from hub.video.tokens import JitsiSettings, RoomUser, mint


@dataclass(frozen=True, kw_only=True)
class EntranceRequest:
    """Who wants to go into which room, when, and what the session allows there; `jti` is random."""

    room: str
    user: RoomUser
    door: Door
    now: datetime
    jti: str
    transcription: bool
    recording: bool


@dataclass(frozen=True)
class Admission:
    """What is logged of an entrance; never the link and never the token."""

    room: str
    role: Role
    expires: datetime
    jti: str


@dataclass(frozen=True)
class Entrance:
    """The link that lets this person in, which is the access itself, and what is logged of it."""

    url: str = field(repr=False)
    record: Admission


class Provider(Protocol):
    """Who runs the rooms."""

    name: ClassVar[str]

    def entrance(self, request: EntranceRequest) -> Entrance:
        """The way in for one person at one moment; ValueError while the door is not open."""


def _admission(request: EntranceRequest) -> Admission:
    expires = request.door.closes.replace(microsecond=0)
    return Admission(request.room, request.user.role, expires, request.jti)


@dataclass(frozen=True)
class Jitsi:
    """A self-hosted Jitsi that checks tokens."""

    name: ClassVar[str] = "jitsi"
    settings: JitsiSettings

    def entrance(self, request: EntranceRequest) -> Entrance:
        """A link with a token of its own."""
        token = mint(
            self.settings,
            room=request.room,
            user=request.user,
            door=request.door,
            now=request.now,
            jti=request.jti,
            transcription=request.transcription,
            recording=request.recording,
        )
        # The fragment is read as JSON, so the quotes belong to it.
        suffix = f"#jwt=%22{token}%22" if self.settings.link_style == "fragment" else f"?jwt={token}"
        url = f"{self.settings.base_url.rstrip('/')}/{request.room}{suffix}"
        return Entrance(url, _admission(request))


@dataclass(frozen=True, kw_only=True)
class PlainLinkSettings:
    """The links of one session's room elsewhere; the host's own is optional. ValueError unless https."""

    guest_url: str = field(repr=False)
    host_url: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for url in (self.guest_url, self.host_url):
            if url is not None and not _is_https(url):
                raise ValueError("a link to a room must begin with https://")


def _is_https(url: str) -> bool:
    # urlsplit would quietly drop line breaks that a Location header must not carry.
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname)


@dataclass(frozen=True)
class PlainLink:
    """Any other service: whoever has the link is in, so it is shown only while the door is open."""

    name: ClassVar[str] = "link"
    settings: PlainLinkSettings

    def entrance(self, request: EntranceRequest) -> Entrance:
        """The host's link for hosts where there is one, else the link of everybody."""
        if request.door.state(request.now) != "open":
            raise ValueError("the door is not open")
        host_url = self.settings.host_url if request.user.host else None
        return Entrance(host_url or self.settings.guest_url, _admission(request))


@dataclass(frozen=True)
class NoRoom:
    """No video: there is no way in, for anybody."""

    name: ClassVar[str] = "none"

    def entrance(self, request: EntranceRequest) -> Entrance:
        """Always a ValueError."""
        raise ValueError("there is no room")
