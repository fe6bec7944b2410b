"""A hub with a Jitsi server, sessions before their door, and an independent judge of tokens."""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from hub import config as settings
from hub.appointments import actions
from hub.config import Config
from tests import factories
from tests.hub.video.test_tokens import VERIFIER

SECRET = "only the hub and the Jitsi server of the tests know this"
JITSI: dict[str, Any] = {
    "jitsi_url": "https://meet.example.org",
    "jitsi_app_id": "hub",
    "jitsi_secret": SECRET,
    "jitsi_subject": "meet.jitsi",
}


@pytest.fixture
def jitsi(app: Litestar, config: Config) -> Config:
    """The settings with a Jitsi server."""
    made = replace(config, **JITSI)
    settings.use(made)
    return made


@dataclass(frozen=True)
class Session:
    """An appointment online, by id and by the name it has outside."""

    id: int
    uuid: UUID
    start: datetime

    @property
    def door(self) -> str:
        return f"/join/{self.uuid}"


async def session(now: datetime, *, hosts: tuple[int, ...] = (), **values: Any) -> Session:
    """A session online that begins in ten minutes, so that the door is open."""
    uuid, start = uuid4(), values.pop("start", now + timedelta(minutes=10))
    id = await factories.appointment(now, uuid=uuid, start=start, **{"place_kind": "online", **values})
    await actions.set_hosts(id, hosts, now=now)
    return Session(id, uuid, start)


@dataclass(frozen=True)
class Entered:
    """The link that somebody got."""

    room: str
    token: str


def entered(answer: httpx.Response) -> Entered:
    """The room and token of a redirect into the Jitsi server, which nothing else of the answer repeats."""
    assert answer.status_code == 303, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.content == b""
    url = urlsplit(answer.headers["location"])
    found = re.fullmatch(r'jwt="([\w.-]+)"', unquote(url.fragment))
    assert found is not None
    assert (url.scheme, url.netloc) == ("https", "meet.example.org")
    return Entered(url.path.removeprefix("/"), found[1])


Judge = Callable[..., str]


def verdict(token: str, *, room: str, role: str, now: datetime) -> str:
    """What the independent verifier says of a token in a room."""
    server = {"secret": SECRET, "iss": "hub", "aud": "jitsi", "sub": "meet.jitsi"}
    case = {"token": token, "room": room, "role": role, "now": int(now.timestamp())}
    answer = subprocess.run(
        ["node", VERIFIER],
        input=json.dumps({"server": server, "cases": {"one": case}}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said: str = json.loads(answer.stdout)["one"]
    return said
