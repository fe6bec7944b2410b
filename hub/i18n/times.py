"""Dates and times in words, in the zone of the instance."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names

from hub.i18n import gettext, language


@cache
def _names(code: str) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    days = get_day_names("wide", locale=code)
    short = get_day_names("abbreviated", locale=code)
    months = get_month_names("wide", locale=code)
    return dict(days), {i: name.rstrip(".") for i, name in short.items()}, dict(months)


def local(moment: datetime, zone: str) -> datetime:
    """A point in time on the clock of a zone."""
    return moment.astimezone(ZoneInfo(zone))


def day_words(day: date, *, short: bool = False) -> str:
    """A date with its weekday: "Dienstag, 1. Dezember 2026", short "Di, 1. Dezember 2026"."""
    long_days, short_days, months = _names(language())
    weekday = (short_days if short else long_days)[day.weekday()]
    if language() == "de":
        return f"{weekday}, {day.day}. {months[day.month]} {day.year}"
    return f"{weekday}, {day.day} {months[day.month]} {day.year}"


def clock(moment: datetime, zone: str) -> str:
    """The time of day: "10:00"."""
    return local(moment, zone).strftime("%H:%M")


def clock_range(start: datetime, end: datetime, zone: str) -> str:
    """Start and end on one day: "10:00–11:30 Uhr"."""
    hours = f"{clock(start, zone)}–{clock(end, zone)}"
    return f"{hours} Uhr" if language() == "de" else hours


def city(zone: str) -> str:
    """What people call the zone: "Berlin"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def when(start: datetime, end: datetime, zone: str) -> str:
    """The whole truth about a time: "Di, 1. Dezember 2026, 10:00–11:30 Uhr (Berlin)".

    Whole days, from midnight to midnight, are said as days: "Mi, 25. November 2026 bis Fr, 27. November 2026".
    """
    first, last = local(start, zone), local(end, zone)
    if first < last and first.time() == last.time() == time():
        days = [day_words(day, short=True) for day in (first.date(), last.date() - timedelta(days=1))]
        return f" {gettext('until')} ".join(dict.fromkeys(days))
    if first.date() == last.date():
        return f"{day_words(first.date(), short=True)}, {clock_range(start, end, zone)} ({city(zone)})"
    until = gettext("until")
    suffix = " Uhr" if language() == "de" else ""
    return (
        f"{day_words(first.date(), short=True)}, {clock(start, zone)}{suffix} {until} "
        f"{day_words(last.date(), short=True)}, {clock(end, zone)}{suffix} ({city(zone)})"
    )


def moment(at: datetime, zone: str) -> str:
    """A point in time in words: "Di, 1. Dezember 2026, 10:00 Uhr"."""
    suffix = " Uhr" if language() == "de" else ""
    return f"{day_words(local(at, zone).date(), short=True)}, {clock(at, zone)}{suffix}"


def day_range(first: date, last: date) -> str:
    """Several days in words: "3.–7. Mai 2027"."""
    months = _names(language())[2]
    if first == last:
        return day_words(first)
    dot = "." if language() == "de" else ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{dot}–{last.day}{dot} {months[last.month]} {last.year}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day}{dot} {months[first.month]}{year} – {last.day}{dot} {months[last.month]} {last.year}"
