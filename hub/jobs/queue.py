"""Adding work for later and claiming it with a lease."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from piccolo.columns.combination import And

from hub.database import claim, write
from hub.jobs.tables import Beat, Job

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
# With the pauses below, about three days: a mail server may be away for a weekend.
MAX_ATTEMPTS = 21


async def add(name: str, payload: Mapping[str, Any], *, due: datetime, once: str | None = None) -> None:
    """Add a piece of work in the transaction that asks for it; a second one with the same `once` is not added."""
    job = Job(name=name, payload=json.dumps(payload), due=due, once=once)
    await Job.insert(job).on_conflict(action="DO NOTHING")


async def take(now: datetime) -> dict[str, Any] | None:
    """Claim the oldest due piece of work; a worker killed while it holds one loses it after the lease.

    `attempts` of the row is the number of this attempt; `finish`, `fail` and `keep` are told it.
    """
    free = (Job.leased_until.is_null()) | (Job.leased_until < now)
    due = (Job.due <= now) & (Job.attempts < MAX_ATTEMPTS)
    oldest = Job.select(Job.id, Job.attempts).where(due & free).order_by(Job.due).order_by(Job.id).first()
    # Looking first keeps an idle worker from taking SQLite's writer every second.
    while (first := await oldest) is not None:
        change: dict[Any, Any] = {Job.leased_until: now + LEASE, Job.attempts: Job.attempts + 1}
        async with write():
            row = await claim(Job, change, _attempt(first["id"], first["attempts"]) & free)
        if row is not None:
            return row
    return None


def _attempt(id: int, attempts: int) -> And:
    # Whoever lost the lease to another worker has an older number, and changes nothing any more.
    return (Job.id == id) & (Job.attempts == attempts)


async def keep(id: int, *, attempts: int, now: datetime) -> None:
    """Make the lease of work that is still being done longer."""
    await Job.update({Job.leased_until: now + LEASE}).where(_attempt(id, attempts))


async def finish(id: int, *, attempts: int) -> None:
    """Forget work that is done."""
    await Job.delete().where(_attempt(id, attempts))


async def fail(id: int, *, attempts: int, error: str, now: datetime) -> None:
    """Try again later, each time after twice as long; the last failure stays for `hub doctor`."""
    pause = min(timedelta(seconds=30 * 2 ** min(attempts, 12)), LONGEST_PAUSE)
    again: dict[Any, Any] = {Job.leased_until: None, Job.due: now + pause, Job.error: error[:300]}
    await Job.update(again).where(_attempt(id, attempts))


async def put_back(id: int, *, attempts: int) -> None:
    """Give up work that was broken off by the end of the worker, so that the next one has it at once."""
    change: dict[Any, Any] = {Job.leased_until: None, Job.attempts: Job.attempts - 1}
    await Job.update(change).where(_attempt(id, attempts))


async def retry(now: datetime) -> int:
    """Begin anew with all work that was given up; gives back how much it is."""
    change: dict[Any, Any] = {Job.attempts: 0, Job.due: now, Job.leased_until: None}
    return len(await Job.update(change).where(Job.attempts >= MAX_ATTEMPTS).returning(Job.id))


async def due_beats(every: Iterable[tuple[str, int]], *, now: datetime) -> list[str]:
    """Of repeated work, as names and minutes, that which is due now."""
    ran = {row["name"]: row["ran"] for row in await Beat.select(Beat.name, Beat.ran)}
    return [name for name, minutes in every if name not in ran or ran[name] <= now - timedelta(minutes=minutes)]


async def beat(name: str, *, minutes: int, now: datetime) -> bool:
    """Claim repeated work that is due; only one of several workers is told so."""
    async with write():
        await Beat.insert(Beat(name=name, ran=now - timedelta(days=365))).on_conflict(action="DO NOTHING")
        due = (Beat.name == name) & (Beat.ran <= now - timedelta(minutes=minutes))
        return await claim(Beat, {Beat.ran: now}, due) is not None
