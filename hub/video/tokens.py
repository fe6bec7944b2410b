"""Tokens for a self-hosted Jitsi (HS256), narrower than what Jitsi itself would accept."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

import jwt

from hub.config import is_loopback
from hub.video.doors import Door, Role

_ROOM = re.compile(r"[a-z0-9-]+")
_MAIL_DOMAIN = re.compile(r"@[\w.-]+\.\w+")
_SECRET_BYTES = 32
_ROOM_BYTES = 8
_CLOCK_SKEW = 60


@dataclass(frozen=True, kw_only=True)
class JitsiSettings:
    """One Jitsi server; ValueError where tokens would be unsafe or refused by it.

    `subject` is its XMPP domain, `link_style` says whether the token stands in the fragment (servers since
    May 2024) or in the query (older ones). Plain http is for a server on this machine only.
    """

    base_url: str
    app_id: str
    secret: str = field(repr=False)
    audience: str
    subject: str
    link_style: Literal["fragment", "query"]

    def __post_init__(self) -> None:
        for name in ("app_id", "audience", "subject"):
            value = getattr(self, name)
            if not isinstance(value, str) or value in {"", "*"}:
                raise ValueError(f"the {name} of the Jitsi server must be one non-empty string")
        if len(self.secret.encode()) < _SECRET_BYTES:
            raise ValueError(f"the Jitsi secret is shorter than {_SECRET_BYTES} bytes")
        url = urlsplit(self.base_url)
        if not url.hostname or url.query or url.fragment:
            raise ValueError("the Jitsi address is not of the kind https://meet.example.org")
        if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.hostname)):
            raise ValueError("the Jitsi address must begin with https://")
        if self.link_style not in {"fragment", "query"}:
            raise ValueError("the token stands either in the fragment or in the query")


@dataclass(frozen=True)
class RoomUser:
    """Who goes in: an id that says nothing outside this room (`participant_id`), and the name shown there."""

    id: str
    name: str
    host: bool

    @property
    def role(self) -> Role:
        """The role that doors and logs know."""
        return "host" if self.host else "guest"


def new_room(random_bytes: bytes) -> str:
    """A room name that cannot be guessed; ValueError below 8 random bytes."""
    if len(random_bytes) < _ROOM_BYTES:
        raise ValueError(f"a room name needs {_ROOM_BYTES} random bytes")
    return f"ws-{random_bytes.hex()}"


def participant_id(secret: bytes, session_uuid: UUID, person_uuid: UUID) -> str:
    """The same person's id in the room of one session; in another session it is another one."""
    message = b"video participant" + session_uuid.bytes + person_uuid.bytes
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]


def _word(value: bool) -> str:
    return "true" if value else "false"


def call_name(name: str) -> str:
    """What a room shows of a name: never a mail address, even where a person has nothing else for a name."""
    return _MAIL_DOMAIN.sub("", name).strip()


def _context(user: RoomUser, *, transcription: bool, recording: bool) -> dict[str, dict[str, str]]:
    shown = call_name(user.name)
    if not user.id or not shown:
        raise ValueError("a participant needs an id and a name")
    person = {"id": user.id, "name": shown, "moderator": _word(user.host)}
    if user.host:
        person["affiliation"] = "owner"
    return {
        "user": person,
        "features": {
            "recording": _word(user.host and recording),
            "livestreaming": "false",
            "transcription": _word(transcription),
            "outbound-call": "false",
        },
    }


def mint(
    settings: JitsiSettings,
    *,
    room: str,
    user: RoomUser,
    door: Door,
    now: datetime,
    jti: str,
    transcription: bool,
    recording: bool,
) -> str:
    """A token for one person and one room, valid from a minute before the door opens until it closes.

    `jti` is random. Guests never record, whatever `recording` says. ValueError for a room name outside
    `[a-z0-9-]`, for a person without id or name, and while the door is not open.
    """
    if not _ROOM.fullmatch(room):
        raise ValueError("a room name holds only a-z, 0-9 and hyphens")
    if not jti:
        raise ValueError("a token needs an id of its own")
    expires = int(door.closes.timestamp())
    if door.state(now) != "open" or expires <= now.timestamp():
        raise ValueError("the door is not open")
    claims = {
        "iss": settings.app_id,
        "aud": settings.audience,
        "sub": settings.subject,
        "room": room,
        "iat": int(now.timestamp()),
        "nbf": int(door.opens.timestamp()) - _CLOCK_SKEW,
        "exp": expires,
        "jti": jti,
        "context": _context(user, transcription=transcription, recording=recording),
    }
    return jwt.encode(claims, settings.secret, algorithm="HS256", headers={"typ": "JWT"})
