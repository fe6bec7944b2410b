"""Large imports by the command, as processes of their own: two at once, and one that is killed again and again."""

import asyncio
import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.config import Config
from hub.database import connect, engine_for
from hub.tables import Person
from sessions.programme.tables import Room, Session
from tests.hub.database.test_processes import start
from tests.sessions.transfer.files import guid

pytestmark = pytest.mark.anyio

ENTRIES = 1_500


def dirty() -> bytes:
    """A schedule with 1,500 entries of which 30 have no title."""
    first = datetime(2026, 12, 1, 8, tzinfo=UTC)
    talks = [
        {
            "guid": guid(number) if number % 3 else None,
            "id": number,
            "date": (first + timedelta(minutes=5 * number)).isoformat(),
            "duration": "00:45" if number % 5 else None,
            "title": f"<b>Nr. {number % 700}</b>" if number % 50 else "",
            "room": None if number % 7 else f"Raum {number % 90}",
            "description": "<p>Für alle<br>Teilnehmer*innen</p>" * (number % 4),
            "persons": [{"name": f"Person {number % 40}", "id": number % 80}, None, "Cem"][: number % 4],
        }
        for number in range(ENTRIES)
    ]
    days = [{"index": 1, "date": "2026-12-01", "rooms": {"Halle": talks}}]
    return json.dumps({"schedule": {"conference": {"title": "Groß", "days": days}}}).encode()


def importing(config: Config, file: Path) -> Any:
    environment = {"HUB_DATA": str(config.data), "HUB_DATABASE_URL": config.database_url, "HUB_MODE": "demo"}
    return start("-m", "hub.cli", "import", str(file), "--event", "gross", "--publish", **environment)


async def assert_whole(config: Config) -> None:
    async with connect(engine_for(config.database_url, config.data)):
        identities = await Session.select(Session.identity, Session.slug)
        assert (
            len({row["identity"] for row in identities}) == len({row["slug"] for row in identities}) == len(identities)
        )
        assert len(identities) == ENTRIES - ENTRIES // 50
        assert await Room.count() == 60
        people = await Person.select(Person.name, Person.id).where(Person.name.like("Person %"))
        assert Counter(Counter(row["name"] for row in people).values()) == {2: 30}


async def test_two_processes_import_the_same_file_at_once(config: Config) -> None:
    file = config.data / "dirty.json"
    file.write_bytes(dirty())
    both = [importing(config, file) for _ in range(2)]
    for process in both:
        _, complaint = await asyncio.to_thread(process.communicate, timeout=900)
        assert (process.returncode, "Traceback" in complaint) == (1, False), complaint
    await assert_whole(config)


async def test_a_killed_import_is_completed_by_the_next(config: Config) -> None:
    file = config.data / "dirty.json"
    file.write_bytes(dirty())
    for _ in range(4):
        process = importing(config, file)
        await asyncio.sleep(6)
        process.kill()
        process.communicate()
    begun = time.monotonic()
    _, complaint = await asyncio.to_thread(importing(config, file).communicate, timeout=900)
    assert "Traceback" not in complaint
    print(f"completed in {time.monotonic() - begun:.0f} s")
    await assert_whole(config)
