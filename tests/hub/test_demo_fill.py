"""The demo community moves in as a whole or not at all, whatever happens to the process that fills it."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from hub.accounts.demo import people
from hub.appointments.tables import Booking
from hub.config import Config
from hub.database import connect, engine_for
from hub.settings.footer import PAGES
from hub.settings.tables import PageVersion
from hub.tables import Organisation, Person
from sessions.programme.demo_seats import WANTED
from sessions.programme.tables import Session
from tests.hub.database.test_processes import start
from tests.sessions.test_demo_texts import ORGANISATIONS, SESSIONS

pytestmark = pytest.mark.anyio

KILLED_AT_THE_END = """
import os, signal
from pathlib import Path
import hub.app
from hub.cli import main
from hub.feature import Feature, install, installed

async def die(now):
    os.kill(os.getpid(), signal.SIGKILL)

install([*installed(), Feature(key="death", folder=Path(hub.app.__file__).parent / "demo", demo=die, demo_order=99)])
main(["demo"])
"""


def filling(config: Config, *arguments: str) -> subprocess.Popen[str]:
    where = {"HUB_MODE": "demo", "HUB_DATA": str(config.data), "HUB_DATABASE_URL": config.database_url}
    return start(*(arguments or ("-m", "hub.cli", "demo")), **where)


async def outcome(process: subprocess.Popen[str]) -> tuple[str, str]:
    return await asyncio.to_thread(process.communicate, timeout=120)


async def assert_complete(config: Config) -> None:
    async with connect(engine_for(config.database_url, config.data)):
        assert await Organisation.count() == len(ORGANISATIONS)
        assert await Person.count().where(Person.joined.is_not_null()) == len(people())
        assert sorted(await Session.select(Session.title).output(as_list=True)) == sorted(s["title"] for s in SESSIONS)
        assert await PageVersion.count() == len(PAGES)
        assert await Booking.count() == sum(WANTED.values())


@pytest.fixture
def empty(empty_database_url: str, tmp_path: Path) -> Config:
    return Config(mode="demo", data=tmp_path, database_url=empty_database_url)


async def test_a_filling_that_was_killed_leaves_nothing_and_the_next_one_is_whole(empty: Config) -> None:
    killed = filling(empty, "-c", KILLED_AT_THE_END)
    await outcome(killed)
    assert killed.returncode == -9
    assert await outcome(filling(empty)) == ("The demo community has moved in.\n", "")
    await assert_complete(empty)
    assert await outcome(filling(empty)) == ("There is a community already; nothing was changed.\n", "")


async def test_two_processes_that_fill_at_once(empty: Config) -> None:
    both = [filling(empty), filling(empty)]
    assert sorted([await outcome(each) for each in both]) == [
        ("The demo community has moved in.\n", ""),
        ("There is a community already; nothing was changed.\n", ""),
    ]
    await assert_complete(empty)
