"""An event as one all-day entry for each of its days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hub.calendar.entries import Around, entry_of
from hub.calendar.vevent import render
from hub.feature import Shown

MOST_DAYS = 62


def day_blocks(row: Mapping[str, Any], shown: Shown, around: Around, *, changed: datetime) -> list[bytes]:
    """The all-day events of an event's appointment, by the dates in the zone of the instance; at most 62."""
    entry = entry_of(row, shown, around, changed=changed)
    zone = ZoneInfo(around.site.zone)
    first, last = shown.all_day or (
        row["start"].astimezone(zone).date(),
        (row["end"] - timedelta(microseconds=1)).astimezone(zone).date(),
    )
    blocks = []
    for offset in range(min((last - first).days + 1, MOST_DAYS)):
        day = first + timedelta(days=offset)
        uid = f"event-{row['uuid']}-{day:%Y%m%d}@{around.site.uid_host}"
        blocks.append(render(replace(entry, uid=uid, start=day, end=day + timedelta(days=1))))
    return blocks
