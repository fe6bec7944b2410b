"""A file of whatever kind to a programme: told apart by its content, never by its name."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from sessions.transfer.model import Broken, Problem, Programme
from sessions.transfer.schedule_json import read_schedule
from sessions.transfer.sheet import Column, Sheet, guess_columns, read_sheet, to_programme

DEFAULT_MINUTES = 60
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


@dataclass(frozen=True)
class Read:
    """A programme and what was not clear in its file."""

    programme: Programme
    problems: tuple[Problem, ...]


def is_table(data: bytes) -> bool:
    """Whether this is a table (or nothing known), not a schedule file. Raises Broken `markup` for XML and HTML."""
    first = data[:1000].lstrip(_MARKS)[:1]
    if first == b"<":
        raise Broken("markup")
    return first not in (b"{", b"[")


def lacking(columns: Mapping[int, Column]) -> list[Column]:
    """The fields without which no table is a programme: a title, and a date (which may stand with the time)."""
    found = set(columns.values())
    missing: list[Column] = [] if "title" in found else ["title"]
    return missing if found & {"date", "start"} else [*missing, "date"]


async def sheet_in(data: bytes, filename: str) -> tuple[Sheet, dict[int, Column]]:
    """The table in a file, and which column probably holds what; raises Broken."""
    sheet = await asyncio.to_thread(read_sheet, data, filename)
    return sheet, guess_columns(sheet.head)


async def programme_in(
    data: bytes, *, filename: str, title: str, zone: str, columns: Mapping[int, Column] | None = None
) -> Read:
    """The programme in a file, read beside the event loop since it may take seconds; raises Broken.

    `title` and `zone` hold for a table, `columns` (else a guess) say what its columns mean.
    """
    return await asyncio.to_thread(_read, data, filename, title, zone, columns)


def _read(data: bytes, filename: str, title: str, zone: str, columns: Mapping[int, Column] | None) -> Read:
    if not is_table(data):
        programme, problems = read_schedule(data, zone=zone)
        return Read(programme, tuple(problems))
    sheet = read_sheet(data, filename)
    # What was chosen before can only be about columns that are there.
    chosen = {
        place: column for place, column in (columns or guess_columns(sheet.head)).items() if place < len(sheet.head)
    }
    programme, problems = to_programme(sheet, chosen, title=title, zone=zone, default_minutes=DEFAULT_MINUTES)
    return Read(programme, tuple(problems))
