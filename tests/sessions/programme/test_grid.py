"""The grid of a day: one table in which every session stands once."""

from datetime import UTC, datetime
from typing import Any

from sessions.programme.grid import Grid, grid

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def at(hours: str) -> datetime:
    hour, minute = hours.split(":")
    return datetime(2026, 12, 1, int(hour), int(minute), tzinfo=UTC)


def row(title: str, room: str, start: str, end: str) -> dict[str, Any]:
    return {"title": title, "room.name": room, "appointment.start": at(start), "appointment.end": at(end)}


def drawn(table: Grid | None) -> list[list[str]]:
    """The lines as a browser lays them out: every place of the table with the title that covers it."""
    assert table is not None
    taken: dict[tuple[int, int], str] = {}
    for y, line in enumerate(table.lines):
        x = 0
        for cell in line.cells:
            while (y, x) in taken:
                x += 1
            for dy in range(cell.rows):
                for dx in range(cell.columns):
                    assert (y + dy, x + dx) not in taken
                    taken[y + dy, x + dx] = cell.row["title"] if cell.row else "-"
    return [[taken[y, x] for x in range(table.width)] for y in range(len(table.lines))]


def test_rooms_stand_side_by_side_in_their_order() -> None:
    rows = [row("A", "Saal", "10:00", "11:00"), row("B", "Hof", "10:30", "11:30"), row("C", "Saal", "11:00", "11:30")]
    table = grid(rows, ["Hof", "Saal"], NOON)
    assert table is not None
    assert [column.name for column in table.columns] == ["Hof", "Saal"]
    assert [line.start.strftime("%H:%M") for line in table.lines] == ["10:00", "10:30", "11:00"]
    assert drawn(table) == [["-", "A"], ["B", "A"], ["B", "C"]]


def test_two_at_once_in_one_room_get_a_column_each() -> None:
    rows = [row("A", "Saal", "10:00", "11:00"), row("B", "Saal", "10:30", "11:30"), row("C", "Hof", "10:00", "10:30")]
    table = grid(rows, ["Saal", "Hof"], NOON)
    assert table is not None
    assert [(column.name, column.lanes) for column in table.columns] == [("Saal", 2), ("Hof", 1)]
    assert drawn(table) == [["A", "-", "C"], ["A", "B", "-"], ["-", "B", "-"]]


def test_what_has_no_room_and_stands_alone_goes_over_the_whole_width() -> None:
    rows = [row("Pause", "", "11:00", "11:30"), row("A", "Saal", "10:00", "11:00"), row("B", "Hof", "11:30", "12:00")]
    table = grid(rows, ["Saal", "Hof"], NOON)
    assert drawn(table) == [["A", "-"], ["Pause", "Pause"], ["-", "B"]]


def test_the_line_of_now_is_marked() -> None:
    rows = [row("A", "Saal", "11:00", "12:00"), row("B", "Hof", "12:00", "13:00")]
    table = grid(rows, ["Saal", "Hof"], NOON)
    assert table is not None
    assert [line.now for line in table.lines] == [False, True]


def test_one_column_needs_no_grid() -> None:
    assert grid([row("A", "Saal", "10:00", "11:00")], ["Saal", "Hof"], NOON) is None
    assert grid([], ["Saal"], NOON) is None
