"""Programmes as tables for editors, which read_sheet and guess_columns understand without help."""

import csv
import io
from collections.abc import Iterator
from datetime import date, time
from typing import TypeAlias
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell as BookCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sessions.transfer.model import Item, Programme
from sessions.transfer.sheet_words import DIFFICULTIES, PLACE_KINDS, guarded, join_names
from sessions.transfer.text import clean

# The head of each column and its width in a workbook.
HEADS = {
    **{"ID": 14, "Datum": 12, "Beginn": 9, "Ende": 9, "Enddatum": 12, "Titel": 40, "Untertitel": 30},
    **{"Format": 16, "Themenstrang": 18, "Mit": 30, "Organisation": 24, "Raum": 16, "Ort": 24, "Ortsart": 10},
    **{"Plätze": 8, "Kurzbeschreibung": 40, "Beschreibung": 60, "Schlagworte": 24, "Sprache": 9},
    **{"Vorkenntnisse": 14, "Kosten": 14, "Anmeldung": 20, "Link": 30, "Weitere Links": 30, "Abgesagt": 10},
    **{"Nicht aufzeichnen": 12},
}

_CELL_LIMIT = 32_767
_YES = "ja"

Cell: TypeAlias = str | int | date | time | None


def write_csv(programme: Programme) -> bytes:
    """The programme as CSV for German spreadsheet programs: UTF-8 with mark, semicolons, one row an entry by
    time.

    Times are those of the programme's zone (UTC if it has none). Cells that a program would run as a formula
    get a leading apostrophe, which read_sheet takes off again. Persons are written by name alone.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADS)
    for cells in _rows(programme):
        writer.writerow([guarded(_text(cell)) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(programme: Programme) -> bytes:
    """The same table as a workbook with real dates and times.

    A text over 32,767 characters, the most a cell holds, ends in an ellipsis.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title="Programm")
    sheet.freeze_panes = "A2"
    for place, width in enumerate(HEADS.values(), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    head = [WriteOnlyCell(sheet, value=name) for name in HEADS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for cells in _rows(programme):
        sheet.append([_xlsx_cell(sheet, cell) for cell in cells])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _rows(programme: Programme) -> Iterator[list[Cell]]:
    zone = ZoneInfo(programme.zone or "UTC")
    for item in sorted(programme.items, key=lambda item: (item.start, item.room or "", item.title, item.identity)):
        cells = _cells(item, zone)
        yield [cells[head] for head in HEADS]


def _cells(item: Item, zone: ZoneInfo) -> dict[str, Cell]:
    start, end = item.start.astimezone(zone), item.end.astimezone(zone)
    return {
        "ID": item.identity,
        "Datum": start.date(),
        "Beginn": start.time(),
        "Ende": end.time(),
        "Enddatum": end.date() if end.date() != start.date() else None,
        "Titel": item.title,
        "Untertitel": item.subtitle,
        "Format": item.type,
        "Themenstrang": item.track,
        "Mit": join_names([host.name for host in item.persons]),
        "Organisation": item.organisation,
        "Raum": item.room,
        "Ort": item.place,
        "Ortsart": PLACE_KINDS[item.place_kind] if item.place_kind else None,
        "Plätze": item.capacity,
        "Kurzbeschreibung": item.abstract,
        "Beschreibung": item.description,
        "Schlagworte": join_names(item.tags),
        "Sprache": item.language,
        "Vorkenntnisse": DIFFICULTIES[item.difficulty] if item.difficulty else None,
        "Kosten": item.costs,
        "Anmeldung": item.registration,
        "Link": item.url,
        "Weitere Links": "\n".join(f"{link.url} {link.title}".rstrip() for link in item.links),
        "Abgesagt": _YES if item.cancelled else None,
        "Nicht aufzeichnen": _YES if item.do_not_record else None,
    }


def _text(cell: Cell) -> str:
    """The cell as people type it in Germany, without what files and databases refuse."""
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, time):
        return cell.isoformat("seconds" if cell.second else "minutes")
    return "" if cell is None else clean(str(cell))


def _xlsx_cell(sheet: Worksheet, value: Cell) -> BookCell:
    if isinstance(value, str) and value:
        text = guarded(clean(value), as_text=True)
        text = text if len(text) <= _CELL_LIMIT else text[: _CELL_LIMIT - 1] + "…"
        cell = WriteOnlyCell(sheet, value=text)
        # Said to be text, and marked so that it stays text when somebody edits it.
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
        return cell
    cell = WriteOnlyCell(sheet)
    cell.value = value or None if isinstance(value, str) else value
    if isinstance(value, date):
        cell.number_format = "DD.MM.YYYY"
    elif isinstance(value, time):
        cell.number_format = "HH:MM:SS" if value.second else "HH:MM"
    return cell
