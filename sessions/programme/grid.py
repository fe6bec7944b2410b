"""The grid of an event's day: rooms as columns, time down, each session as one cell over its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A head cell: a room, over as many columns as it has sessions at the same time; an empty name is "no room"."""

    name: str
    lanes: int


@dataclass(frozen=True)
class Cell:
    """One cell of the body; `row` is None for a gap, `kind` "all" for a session over the whole width."""

    kind: Literal["slot", "all", "gap"]
    rows: int
    columns: int
    row: Row | None = None


@dataclass
class Line:
    """One row of the body, from `start` until the next line."""

    start: datetime
    cells: list[Cell] = field(default_factory=list)
    now: bool = False


@dataclass(frozen=True)
class Grid:
    """The whole table; it has `width` columns beside that of the times."""

    columns: list[Column]
    lines: list[Line]

    @property
    def width(self) -> int:
        """How many columns there are beside that of the times."""
        return sum(column.lanes for column in self.columns)


def grid(rows: Sequence[Row], rooms: Sequence[str], now: datetime) -> Grid | None:
    """The grid of one day's sessions, with `rooms` in their order; None where nothing runs in parallel columns.

    A session without room that stands alone in its time goes over the whole width; two at once in one room get
    columns of their own.
    """
    wide = [row for row in rows if not row["room.name"] and not _overlapping(row, rows)]
    lanes: list[tuple[str, list[Row]]] = []
    for room in [*rooms, ""]:
        there = [row for row in rows if (row["room.name"] or "") == room and row not in wide]
        lanes += [(room, lane) for lane in _lanes(there)]
    if len(lanes) < 2:
        return None
    times = sorted({moment for row in rows for moment in (_start(row), _end(row))})
    lines = [Line(start, now=start <= now < until) for start, until in pairwise(times)]
    columns: dict[str, int] = {}
    for room, _ in lanes:
        columns[room] = columns.get(room, 0) + 1
    _fill(lines, times, [lane for _, lane in lanes], wide)
    return Grid([Column(name, count) for name, count in columns.items()], lines)


def _start(row: Row) -> datetime:
    start: datetime = row["appointment.start"]
    return start


def _end(row: Row) -> datetime:
    end: datetime = row["appointment.end"]
    return end


def _overlapping(row: Row, rows: Sequence[Row]) -> bool:
    return any(other is not row and _start(other) < _end(row) and _start(row) < _end(other) for other in rows)


def _lanes(rows: Sequence[Row]) -> list[list[Row]]:
    """The sessions of a room in as few columns as they need so that none overlap."""
    lanes: list[list[Row]] = []
    for row in sorted(rows, key=lambda each: (_start(each), _end(each))):
        free = next((lane for lane in lanes if _end(lane[-1]) <= _start(row)), None)
        if free is None:
            lanes.append([row])
        else:
            free.append(row)
    return lanes


def _fill(lines: list[Line], times: list[datetime], lanes: list[list[Row]], wide: list[Row]) -> None:
    """Put the cells into the lines; a gap reaches down to the next session of its column."""
    place = {moment: index for index, moment in enumerate(times)}
    for row in wide:
        first, last = place[_start(row)], place[_end(row)]
        lines[first].cells.append(Cell("all", last - first, len(lanes), row))
    covered = {index for row in wide for index in range(place[_start(row)], place[_end(row)])}
    for lane in lanes:
        starts = {place[_start(row)]: row for row in lane}
        index = 0
        while index < len(lines):
            if index in covered:
                index += 1
            elif index in starts:
                row = starts[index]
                lines[index].cells.append(Cell("slot", place[_end(row)] - index, 1, row))
                index = place[_end(row)]
            else:
                until = index + 1
                while until < len(lines) and until not in covered and until not in starts:
                    until += 1
                lines[index].cells.append(Cell("gap", until - index, 1))
                index = until
