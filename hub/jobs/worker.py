"""The loop that carries out jobs and repeated work, inside `hub serve` or alone."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

from hub.database.transactions import uninterrupted
from hub.jobs import queue

log = logging.getLogger("hub.jobs")
PAUSE_S = 1.0
PAUSE_AFTER_TROUBLE_S = 5.0
LANES = 4
GRACE_S = 5.0
KEEP_EVERY_S = 60.0

Run = Callable[[Mapping[str, Any], datetime], Awaitable[None]]


class Repeated(Protocol):
    """Work that comes again and again."""

    @property
    def name(self) -> str: ...
    @property
    def minutes(self) -> int: ...
    @property
    def run(self) -> Callable[[datetime], Awaitable[None]]: ...


class Worker:
    """Carries out jobs by name; a failing one is tried again, nothing one job does stops the others."""

    def __init__(self, jobs: Mapping[str, Run], repeated: Sequence[Repeated], clock: Callable[[], datetime]) -> None:
        self.jobs = jobs
        self.repeated = {each.name: each for each in repeated}
        self.clock = clock

    async def round(self) -> int:
        """Do everything that is due now, one after the other; gives back how many pieces of work were done."""
        done = await self._repeat_due()
        while (job := await queue.take(self.clock())) is not None:
            done += await self._carry_out(job)
        return done

    async def run(self, stop: asyncio.Event) -> None:
        """Work in a few lanes at once until told to stop, so that one slow mail server does not hold up everything.

        What a lane is doing then has five seconds to end; after that it is broken off and put back.
        """
        steps = [self._repeat_due, *[self._one_job] * LANES]
        lanes = [asyncio.create_task(self._lane(step, stop)) for step in steps]
        try:
            await stop.wait()
            await asyncio.wait(lanes, timeout=GRACE_S)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)

    async def _lane(self, step: Callable[[], Awaitable[int]], stop: asyncio.Event) -> None:
        while not stop.is_set():
            pause = PAUSE_S
            try:
                if await step():
                    continue
            except Exception:
                log.exception("worker round failed")
                pause = PAUSE_AFTER_TROUBLE_S
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def _one_job(self) -> int:
        job = await queue.take(self.clock())
        if job is None:
            return 0
        await self._carry_out(job)
        return 1

    async def _repeat_due(self) -> int:
        done = 0
        minutes = [(each.name, each.minutes) for each in self.repeated.values()]
        for name in await queue.due_beats(minutes, now=self.clock()):
            each, now = self.repeated[name], self.clock()
            if await queue.beat(name, minutes=each.minutes, now=now):
                done += await self._repeat(each, now)
        return done

    async def _repeat(self, each: Repeated, now: datetime) -> int:
        try:
            await each.run(now)
        except Exception:
            log.exception("repeated work failed", extra={"job": each.name})
            return 0
        return 1

    async def _carry_out(self, job: Mapping[str, Any]) -> int:
        now, id, attempts = self.clock(), job["id"], job["attempts"]
        try:
            async with self._lease(id, attempts):
                await self.jobs[job["name"]](json.loads(job["payload"]), now)
        except asyncio.CancelledError:
            await uninterrupted(queue.put_back(id, attempts=attempts))
            raise
        except Exception as error:
            log.exception("job failed", extra={"job": job["name"], "attempts": attempts})
            await queue.fail(id, attempts=attempts, error=type(error).__name__, now=now)
            return 0
        await uninterrupted(queue.finish(id, attempts=attempts))
        return 1

    @asynccontextmanager
    async def _lease(self, id: int, attempts: int) -> AsyncIterator[None]:
        async def keep() -> None:
            while True:
                await asyncio.sleep(KEEP_EVERY_S)
                await queue.keep(id, attempts=attempts, now=self.clock())

        keeper = asyncio.create_task(keep())
        try:
            yield
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
