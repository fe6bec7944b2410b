"""Dates, times and lengths as people type them into tables, German first."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hub.text import normalized

_MONTHS = (
    "jan",
    "feb",
    "m(?:ae|a|e)?r",
    "apr",
    "ma[iy]",
    "jun",
    "jul",
    "aug",
    "sep",
    "o[kc]t",
    "nov",
    "de[zc]",
)
_WEEKDAYS = (
    ("mo", "montag", "mon", "monday"),
    ("di", "dienstag", "tu", "tue", "tues", "tuesday"),
    ("mi", "mittwoch", "we", "wed", "wednesday"),
    ("do", "donnerstag", "th", "thu", "thur", "thurs", "thursday"),
    ("fr", "freitag", "fri", "friday"),
    ("sa", "samstag", "sonnabend", "sat", "saturday"),
    ("so", "sonntag", "su", "sun", "sunday"),
)
_WEEKDAY_NUMBERS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}

_SPELLED_OUT = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}

_LEADING_WEEKDAY = re.compile(r"([a-z]+)\.?,?\s*(?:(?:den|dem|the)\s+)?")
# A number after "1.12." is a year only if it does not go on as a time ("1.12. 10:00").
_NUMERIC = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d{2})(?![\d:]|\.\d)")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?[\s-]*([a-z]{3,9})\b\.?,?[\s-]*(\d{4}|\d{2})(?![\d:])")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\b\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_DAY_AND_MONTH = re.compile(rf"\d{{1,2}}\.?\s*(?:\d{{1,2}}\.|{'|'.join(_MONTHS)})")
_JOINT = re.compile(r"[\s,;|t-]*(?:um\s+|at\s+)?")

_ONE_TIME = r"(\d{1,2})(?:[:.h](\d{2})(?::(\d{2}))?)?\s*(?:uhr|h)?\s*(am|pm|a\.m\.|p\.m\.)?"
_TIMES = re.compile(
    rf"(?:ab|von|um|from|at|ca\.?|gegen)?\s*{_ONE_TIME}(?:\s*(?:-|bis|to|until|till)\s*(?:ca\.?\s*)?{_ONE_TIME})?"
    r"\s*(?:mez|mesz|cet|cest)?"
)

_HOURS = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:h|st|std|stunden?|hours?)\.?(?:\s*(\d{1,2})\s*(?:m|min\w*)?\.?)?")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:(?P<unit>m|min\w*|')\.?)?")
_CLOCK_LENGTH = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*(?:h|std\.?)?")
_SHORTEST_BARE_NUMBER = 5
_LONGEST_MINUTES = 31 * 24 * 60


@dataclass(frozen=True)
class Moment:
    """What one cell says: a date, a time or both; times count from midnight, 24:00 included.

    `weekday` is the one written beside the date (Monday is 0), which may be another than that of the date.
    """

    day: date | None = None
    weekday: int | None = None
    start: timedelta | None = None
    end: timedelta | None = None


def read_moment(text: str) -> Moment | None:
    """The date, time or range of times in a cell, None if any part of it is unclear.

    Dates with slashes ("12/01/2026") are not read, because they mean another day in each country, and dates
    without a year are not guessed.
    """
    text = _plain(text)
    weekday, rest = _weekday(text)
    day, after = _date(rest)
    if day is None:
        times = _times(rest if weekday is None else text)
        return Moment(start=times[0], end=times[1]) if times else None
    after = after[_JOINT.match(after).end() :]  # type: ignore[union-attr]
    if not after:
        return Moment(day, weekday)
    times = _times(after)
    return Moment(day, weekday, *times) if times else None


def names_a_day(text: str) -> bool:
    """Whether the text speaks of a certain day, readable as a date or not ("Mittwoch, 2.12.")."""
    weekday, rest = _weekday(_plain(text))
    return weekday is not None or _DAY_AND_MONTH.match(rest) is not None


def read_minutes(text: str) -> int | None:
    """A length such as "90", "90 Min.", "1:30", "1,5 Std." or "2 h 15" in minutes, None if unclear or zero.

    A bare number counts minutes; one below 5 could be hours as well and is not read.
    """
    text = _plain(text)
    if match := _CLOCK_LENGTH.fullmatch(text):
        minutes = int(match[1]) * 60 + int(match[2])
    elif match := _HOURS.fullmatch(text):
        minutes = round(float(match[1].replace(",", ".")) * 60) + int(match[2] or 0)
    elif match := _MINUTES.fullmatch(text):
        minutes = int(match[1])
        if match["unit"] is None and minutes < _SHORTEST_BARE_NUMBER:
            return None
    else:
        return None
    return minutes if 0 < minutes <= _LONGEST_MINUTES else None


def _plain(text: str) -> str:
    """Lower case, one kind of dash, one kind of space, umlauts spelled out."""
    folded = normalized("NFKC", text).casefold().translate(_SPELLED_OUT)
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", folded).split())


def _weekday(text: str) -> tuple[int | None, str]:
    match = _LEADING_WEEKDAY.match(text)
    number = _WEEKDAY_NUMBERS.get(match[1]) if match else None
    return (number, text[match.end() :]) if match and number is not None else (None, text)


def _date(text: str) -> tuple[date | None, str]:
    """The date at the start of the text, and what follows it."""
    if match := _NUMERIC.match(text):
        return _real(match[3], int(match[2]), match[1]), text[match.end() :]
    if match := _YEAR_FIRST.match(text):
        return _real(match[1], int(match[2]), match[3]), text[match.end() :]
    if match := _DAY_MONTH.match(text):
        return _real(match[3], _month(match[2]), match[1]), text[match.end() :]
    if match := _MONTH_DAY.match(text):
        return _real(match[3], _month(match[1]), match[2]), text[match.end() :]
    return None, text


def _month(name: str) -> int:
    return next((number for number, start in enumerate(_MONTHS, start=1) if re.match(start, name)), 0)


def _real(year: str, month: int, day: str) -> date | None:
    number = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(number, month, int(day)) if 1900 <= number < 2200 else None
    except ValueError:
        return None


def _times(text: str) -> tuple[timedelta, timedelta | None] | None:
    match = _TIMES.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, half, to_hour, to_minute, to_second, to_half = match.groups()
    end = _time(to_hour, to_minute, to_second, to_half) if to_hour else None
    if to_hour and end is None:
        return None
    start = _time(hour, minute, second, half or to_half)
    if start and end and not half and start > end:
        # "11 - 1 pm" starts in the morning.
        start = _time(hour, minute, second, "am" if to_half else None)
    return None if start is None else (start, end)


def _time(hour: str, minute: str | None, second: str | None, half: str | None) -> timedelta | None:
    hours, minutes, seconds = int(hour), int(minute or 0), int(second or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.startswith("p") else 0)
    time = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return time if minutes < 60 and seconds < 60 and time <= timedelta(hours=24) else None
