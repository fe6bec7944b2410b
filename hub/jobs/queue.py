"""Adding work for later and claiming it with a lease."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.database import claim, write
from hub.jobs.tables import Beat, Job

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8


async def add(name: str, payload: Mapping[str, Any], *, due: datetime, once: str | None = None) -> None:
    """Add a piece of work in the transaction that asks for it; a second one with the same `once` is not added."""
    job = Job(name=name, payload=json.dumps(payload), due=due, once=once)
    await Job.insert(job).on_conflict(action="DO NOTHING")


async def take(now: datetime) -> dict[str, Any] | None:
    """Claim the oldest due piece of work; a worker killed while it holds one loses it after the lease."""
    free = (Job.leased_until.is_null()) | (Job.leased_until < now)
    due = (Job.due <= now) & (Job.attempts < MAX_ATTEMPTS)
    async with write():
        first = await Job.select(Job.id, Job.attempts).where(due & free).order_by(Job.due, Job.id).first()
        if first is None:
            return None
        change: dict[Any, Any] = {Job.leased_until: now + LEASE, Job.attempts: first["attempts"] + 1}
        return await claim(Job, change, (Job.id == first["id"]) & free)


async def finish(id: int) -> None:
    """Forget work that is done."""
    await Job.delete().where(Job.id == id)


async def fail(id: int, *, attempts: int, error: str, now: datetime) -> None:
    """Try again later, each time after twice as long; the last failure stays for `hub doctor`."""
    pause = timedelta(seconds=min(30 * 2**attempts, 6 * 3600))
    await Job.update({Job.leased_until: None, Job.due: now + pause, Job.error: error[:300]}).where(Job.id == id)


async def beat(name: str, *, minutes: int, now: datetime) -> bool:
    """Whether repeated work is due now; only one of several workers is told so."""
    await Beat.insert(Beat(name=name, ran=now - timedelta(days=365))).on_conflict(action="DO NOTHING")
    due = (Beat.name == name) & (Beat.ran <= now - timedelta(minutes=minutes))
    return await claim(Beat, {Beat.ran: now}, due) is not None
