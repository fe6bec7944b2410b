"""How often something may be tried; the counters stand in the database, so they hold for every process."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from hub.refused import Refused
from hub.tables import RateCount


def sender_mark(value: str, secret: str) -> str:
    """A keyed hash of an address or sender, so that counters hold no personal data in the clear."""
    return hmac.new(f"rate:{secret}".encode(), value.encode(), hashlib.sha256).hexdigest()[:40]


async def count(what: str, who: str, *, now: datetime, minutes: int) -> int:
    """Count one try of `what` by `who` in the current window of some minutes, and give back how many there were."""
    width = timedelta(minutes=minutes).total_seconds()
    window = datetime.fromtimestamp(now.timestamp() // width * width, UTC)
    start = RateCount(what=what, who=who, window=window, n=0)
    await RateCount.insert(start).on_conflict(action="DO NOTHING")
    this = (RateCount.what == what) & (RateCount.who == who) & (RateCount.window == window)
    rows = await RateCount.update({RateCount.n: RateCount.n + 1}).where(this).returning(RateCount.n)
    n: int = rows[0]["n"]
    return n


async def limit(what: str, who: str, *, now: datetime, minutes: int, most: int) -> None:
    """Refuse (`too_often`) what was tried more than `most` times in the window."""
    if await count(what, who, now=now, minutes=minutes) > most:
        raise Refused("too_often")
