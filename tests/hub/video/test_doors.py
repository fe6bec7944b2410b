from datetime import UTC, datetime, timedelta

import pytest

from hub.video.doors import Role, State, door_for

START = datetime(2026, 7, 14, 8, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("role", "before", "grace"), [("host", 30, 90), ("guest", 15, 30)])
def test_a_door_opens_before_the_start_and_closes_after_the_end(role: Role, before: int, grace: int) -> None:
    opens, closes = START - timedelta(minutes=before), END + timedelta(minutes=grace)
    expected: dict[datetime, State] = {
        opens - SECOND: "early",
        opens: "open",
        END: "open",
        closes - SECOND: "open",
        closes: "over",
    }
    found = {now: door_for(role, start=START, end=END, now=now, running=False).state(now) for now in expected}
    assert found == expected


@pytest.mark.parametrize(("role", "grace"), [("host", 90), ("guest", 30)])
def test_an_overrun_keeps_the_door_open_while_the_session_is_marked_running(role: Role, grace: int) -> None:
    late = END + timedelta(hours=3)
    assert door_for(role, start=START, end=END, now=late, running=False).state(late) == "over"
    assert door_for(role, start=START, end=END, now=late, running=True).closes == late + timedelta(minutes=grace)


def test_running_changes_nothing_before_the_end() -> None:
    for now in (START - timedelta(hours=1), START, END):
        running = door_for("guest", start=START, end=END, now=now, running=True)
        assert running == door_for("guest", start=START, end=END, now=now, running=False)
