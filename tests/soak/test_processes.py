"""The long runs of several processes on one database."""

import asyncio
import json
import time
from collections import Counter

import pytest

from hub.config import Config
from hub.database import connect, engine_for
from hub.tables import Person
from tests.hub.database.test_processes import (
    PEOPLE,
    SEATS,
    assert_sold_out,
    crowd_wants_seats,
    killed_at_the_end,
    start,
    survives,
)
from tests.hub.database.test_transactions import somebody

pytestmark = pytest.mark.anyio


async def test_kill_9_again_and_again(config: Config) -> None:
    await survives(config, kills=25)


@pytest.mark.parametrize("processes", [2, 3])
async def test_the_same_crowd_many_times(config: Config, processes: int) -> None:
    for _ in range(5):
        appointment, people = await crowd_wants_seats(config)
        running = [
            start(
                "-m", "tests.hub.database.crowd", "seats", config.database_url, str(config.data), str(appointment),
                json.dumps(people[n::processes]),
            )
            for n in range(processes)
        ]  # fmt: skip
        told: Counter[str] = Counter()
        for process in running:
            out, complaint = process.communicate(timeout=120)
            assert process.returncode == 0, complaint
            told.update(json.loads(out))
        assert told == {"confirmed": SEATS, "full": PEOPLE - SEATS}
        await assert_sold_out(config, appointment)


async def test_a_process_that_writes_without_pause_lets_another_one_in(config: Config) -> None:
    arguments = ("-m", "tests.hub.database.crowd", "write-without-pause", config.database_url, str(config.data))
    with killed_at_the_end(start(*arguments)) as busy:
        assert busy.stdout is not None
        assert busy.stdout.readline()
        waits = []
        async with connect(engine_for(config.database_url, config.data)):
            for n in range(60):
                begun = time.monotonic()
                await Person.insert(somebody(f"quiet {n}"))
                waits.append(time.monotonic() - begun)
                await asyncio.sleep(0.05)
        print(f"waited at most {max(waits):.3f} s, {sum(waits) / len(waits):.3f} s on average")
        assert max(waits) < 2
        assert busy.poll() is None
