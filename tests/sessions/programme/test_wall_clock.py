"""Days and times as people type them."""

from datetime import UTC, date, datetime, time

import pytest

from sessions.programme.actions.copies import moved
from sessions.programme.wall_clock import day_of, last_day, moment_of, time_of

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-02-30", None),
        ("01.12.2026", None),
        ("20261201", None),
        ("2026-W49-2", None),
        ("1999-12-31", None),
        ("9999-12-31", None),
        ("", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("09:05", time(9, 5)),
        ("9:05", time(9, 5)),
        ("09:05:30", time(9, 5)),
        ("10.00", time(10, 0)),
        ("10 Uhr", time(10, 0)),
        ("9.30 uhr", time(9, 30)),
        (" 9:30 ", time(9, 30)),
        ("24:00", None),
        ("10:5", None),
        ("10.75", None),
        ("25 Uhr", None),
        ("zehn Uhr", None),
        ("0905", None),
        ("09", None),
        ("09:05+01:00", None),
        ("T09:05", None),
        ("", None),
    ],
)
def test_times(text: str, clock: time | None) -> None:
    assert time_of(text) == clock


def test_the_hour_that_spring_skips_does_not_exist() -> None:
    day = date(2027, 3, 28)
    assert moment_of(day, time(1, 59), BERLIN) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert moment_of(day, time(2, 30), BERLIN) is None
    assert moment_of(day, time(3, 0), BERLIN) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_of_the_hour_that_autumn_repeats_the_first_is_meant() -> None:
    assert moment_of(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_end_earlier_than_the_start_is_on_the_next_day() -> None:
    day = date(2026, 12, 31)
    assert last_day(day, time(22, 0), time(1, 0)) == date(2027, 1, 1)
    assert last_day(day, time(10, 0), time(11, 0)) == day


def test_a_copy_keeps_its_time_of_day_over_a_change_of_clocks() -> None:
    before = datetime(2027, 3, 23, 9, 0, tzinfo=UTC)
    assert moved(before, 7, BERLIN) == datetime(2027, 3, 30, 8, 0, tzinfo=UTC)
