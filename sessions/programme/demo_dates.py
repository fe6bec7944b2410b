"""When the demo's events and sessions are: always around the day on which the demo is filled."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Entry = Mapping[str, Any]
SATURDAY = 5
TUESDAY = 1
WORKDAYS = 5
# Nobody meets on these days; those that move with Easter are left out.
HOLIDAYS = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1), (5, 1), (10, 3)}


def first_day(event: Entry, today: date) -> date:
    """The first day of an event: the second Tuesday of its month, the first of its month, or the middle of its week.

    A week with a holiday is left out.
    """
    if event["kind"] == "digi_dienstag":
        return second_tuesday(month_after(today, event["month_offset"]))
    if event["kind"] == "theme_month":
        return month_after(today, event["month_offset"])
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=event["weeks_offset"])
    while any(_is_holiday(monday + timedelta(days=number)) for number in range(WORKDAYS)):
        monday += timedelta(weeks=1)
    return monday + timedelta(days=(WORKDAYS - event.get("days", 1)) // 2)


def last_day(event: Entry, first: date) -> date:
    """The last day of an event that begins on `first`."""
    if event["kind"] == "theme_month":
        return month_after(first, 1) - timedelta(days=1)
    return first + timedelta(days=event.get("days", 1) - 1)


def day_in(event: Entry, session: Entry, first: date) -> date:
    """The day of an event's session; in a theme month a working day of that month."""
    day = first + timedelta(days=session.get("day", 1) - 1)
    return workday(day) if event["kind"] == "theme_month" else day


def open_day(session: Entry, today: date) -> date:
    """The working day of a session that belongs to no event."""
    return workday(today + timedelta(days=session["day_offset"]))


def span(session: Entry, day: date, zone: str) -> tuple[datetime, datetime]:
    """Start and end of a session on its day, in UTC."""
    start = datetime.combine(day, time.fromisoformat(session["start"]), ZoneInfo(zone)).astimezone(UTC)
    return start, start + timedelta(minutes=session["minutes"])


def month_after(day: date, months: int) -> date:
    """The first day of the month that is some months later, or earlier."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def second_tuesday(first_of_month: date) -> date:
    """The second Tuesday of a month."""
    return first_of_month + timedelta(days=(TUESDAY - first_of_month.weekday()) % 7 + 7)


def workday(day: date) -> date:
    """The day itself, or the next working day after a weekend or holiday; at the end of a month the one before."""
    later = earlier = day
    while later.weekday() >= SATURDAY or _is_holiday(later):
        later += timedelta(days=1)
    while earlier.weekday() >= SATURDAY or _is_holiday(earlier):
        earlier -= timedelta(days=1)
    return later if later.month == day.month else earlier


def _is_holiday(day: date) -> bool:
    return (day.month, day.day) in HOLIDAYS
