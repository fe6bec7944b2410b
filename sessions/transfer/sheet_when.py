"""When a row of a table takes place, in wall-clock time and as instants."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sessions.transfer.model import ProblemCode
from sessions.transfer.sheet_columns import Column
from sessions.transfer.sheet_dates import Moment, read_minutes, read_moment
from sessions.transfer.sheet_line import Line
from sessions.transfer.times import instant

# An end before the start is the next morning; a night longer than this is a slip of the pen.
_LONGEST_NIGHT = timedelta(hours=12)


@dataclass(frozen=True)
class When:
    """The day of a row and its times since midnight; `end` is None if no range of times was given."""

    day: date
    start: timedelta
    end: timedelta | None


def read_when(line: Line, above: date | None) -> tuple[date | None, When | None]:
    """The date that holds for the rows below, and when this one takes place; None after noting why not.

    After a date that could not be read none holds, so that the rows below do not take the one above it.
    """
    merged = Moment(above)
    columns: tuple[Column, ...] = ("date", "start")
    for column in columns:
        text = line.text(column)
        if not text:
            continue
        read = read_moment(text)
        if read is None:
            line.at(column).fail("start_unreadable", found=text)
            return (None if column == "date" else merged.day), None
        if read.day and read.weekday is not None and read.weekday != read.day.weekday():
            line.at(column).warn("date_of_other_weekday", date=read.day.isoformat(), found=text)
        times = (merged.start, merged.end) if read.start is None else (read.start, read.end)
        merged = Moment(read.day or merged.day, None, *times)
    if merged.day is None:
        line.notes.fail("no_date")
        return None, None
    if merged.start is None:
        line.notes.fail("no_start")
        return merged.day, None
    return merged.day, When(merged.day, merged.start, merged.end)


def start_of(line: Line, when: When, zone: ZoneInfo) -> datetime | None:
    """The start in UTC, None after noting that the clock skips it."""
    local = _local(when.day, when.start)
    start = instant(local, zone)
    if start is None:
        line.at("start").fail("time_does_not_exist", found=local.isoformat(" ", "minutes"))
    return start


def end_of(line: Line, when: When, start: datetime, zone: ZoneInfo, default_minutes: int) -> datetime:
    """The end in UTC: its own cell, the range of times or the length, else after `default_minutes`."""
    default = start + timedelta(minutes=default_minutes)
    own, last = (read_moment(text) if (text := line.text(column)) else Moment() for column in ("end", "end_date"))
    if own is None or last is None:
        column: Column = "end" if own is None else "end_date"
        line.at(column).warn("duration_unreadable", found=line.text(column), minutes=default_minutes)
        return default
    end_time = when.end if own.start is None else own.start
    if end_time is None:
        return start + timedelta(minutes=_minutes(line, default_minutes))
    local = _end_local(when, last.day or own.day, end_time)
    end = instant(local, zone)
    if end is None or end <= start:
        code: ProblemCode = "time_does_not_exist" if end is None else "end_before_start"
        line.at("end").warn(code, found=local.isoformat(" ", "minutes"), minutes=default_minutes)
        return default
    return end


def _end_local(when: When, day: date | None, end_time: timedelta) -> datetime:
    local, begun = _local(day or when.day, end_time), _local(when.day, when.start)
    next_morning = local + timedelta(days=1)
    is_night = day is None and local <= begun and next_morning - begun <= _LONGEST_NIGHT
    return next_morning if is_night else local


def _minutes(line: Line, default_minutes: int) -> int:
    text = line.text("duration")
    minutes = read_minutes(text) if text else default_minutes
    if minutes is None:
        line.at("duration").warn("duration_unreadable", found=text, minutes=default_minutes)
        return default_minutes
    return minutes


def _local(day: date, since_midnight: timedelta) -> datetime:
    return datetime.combine(day, time()) + since_midnight
