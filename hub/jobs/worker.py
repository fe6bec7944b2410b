"""The loop that carries out jobs and repeated work, inside `hub serve` or alone."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from hub.jobs import queue

log = logging.getLogger("hub.jobs")
PAUSE = 1.0

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
        self.repeated = repeated
        self.clock = clock

    async def round(self) -> int:
        """Do everything that is due now; gives back how many pieces of work were done."""
        done = 0
        for each in self.repeated:
            now = self.clock()
            if await queue.beat(each.name, minutes=each.minutes, now=now):
                done += await self._repeat(each, now)
        while (job := await queue.take(self.clock())) is not None:
            done += await self._carry_out(job)
        return done

    async def run(self, stop: asyncio.Event) -> None:
        """Go round until told to stop."""
        while not stop.is_set():
            try:
                await self.round()
            except Exception:
                log.exception("worker round failed")
            try:
                await asyncio.wait_for(stop.wait(), PAUSE)
            except TimeoutError:
                continue

    async def _repeat(self, each: Repeated, now: datetime) -> int:
        try:
            await each.run(now)
        except Exception:
            log.exception("repeated work failed", extra={"job": each.name})
            return 0
        return 1

    async def _carry_out(self, job: Mapping[str, Any]) -> int:
        now = self.clock()
        try:
            await self.jobs[job["name"]](json.loads(job["payload"]), now)
        except Exception as error:
            log.exception("job failed", extra={"job": job["name"], "attempts": job["attempts"]})
            await queue.fail(job["id"], attempts=job["attempts"], error=type(error).__name__, now=now)
            return 0
        await queue.finish(job["id"])
        return 1
