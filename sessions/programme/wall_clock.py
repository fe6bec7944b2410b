"""Times as people type them: a day and the clock on the wall of the instance's zone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2000, 2199
TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::[0-5][0-9])?)?(?P<word>\s*Uhr)?", re.IGNORECASE)


def day_of(text: str) -> date | None:
    """A day written as 2026-12-01; None for anything else, and for years in which no session takes place."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def time_of(text: str) -> time | None:
    """A time of day written as 9:05, 09.05, 9 Uhr, 9:05 Uhr or, as some browsers send it, 09:05:00; else None."""
    found = TIME.fullmatch(text.strip())
    if found is None or (found["minute"] is None and found["word"] is None):
        return None
    try:
        return time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        return None


def moment_of(day: date, clock: time, zone: str) -> datetime | None:
    """The moment (UTC) when the wall shows this time; the first where it shows it twice, None where it skips it."""
    moment = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
    shown = moment.astimezone(ZoneInfo(zone))
    return moment if (shown.date(), shown.time()) == (day, clock) else None


def last_day(day: date, begins: time, ends: time) -> date:
    """The day on which something ends: an end that is earlier than the start is on the next day."""
    return day + timedelta(days=1) if ends < begins else day
