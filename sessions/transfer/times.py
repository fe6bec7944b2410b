"""Zones, instants and lengths of time as programmes write them."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Programmes run past midnight: what starts before 04:00 belongs to the day before (c3voc schedule, day_end).
DAY_CHANGE = timedelta(hours=4)

_YEARS = range(1900, 2200)
_LONGEST = timedelta(days=31)
_LENGTH = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})", re.ASCII)
_ISO_LENGTH = re.compile(r"P(?:(\d{1,2})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:\d+S)?)?", re.ASCII)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that IANA name, None if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def instant(local: datetime, zone: ZoneInfo) -> datetime | None:
    """The UTC instant of a naive wall-clock time; the first of two, None for a time the clock skips."""
    at = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == local else None


def programme_day(at: datetime, zone: ZoneInfo) -> date:
    """The day of the programme to which an instant belongs, with the change of day at 04:00 local time."""
    return (at.astimezone(zone).replace(tzinfo=None) - DAY_CHANGE).date()


def read_iso(text: str) -> datetime | date | None:
    """A date-time (naive or aware) or date in ISO 8601; None if it is neither or not of 1900 to 2199."""
    try:
        read = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.year in _YEARS else None


def read_length(text: str) -> timedelta | None:
    """A length such as "0:45", "01:30", "1:02:00" (days first) or "PT45M".

    None if it is unreadable, zero or over 31 days.
    """
    length = _clock_length(text) or _iso_length(text)
    return length if length and timedelta(0) < length <= _LONGEST else None


def _clock_length(text: str) -> timedelta | None:
    match = _LENGTH.fullmatch(text)
    if match is None or int(match[3]) > 59:
        return None
    first, second, third = int(match[1] or 0), int(match[2]), int(match[3])
    if match[1] is not None and second > 23:
        # No day has 30 hours, so "00:30:00" is half an hour written with seconds.
        return timedelta(hours=first, minutes=second, seconds=third) if second < 60 else None
    return timedelta(days=first, hours=second, minutes=third)


def _iso_length(text: str) -> timedelta | None:
    match = _ISO_LENGTH.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def write_length(length: timedelta) -> str:
    """A length as "HH:MM" (hours may pass 99), seconds dropped."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"
