"""What keeps the stored events right over time: events leave, settings change, and `hub doctor` compares."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hub.appointments.tables import Appointment
from hub.calendar import store
from hub.calendar.entries import COLUMNS, around, described, entry_of
from hub.calendar.tables import FeedEntry, FeedVersion, StoredEvent
from hub.calendar.vevent import render
from hub.database import write
from hub.jobs import queue
from hub.progress import Progress

RERENDER = "calendar.rerender"
BATCH = 100
# What the nightly round has yet to take out is not wrong.
NIGHTLY = timedelta(days=2)


async def let_go(now: datetime) -> None:
    """Take out of every feed what has left its window, a few hundred at a time."""
    appointment = FeedEntry.appointment
    cancelled = (appointment.state == "cancelled") & (appointment.end <= now - store.KEPT_CANCELLED)
    over = (appointment.end <= now - store.KEPT) | cancelled
    while rows := await FeedEntry.select(FeedEntry.id, FeedEntry.feed).where(over).order_by(FeedEntry.id).limit(500):
        async with write():
            await FeedEntry.delete().where(FeedEntry.id.is_in([row["id"] for row in rows]))
            await store.bump({row["feed"] for row in rows}, now)


async def look_for_new_settings(now: datetime) -> None:
    """Render everything anew where base URL, language, zone, a name or the renderer has changed."""
    fingerprint = (await around()).fingerprint
    if await StoredEvent.exists().where(StoredEvent.inputs != fingerprint):
        await queue.add(RERENDER, {"after": 0}, due=now, once=f"{RERENDER}:{fingerprint}")


async def rerender(payload: Mapping[str, Any], now: datetime) -> None:
    """Render what was stored under other settings (the job), in batches; every feed says its new name at the end."""
    fingerprint = (await around()).fingerprint
    while True:
        stale = StoredEvent.inputs != fingerprint
        ids = await StoredEvent.select(StoredEvent.appointment).where(stale).limit(BATCH).output(as_list=True)
        if not ids:
            break
        await store.refresh(ids, now)
    feeds = await FeedVersion.select(FeedVersion.feed).order_by(FeedVersion.feed).output(as_list=True)
    for first in range(0, len(feeds), BATCH):
        await store.bump(feeds[first : first + BATCH], now)


async def check(now: datetime) -> Sequence[str]:
    """For `hub doctor`: what is stored and listed otherwise than it would be now."""
    wrong = 0
    settings = await around()
    last = 0
    while rows := await Appointment.select(*COLUMNS).where(Appointment.id > last).order_by(Appointment.id).limit(BATCH):
        last = rows[-1]["id"]
        ids = [row["id"] for row in rows]
        shown = await described(rows)
        stored = {row["appointment"]: row for row in await store.stored(ids)}
        people = await store.subscribers(ids)
        feeds = await store.feeds(ids)
        for row in rows:
            id, kept = row["id"], stored.get(row["id"])
            if row["state"] not in store.SHOWN:
                wrong += kept is not None or id in feeds
                continue
            if kept is None or kept["body"] != render(entry_of(row, shown[id], settings, changed=kept["changed"])):
                wrong += 1
                continue
            leaving = store.feeds_of(row, shown[id], people.get(id, ()), now - NIGHTLY)
            wrong += feeds.get(id, set()) not in (store.feeds_of(row, shown[id], people.get(id, ()), now), leaving)
    if not wrong:
        return []
    return [f"{wrong} calendar entries differ from what their sessions say; `hub calendar` renders them anew"]


async def render_all(now: datetime) -> int:
    """Bring every appointment up to date, in batches of their own transactions; gives back how many there are."""
    ids = await Appointment.select(Appointment.id).order_by(Appointment.id).output(as_list=True)
    with Progress("calendar entries", len(ids)) as progress:
        for first in range(0, len(ids), BATCH):
            batch = ids[first : first + BATCH]
            await store.refresh(batch, now)
            progress.step(len(batch))
    return len(ids)
