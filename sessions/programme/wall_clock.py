"""Times as people type them: a day and the clock on the wall of the instance's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 2000, 2199


def day_of(text: str) -> date | None:
    """A day written as 2026-12-01; None for anything else, and for years in which no session takes place."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def time_of(text: str) -> time | None:
    """A time of day written as 9:05, 09:05 or, as some browsers send it, 09:05:00; None for anything else."""
    for form in ("%H:%M", "%H:%M:%S"):
        try:
            return datetime.strptime(text, form).time().replace(second=0)
        except ValueError:
            continue
    return None


def moment_of(day: date, clock: time, zone: str) -> datetime | None:
    """The moment (UTC) when the wall shows this time; the first where it shows it twice, None where it skips it."""
    moment = datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
    shown = moment.astimezone(ZoneInfo(zone))
    return moment if (shown.date(), shown.time()) == (day, clock) else None


def last_day(day: date, begins: time, ends: time) -> date:
    """The day on which something ends: an end that is earlier than the start is on the next day."""
    return day + timedelta(days=1) if ends < begins else day
