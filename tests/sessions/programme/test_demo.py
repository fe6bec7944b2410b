"""The demo programme is alive whenever it is filled."""

import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar

from hub import demo as community
from hub.appointments.tables import Appointment
from hub.viewer import VISITOR
from sessions.programme import demo, demo_dates
from sessions.programme.actions.events import whole_days
from sessions.programme.filters import Wanted
from sessions.programme.queries import schedule
from sessions.programme.tables import Event, Session
from tests.conftest import NOW

ZONE = "Europe/Berlin"
DAYS = [date(2026, 11, 20) + timedelta(days=number) for number in range(800)]
EVENTS = [
    event
    for name in demo.FILES
    for event in tomllib.loads((demo.FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["event"]
]


def test_the_second_tuesday_of_a_month() -> None:
    assert demo_dates.second_tuesday(date(2026, 12, 1)) == date(2026, 12, 8)
    assert demo_dates.second_tuesday(date(2026, 11, 1)) == date(2026, 11, 10)
    assert demo_dates.second_tuesday(date(2027, 1, 1)) == date(2027, 1, 12)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["key"])
def test_each_event_stays_in_its_frame_on_any_day(event: demo.Entry) -> None:
    for today in DAYS:
        first = demo_dates.first_day(event, today)
        last = demo_dates.last_day(event, first)
        held = {demo_dates.day_in(event, session, first) for session in event["session"]}
        assert first <= min(held) <= max(held) <= last
        assert {day.weekday() for day in held} <= {0, 1, 2, 3, 4}
        if event["kind"] != "digi_dienstag":
            assert not {(12, 24), (1, 1)} & {(day.month, day.day) for day in held}
        else:
            assert (first.weekday(), (first.day - 1) // 7) == (1, 1)


def test_single_sessions_are_on_working_days_near_the_day_meant() -> None:
    for today in DAYS:
        for offset in (-60, -1, 0, 1, 2, 90):
            day = demo_dates.open_day({"day_offset": offset}, today)
            assert day.weekday() < 5
            assert (day.month, day.day) not in {(12, 24), (12, 25), (12, 26), (1, 1)}
            assert abs(day - today - timedelta(days=offset)) <= timedelta(days=4)


def test_times_are_those_on_the_wall_in_summer_and_winter() -> None:
    entry = {"start": "10:00", "minutes": 90}
    for day in (date(2026, 7, 1), date(2026, 12, 1)):
        start, end = demo_dates.span(entry, day, ZONE)
        assert start.astimezone(ZoneInfo(ZONE)).strftime("%H:%M") == "10:00"
        assert end - start == timedelta(minutes=90)


@pytest.mark.anyio
async def test_what_moves_in(app: Litestar) -> None:
    now: datetime = NOW
    assert await community.fill(now)
    assert (await Event.count(), await Session.count()) == (17, 163)
    states = Counter(await Appointment.select(Appointment.state).output(as_list=True))
    assert states == {"published": 179, "cancelled": 1}
    seats = await Appointment.select(Appointment.capacity, Appointment.taken, Appointment.waiting).where(
        Appointment.taken > 0
    )
    assert {(row["capacity"], row["taken"], row["waiting"]) for row in seats} >= {(12, 12, 2), (22, 20, 0)}
    found = await schedule(VISITOR, Wanted(), now=now, zone=ZONE)
    assert all(row["tags"] and (row["hosts"] or row["organisation.name"]) for row in found.rows)
    assert await Session.count().where(Session.cancel_reason != "") == 1
    events = await Event.select(Event.first, Event.last, Event.appointment.start, Event.appointment.end)
    # As an editor makes them: what is kept without a change of days moves nobody's calendar.
    assert all(
        (row["appointment.start"], row["appointment.end"]) == whole_days(row["first"], row["last"], ZONE)
        for row in events
    )
