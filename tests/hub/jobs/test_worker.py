"""Work for later is done once, tried again where it fails, and lost by nobody who dies."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.config import Config
from hub.database import write
from hub.feature import Repeated
from hub.jobs import queue
from hub.jobs.queue import MAX_ATTEMPTS
from hub.jobs.tables import Job
from hub.jobs.worker import Run, Worker
from tests.conftest import NOW, Clock

pytestmark = pytest.mark.anyio


class Diary:
    """Work that writes down what it did, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.done: list[int] = []
        self.failures = failures

    async def __call__(self, payload: Mapping[str, Any], now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise ZeroDivisionError
        self.done.append(payload["n"])


def worker(clock: Clock, run: Run, *repeated: Repeated) -> Worker:
    return Worker({"work": run}, repeated, clock)


async def test_work_is_done_once_in_the_order_in_which_it_is_due(database: Config, clock: Clock) -> None:
    diary = Diary()
    for n, minutes in ((1, 0), (2, -5), (3, 60)):
        await queue.add("work", {"n": n}, due=NOW + timedelta(minutes=minutes))
    assert await worker(clock, diary).round() == 2
    assert diary.done == [2, 1]
    assert await worker(clock, diary).round() == 0
    clock.forward(hours=1)
    assert await worker(clock, diary).round() == 1
    assert diary.done == [2, 1, 3]
    assert await Job.count() == 0


async def test_work_that_is_rolled_back_is_not_done(database: Config, clock: Clock) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with write():
            await queue.add("work", {"n": 1}, due=NOW)
            raise ZeroDivisionError
    assert await worker(clock, Diary()).round() == 0


async def test_the_same_work_is_added_once(database: Config, clock: Clock) -> None:
    diary = Diary()
    for n in (1, 2):
        await queue.add("work", {"n": n}, due=NOW, once="the same")
    await worker(clock, diary).round()
    assert diary.done == [1]


async def test_failing_work_is_tried_again_for_three_days_and_then_kept(database: Config, clock: Clock) -> None:
    diary = Diary(failures=1000)
    await queue.add("work", {"n": 1}, due=NOW)
    tried = []
    while await worker(clock, diary).round() == 0 and len(tried) < MAX_ATTEMPTS:
        tried.append(clock.now - NOW)
        (clock.now,) = await Job.select(Job.due).output(as_list=True)
    failures = diary.failures
    clock.forward(days=30)
    await worker(clock, diary).round()
    assert diary.failures == failures
    assert tried[:4] == [timedelta(minutes=minutes) for minutes in (0, 1, 3, 7)]
    assert timedelta(days=3) < tried[-1] < timedelta(days=4)
    assert await Job.select(Job.error).first() == {"error": "ZeroDivisionError"}
    diary.failures = 0
    assert await queue.retry(clock.now) == 1
    await worker(clock, diary).round()
    assert diary.done == [1]


async def test_what_a_killed_worker_held_is_done_by_the_next_after_its_lease(database: Config, clock: Clock) -> None:
    diary = Diary()
    await queue.add("work", {"n": 1}, due=NOW)
    assert await queue.take(NOW) is not None
    assert await worker(clock, diary).round() == 0
    clock.forward(minutes=6)
    assert await worker(clock, diary).round() == 1
    assert diary.done == [1]


async def test_who_lost_the_lease_changes_nothing_any_more(database: Config, clock: Clock) -> None:
    await queue.add("work", {"n": 1}, due=NOW)
    slow = await queue.take(NOW)
    other = await queue.take(clock.forward(minutes=6))
    assert slow is not None
    assert other is not None
    await queue.finish(slow["id"], attempts=slow["attempts"])
    await queue.fail(slow["id"], attempts=slow["attempts"], error="late", now=clock.now)
    assert await Job.select(Job.error).first() == {"error": ""}
    await queue.finish(other["id"], attempts=other["attempts"])
    assert await Job.count() == 0


async def test_many_workers_do_each_piece_once(database: Config, clock: Clock) -> None:
    diary = Diary()
    for n in range(40):
        await queue.add("work", {"n": n}, due=NOW)
    await asyncio.gather(*(worker(clock, diary).round() for _ in range(4)))
    assert sorted(diary.done) == list(range(40))


async def test_repeated_work_comes_by_the_clock_and_to_one_worker(database: Config, clock: Clock) -> None:
    ran: list[datetime] = []

    async def note(now: datetime) -> None:
        ran.append(now)

    hourly = Repeated("hourly", 60, note)
    for _ in range(3):
        await asyncio.gather(*(worker(clock, Diary(), hourly).round() for _ in range(3)))
        clock.forward(minutes=40)
    assert ran == [NOW, NOW + timedelta(minutes=80)]


async def test_one_failure_stops_nothing_else(database: Config, clock: Clock) -> None:
    async def fail(now: datetime) -> None:
        raise ZeroDivisionError

    diary = Diary(failures=1)
    for n in (1, 2):
        await queue.add("work", {"n": n}, due=NOW + timedelta(seconds=n - 2))
    await queue.add("unknown", {}, due=NOW - timedelta(hours=1))
    await worker(clock, diary, Repeated("failing", 1, fail)).round()
    assert diary.done == [2]


async def test_a_worker_that_is_told_to_stop_puts_back_what_takes_too_long(
    database: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.jobs.worker.GRACE_S", 0.1)
    begun, stop = asyncio.Event(), asyncio.Event()

    async def hang(payload: Mapping[str, Any], now: datetime) -> None:
        begun.set()
        await asyncio.sleep(3600)

    await queue.add("work", {"n": 1}, due=NOW)
    working = asyncio.create_task(worker(clock, hang).run(stop))
    await begun.wait()
    stop.set()
    async with asyncio.timeout(5):
        await working
    diary = Diary()
    await worker(clock, diary).round()
    assert diary.done == [1]
