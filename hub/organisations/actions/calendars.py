"""Letting calendars know of an organisation that is called otherwise, stands elsewhere, or is public no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.appointments.hooks import tell_changed
from hub.calendar.store import bump, standing_in
from hub.database import write
from hub.jobs import queue
from hub.organisations.policies import Row

JOB = "organisations.tell_calendars"
TOGETHER = 20


def _feed(organisation: int) -> str:
    return f"organisation:{organisation}"


async def feed_changed(organisation: int, now: datetime) -> None:
    """Say that an organisation's feed is called otherwise, or there no more; call it in the transaction of the change.

    Processes keep a feed as long as its version stands, so that even an ended one would go on.
    """
    await bump({_feed(organisation)}, now)


async def profile_changed(before: Row, values: Mapping[str, Any], now: datetime) -> None:
    """Pass on what calendars show of a profile: the name of the feed, and the town, which has a feed of its own."""
    different = {name for name, value in values.items() if before[name] != value}
    if "name" in different:
        await feed_changed(before["id"], now)
    if different & {"place", "address_hidden"}:
        await entries_changed(before["id"], now)


async def entries_changed(organisation: int, now: datetime) -> None:
    """Have the worker look again where everything stands that an organisation, or one below it, does."""
    await queue.add(JOB, {"organisation": organisation, "after": 0}, due=now)


async def carry_on(payload: Mapping[str, Any], now: datetime) -> None:
    """The job behind `entries_changed`: some appointments at a time, so that others can write in between.

    All that is public of the organisation stands in its feed, in whosever event it takes place; nothing else of it
    stands in any.
    """
    ids = await standing_in(_feed(payload["organisation"]), after=payload["after"], limit=TOGETHER)
    if not ids:
        return
    async with write():
        await tell_changed(ids, now)
        await queue.add(JOB, {**payload, "after": ids[-1]}, due=now)
