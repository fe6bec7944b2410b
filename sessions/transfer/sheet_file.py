"""Bytes of a CSV or XLSX file to a table of plain texts."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hub.files import kind_of
from sessions.transfer.model import Broken, BrokenCode
from sessions.transfer.sheet_columns import guess_columns
from sessions.transfer.sheet_words import unguarded
from sessions.transfer.text import clean

ROW_LIMIT = 5_000
COLUMN_LIMIT = 60
UNPACKED_LIMIT = 50 * 1024 * 1024
BESIDE_LIMIT = 200_000
TITLE_ROWS = 20

# Rows and columns beyond these are not looked at, so that a single cell in the far corner costs nothing.
_LAST_ROW = 100_000
_LAST_COLUMN = 256
# These parts are read a piece at a time.
_CELLS = ("xl/worksheets/", "xl/sharedStrings.xml")
_FOREIGN: dict[str, BrokenCode] = {
    "pdf": "pdf",
    "picture": "picture",
    "old_office": "old_excel",
    "markup": "markup",
    "formatted_text": "not_a_table",
}
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}


@dataclass(frozen=True)
class Row:
    """One row with the number that a spreadsheet program shows, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table without its empty rows; every row is as wide as the head.

    All cells are texts: dates as 2026-12-01, times as 10:00 or 10:00:30, both as 2026-12-01 10:00.
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(data: bytes, filename: str) -> Sheet:
    """The table in a CSV or XLSX file, told apart by its content; `filename` names a table that has no name.

    CSV may be UTF-8, UTF-16 with mark or Windows-1252, separated by semicolon, comma or tab; of a workbook
    the first sheet that holds anything is read, visible ones first. A title above the head row is skipped.
    Raises Broken: empty, no_rows, not_a_table, pdf, picture, markup, old_excel, quote_not_closed, cell_too_long,
    too_many_rows, too_many_columns, unpacked_too_large.
    """
    kind = kind_of(data) or ""
    if kind in _FOREIGN:
        raise Broken(_FOREIGN[kind])
    name, lines = _workbook(data) if kind == "packed" else ("", _csv_lines(_decoded(data)))
    rows = list(_filled(lines))
    if not rows:
        raise Broken("empty")
    width = max(len(row.cells) for row in rows)
    if width > COLUMN_LIMIT:
        raise Broken("too_many_columns", limit=COLUMN_LIMIT)
    rows = [Row(row.number, row.cells + ("",) * (width - len(row.cells))) for row in rows]
    head = _head_place(rows)
    # Any text is a table of one column; the heads of a programme without sessions are known ones.
    if len(rows) == head + 1 and not guess_columns(rows[head].cells):
        raise Broken("no_rows")
    if len(rows) - head - 1 > ROW_LIMIT:
        raise Broken("too_many_rows", limit=ROW_LIMIT)
    return Sheet(name or filename, rows[head].cells, tuple(rows[head + 1 :]))


def _filled(lines: Iterable[Sequence[object]]) -> Iterator[Row]:
    """The rows that hold anything, without empty cells at their end."""
    count = 0
    for number, line in enumerate(lines, start=1):
        cells = [_text(value) for value in line]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            count += 1
            if count > ROW_LIMIT + TITLE_ROWS:
                raise Broken("too_many_rows", limit=ROW_LIMIT)
            yield Row(number, tuple(cells))


def _text(value: object) -> str:
    if isinstance(value, str):
        return "" if value in _ERRORS else clean(unguarded(clean(value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        # A time of day without a date is the day zero of the spreadsheet's calendar.
        return _text(value.time()) if value.year < 1905 else _date_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return format(value, ".15g") if isinstance(value, int | float) else ""


def _date_time(value: datetime) -> str:
    # Spreadsheets count days as fractions, so 10:00 can arrive as 09:59:59.999.
    value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    return value.date().isoformat() if value.time() == time() else f"{value.date()} {_text(value.time())}"


def _head_place(rows: Sequence[Row]) -> int:
    """The first of the upper rows with the most recognised columns, else the first with two filled cells."""
    upper = rows[:TITLE_ROWS]
    known = [len(guess_columns(row.cells)) for row in upper]
    if max(known) >= 2:
        return known.index(max(known))
    return next((place for place, row in enumerate(upper) if sum(map(bool, row.cells)) >= 2), 0)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data:
        raise Broken("not_a_table")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _csv_lines(text: str) -> Sequence[Sequence[object]]:
    # Excel itself writes and understands a first line that names the separator.
    if named := re.match(r"\ufeff?sep=([;,\t])\r?\n", text):
        return [[], *_parsed(text[named.end() :], named[1])]
    return _parsed(text, _delimiter(text))


def _delimiter(text: str) -> str:
    """The separator that shows the most known heads, else the most even columns; else the semicolon."""

    def sense(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
        try:
            rows = [row for row, _ in zip(reader, range(TITLE_ROWS), strict=False) if any(row)]
        except csv.Error:
            return 0, 0
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max((len(guess_columns(row)) for row in rows), default=0), max(widths.values(), default=0)

    return max(";,\t", key=sense)


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise Broken("quote_not_closed") from None
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Broken("cell_too_long", limit=csv.field_size_limit()) from None


def _workbook(data: bytes) -> tuple[str, Sequence[Sequence[object]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            # zipfile reads no more of a member than its declared size, so the sum cannot lie.
            if sum(member.file_size for member in packed.infolist()) > UNPACKED_LIMIT:
                raise Broken("unpacked_too_large", limit=UNPACKED_LIMIT)
            _check_beside_cells(packed)
        return _first_filled(data)
    except Broken:
        raise
    except Exception as error:
        # openpyxl answers a damaged file with whatever its parsers happen to raise.
        raise Broken("not_a_table") from error


def _check_beside_cells(packed: zipfile.ZipFile) -> None:
    """Refuse more styles and the like than programs write: openpyxl makes an object of each, gigabytes of 40 kB."""
    beside = (name for name in packed.namelist() if not name.startswith(_CELLS))
    if sum(packed.read(name).count(b"<") for name in beside if name.endswith((".xml", ".rels"))) > BESIDE_LIMIT:
        raise Broken("unpacked_too_large", limit=BESIDE_LIMIT)


def _first_filled(data: bytes) -> tuple[str, Sequence[Sequence[object]]]:
    # As in exporting.written: only who reads a workbook waits for it.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible"):
            # The size that a file declares for a sheet is often wrong, and rows outside it would be lost.
            sheet.reset_dimensions()
            lines = _cut(sheet.iter_rows(max_row=_LAST_ROW, max_col=_LAST_COLUMN, values_only=True))
            if lines:
                return sheet.title, lines
    finally:
        book.close()
    return "", []


def _cut(lines: Iterable[Sequence[object]]) -> list[Sequence[object]]:
    """The rows up to the last filled one, each without its empty end."""
    kept: list[Sequence[object]] = []
    filled = count = 0
    for number, line in enumerate(lines, start=1):
        width = next((place for place in range(len(line), 0, -1) if line[place - 1] not in (None, "")), 0)
        kept.append(line[:width])
        if width:
            filled, count = number, count + 1
            if count > ROW_LIMIT + TITLE_ROWS:
                break
    return kept[:filled]
