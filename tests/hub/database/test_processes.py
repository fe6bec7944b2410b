"""Several processes at once, and processes that die."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import uuid4

import pytest

from hub.appointments.tables import Appointment, Booking
from hub.config import Config
from hub.database import connect, current, engine_for
from hub.database.migrate import pending
from hub.database.sqlite import Sqlite
from hub.tables import Audit, Person
from tests.hub.database.crowd import sign_up
from tests.hub.database.test_transactions import somebody

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).parents[3]
SEATS = 20
PEOPLE = 200


def start(*arguments: str, out: IO[str] | None = None, **environment: str) -> subprocess.Popen[str]:
    """A Python process that imports this tree; what it writes goes to `out`, or can be read from it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**inherited, **environment},
        stdout=out or subprocess.PIPE,
        stderr=out or subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def killed_at_the_end(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def crowd_wants_seats(config: Config) -> tuple[int, list[int]]:
    """An appointment with twenty seats, and two hundred people."""
    now = datetime.now(UTC)
    async with connect(engine_for(config.database_url, config.data)):
        appointment = Appointment(
            uuid=uuid4(), kind="session", title="Full", path="/sessions/full", start=now + timedelta(days=7),
            end=now + timedelta(days=7, hours=1), place_kind="online", state="published", visible_to="public",
            open_to="public", registration="session", capacity=SEATS, created=now, changed=now,
        )  # fmt: skip
        await appointment.save()
        rows = await Person.insert(*(somebody(f"p{n}") for n in range(PEOPLE))).returning(Person.id)
    return int(appointment.id), [row["id"] for row in rows]


async def assert_sold_out(config: Config, appointment: int) -> None:
    """The counter and the rows agree: every seat is taken once."""
    async with connect(engine_for(config.database_url, config.data)):
        row = await Appointment.select(Appointment.taken, Appointment.waiting).first()
        assert row == {"taken": SEATS, "waiting": 0}
        seated = (Booking.appointment == appointment) & (Booking.active == 1) & (Booking.state == "confirmed")
        people = await Booking.select(Booking.person).where(seated).output(as_list=True)
        assert len(set(people)) == len(people) == SEATS


async def test_two_hundred_want_twenty_seats_in_one_process(config: Config) -> None:
    appointment, people = await crowd_wants_seats(config)
    assert await sign_up(config, appointment, people) == {"confirmed": SEATS, "full": PEOPLE - SEATS}
    await assert_sold_out(config, appointment)


async def test_two_hundred_want_twenty_seats_in_two_processes(config: Config) -> None:
    appointment, people = await crowd_wants_seats(config)
    halves = [people[::2], people[1::2]]
    processes = [
        start(
            "-m", "tests.hub.database.crowd", "seats", config.database_url, str(config.data), str(appointment),
            json.dumps(half),
        )
        for half in halves
    ]  # fmt: skip
    told: Counter[str] = Counter()
    for process in processes:
        out, complaint = process.communicate(timeout=60)
        assert process.returncode == 0, complaint
        told.update(json.loads(out))
    assert told == {"confirmed": SEATS, "full": PEOPLE - SEATS}
    await assert_sold_out(config, appointment)


async def test_two_processes_migrate_an_empty_database_at_once(empty_database_url: str, tmp_path: Path) -> None:
    processes = [
        start("-m", "hub.cli", "migrate", HUB_DATA=str(tmp_path), HUB_DATABASE_URL=empty_database_url) for _ in range(2)
    ]
    told = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], told
    assert sorted(out.count("The database is up to date.") for out, _ in told) == [0, 1]
    async with connect(engine_for(empty_database_url, tmp_path)):
        assert await pending() == []


async def test_a_migration_killed_halfway_is_made_whole(empty_database_url: str, tmp_path: Path) -> None:
    where = {"HUB_DATA": str(tmp_path), "HUB_DATABASE_URL": empty_database_url}
    with killed_at_the_end(start("-m", "hub.cli", "migrate", **where)) as process:
        async with connect(engine_for(empty_database_url, tmp_path)):
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and process.poll() is None and not await migrating():
                await asyncio.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    again = start("-m", "hub.cli", "migrate", **where)
    assert again.wait(60) == 0, again.communicate()
    async with connect(engine_for(empty_database_url, tmp_path)):
        assert await pending() == []
        assert await Person.count() == 0


async def migrating() -> bool:
    """Whether another process has the lock of the migrations."""
    engine = current()
    if isinstance(engine, Sqlite):
        return Path(f"{engine.path}.migrating").exists()
    return bool(await engine.run_raw("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"))


async def test_what_was_told_survives_kill_9(config: Config) -> None:
    await survives(config, kills=3)


async def survives(config: Config, *, kills: int) -> None:
    """Kill a writing process again and again: what it told as committed is there, and no half of anything."""
    told: list[str] = []
    for n in range(kills):
        arguments = ("-m", "tests.hub.database.crowd", "write", config.database_url, str(config.data))
        with killed_at_the_end(start(*arguments)) as process:
            assert process.stdout is not None
            told.append(process.stdout.readline().strip())
            await asyncio.sleep(0.05 + 0.037 * n)
            process.send_signal(signal.SIGKILL)
            # The last line may have been cut by the kill.
            told += [line.strip() for line in process.stdout if line.endswith("\n")]
    async with connect(engine_for(config.database_url, config.data)):
        people = {str(uuid) for uuid in await Person.select(Person.uuid).output(as_list=True)}
        notes = set(await Audit.select(Audit.note).where(Audit.verb == "born").output(as_list=True))
        assert people == notes
        assert set(told) <= people
        assert len(told) > kills
        if not config.database_url:
            assert [dict(row) for row in await current().run_raw("PRAGMA integrity_check")] == [
                {"integrity_check": "ok"}
            ]
        await Person.insert(somebody("after"))
