"""Dates and times in the ways people type them."""

from datetime import date, timedelta

import pytest

from sessions.transfer.sheet_dates import Moment, read_minutes, read_moment

DAY = date(2026, 12, 1)


def clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


@pytest.mark.parametrize(
    ("text", "day", "weekday"),
    [
        ("01.12.2026", DAY, None),
        ("1.12.26", DAY, None),
        ("1. 12. 2026", DAY, None),
        ("Di, 1. Dezember 2026", DAY, 1),
        ("Dienstag, den 1. Dezember 2026", DAY, 1),
        ("Di. 01.12.2026", DAY, 1),
        ("Di 1.12.26", DAY, 1),
        ("DI,1.12.2026", DAY, 1),
        ("Fr, 1.12.2026", DAY, 4),
        ("1. Dez. 2026", DAY, None),
        ("1 Dec 2026", DAY, None),
        ("1-Dec-26", DAY, None),
        ("Tuesday, December 1, 2026", DAY, 1),
        ("Dec 1st, 2026", DAY, None),
        ("2026-12-01", DAY, None),
        ("2026/12/1", DAY, None),
        ("3. März 2026", date(2026, 3, 3), None),
        ("3. Maerz 2026", date(2026, 3, 3), None),
        ("3. Mrz 2026", date(2026, 3, 3), None),
        ("31. Mai 2026", date(2026, 5, 31), None),
        ("29.02.2028", date(2028, 2, 29), None),
        (" 1.12.2026\u00a0", DAY, None),
    ],
)
def test_dates(text: str, day: date, weekday: int | None) -> None:
    assert read_moment(text) == Moment(day, weekday)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "?",
            "12/01/2026",
            "01/12/2026",
            "1.12.",
            "Di, 1.12.",
            "3.–7.5.2021",
            "31.02.2026",
            "00.12.2026",
        ),
        *(
            "1.13.2026",
            "1.12.1826",
            "1. Brumaire 2026",
            "Montag",
            "ab Dezember",
            "2026",
            "46357",
            "1.12.2026 abends",
        ),
        *("01.12.2026 und 02.12.2026", "Stand: 1.12.2026", "1.12.2026 25:00", "2026-12-01T10:00:00+01:00"),
    ],
)
def test_what_is_not_clear_is_not_guessed(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10:00–11:30 Uhr", "10:00", "11:30"),
        ("10-11.30 Uhr", "10:00", "11:30"),
        ("10 Uhr", "10:00", None),
        ("10", "10:00", None),
        ("10.00 bis 11.30", "10:00", "11:30"),
        ("10:00 Uhr - 11:30 Uhr", "10:00", "11:30"),
        ("von 10 bis ca. 12 Uhr", "10:00", "12:00"),
        ("ab 9.30 Uhr", "9:30", None),
        ("10h30—12h", "10:30", "12:00"),
        ("09:00:00", "9:00", None),
        ("22:00 - 1:30", "22:00", "1:30"),
        ("18-24 Uhr", "18:00", "24:00"),
        ("0:00", "0:00", None),
        ("10–11 Uhr MEZ", "10:00", "11:00"),
        ("2–4 pm", "14:00", "16:00"),
        ("11 - 1 pm", "11:00", "13:00"),
        ("9:30 am to 12 pm", "9:30", "12:00"),
        ("12 am", "0:00", None),
    ],
)
def test_times(text: str, start: str, end: str | None) -> None:
    assert read_moment(text) == Moment(start=clock(start), end=clock(end) if end else None)


@pytest.mark.parametrize(
    "text",
    [
        "25 Uhr",
        "24:01",
        "10:60",
        "10.3",
        "10-",
        "mittags",
        "ganztägig",
        "13 pm",
        "0 am",
        "10:00, 14:00",
        "-10",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("01.12.2026, 10:00–11:30 Uhr", "10:00", "11:30"),
        ("Di, 1. Dezember 2026 um 10 Uhr", "10:00", None),
        ("01.12.2026 10:00", "10:00", None),
        ("2026-12-01T10:00", "10:00", None),
        ("1.12.26 | 10.00 bis 11.30", "10:00", "11:30"),
    ],
)
def test_date_and_time_in_one_cell(text: str, start: str, end: str | None) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert (moment.day, moment.start, moment.end) == (DAY, clock(start), clock(end) if end else None)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("90 Min.", 90),
        ("90 Minuten", 90),
        ("45'", 45),
        ("1:30", 90),
        ("1:30 h", 90),
        ("01:30:00", 90),
        ("1,5 Std.", 90),
        ("1.5 hours", 90),
        ("2 Stunden", 120),
        ("2 h 15", 135),
        ("1 h 30 min", 90),
        ("2", None),
        ("0", None),
        ("0:00", None),
        ("halber Tag", None),
        ("99999", None),
    ],
)
def test_lengths(text: str, minutes: int | None) -> None:
    assert read_minutes(text) == minutes
