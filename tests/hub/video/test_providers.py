from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from hub.video.doors import Door, Role
from hub.video.providers import (
    Admission,
    EntranceRequest,
    Jitsi,
    NoRoom,
    PlainLink,
    PlainLinkSettings,
    Provider,
)
from hub.video.tokens import JitsiSettings, RoomUser, mint

OPENS = datetime(2026, 7, 14, 7, 45, tzinfo=UTC)
CLOSES = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)
GUEST = RoomUser("4c1de0", "Ada L.", host=False)
HOST = RoomUser("77a0b2", "Grace H.", host=True)
REQUEST = EntranceRequest(
    room="ws-4f2a9c81d3b7e6a0",
    user=GUEST,
    door=Door(OPENS, CLOSES),
    now=OPENS + timedelta(minutes=10),
    jti="b1946ac9",
    transcription=False,
    recording=False,
)
JITSI = JitsiSettings(
    base_url="https://meet.example.org/",
    app_id="hub",
    secret="a secret that only the hub and the Jitsi server know",
    audience="jitsi",
    subject="meet.jitsi",
    link_style="fragment",
)
LINKS = PlainLinkSettings(guest_url="https://video.example.org/j/1?pwd=g", host_url="https://video.example.org/s/2")
WITH_ROOM: list[Provider] = [
    Jitsi(JITSI),
    Jitsi(replace(JITSI, link_style="query")),
    PlainLink(LINKS),
    PlainLink(PlainLinkSettings(guest_url="https://video.example.org/j/1")),
]
EVERY: list[Provider] = [*WITH_ROOM, NoRoom()]


@pytest.mark.parametrize("provider", EVERY, ids=lambda provider: provider.name)
def test_every_provider_keeps_the_door(provider: Provider) -> None:
    for user in (GUEST, HOST):
        for now in (OPENS - timedelta(seconds=1), CLOSES, CLOSES + timedelta(days=1)):
            with pytest.raises(ValueError, match=r"door|no room"):
                provider.entrance(replace(REQUEST, user=user, now=now))


@pytest.mark.parametrize("provider", WITH_ROOM, ids=lambda provider: provider.name)
def test_every_room_is_entered_by_https_and_logged_without_the_link(provider: Provider) -> None:
    roles: dict[Role, RoomUser] = {"guest": GUEST, "host": HOST}
    for role, user in roles.items():
        request = replace(REQUEST, user=user)
        entrance = provider.entrance(request)
        assert urlsplit(entrance.url).scheme == "https"
        assert entrance.record == Admission("ws-4f2a9c81d3b7e6a0", role, CLOSES, "b1946ac9")
        assert repr(entrance) == f"Entrance(record={entrance.record!r})"


def token(user: RoomUser) -> str:
    """The token that the request of this person leads to."""
    return mint(
        JITSI,
        room=REQUEST.room,
        user=user,
        door=REQUEST.door,
        now=REQUEST.now,
        jti=REQUEST.jti,
        transcription=False,
        recording=False,
    )


@pytest.mark.parametrize("user", [GUEST, HOST])
def test_a_jitsi_link_carries_the_token_as_the_server_wants_it(user: RoomUser) -> None:
    request = replace(REQUEST, user=user)
    room = "https://meet.example.org/ws-4f2a9c81d3b7e6a0"
    fragment, query = (Jitsi(replace(JITSI, link_style=style)) for style in ("fragment", "query"))
    assert fragment.entrance(request).url == f"{room}#jwt=%22{token(user)}%22"
    assert query.entrance(request).url == f"{room}?jwt={token(user)}"


def test_a_plain_link_never_shows_the_hosts_to_guests() -> None:
    shown = {user.role: PlainLink(LINKS).entrance(replace(REQUEST, user=user)).url for user in (GUEST, HOST)}
    assert shown == {"guest": LINKS.guest_url, "host": LINKS.host_url}
    shared = PlainLink(replace(LINKS, host_url=None))
    assert shared.entrance(replace(REQUEST, user=HOST)).url == LINKS.guest_url


@pytest.mark.parametrize(
    "url",
    [
        "http://video.example.org/j/1",
        "javascript:alert(1)",
        "//video.example.org/j/1",
        "https:///j/1",
        "https://video.example.org/j/1\r\nSet-Cookie: a=b",
        "https://video.example.org/j 1",
        "",
    ],
)
def test_a_plain_link_is_https(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        PlainLinkSettings(guest_url=url)
    with pytest.raises(ValueError, match="https"):
        replace(LINKS, host_url=url)


def test_without_a_room_nobody_goes_in() -> None:
    with pytest.raises(ValueError, match="no room"):
        NoRoom().entrance(replace(REQUEST, user=HOST))
