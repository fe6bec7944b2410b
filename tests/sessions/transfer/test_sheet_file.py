"""Tables as files: encodings, separators, odd workbooks, and files made to hurt."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from sessions.transfer.model import Broken
from sessions.transfer.sheet import Row, Sheet, read_sheet

DIRTY = (Path(__file__).parent / "fixtures" / "table-dirty.csv").read_bytes()
TABLE = "Datum;Titel;Ort\n1.12.2026;Café für Ältere;Köln\n"


def workbook(*sheets: list[list[Any]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    return book


def saved(book: Workbook) -> bytes:
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def repacked(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The workbook with a part of one member replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = {member: file.read(member) for member in file.namelist()}
    assert old in members[name]
    return packed({**members, name: members[name].replace(old, new)})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_line_ends_and_separators(encoding: str, end: str, separator: str) -> None:
    data = TABLE.replace(";", separator).replace("\n", end).encode(encoding)
    assert read_sheet(data, "plan.csv") == Sheet(
        "plan.csv", ("Datum", "Titel", "Ort"), (Row(2, ("1.12.2026", "Café für Ältere", "Köln")),)
    )


def test_the_head_is_found_below_a_title_and_row_numbers_are_those_on_the_screen() -> None:
    sheet = read_sheet(DIRTY, "festival.csv")
    assert sheet.head[:4] == ("Datum", "Uhrzeit", "Thema", "Referent*in")
    assert [row.number for row in sheet.rows] == [4, 5, *range(7, 18)]
    assert sheet.rows[0].cells[3] == "Muster, Anna; Dr. Ben Öz"
    assert sheet.rows[0].cells[8] == 'Zwei\nZeilen; mit Semikolon und "Anführung"'


def test_commas_within_texts_do_not_pass_for_the_separator() -> None:
    data = b"Titel;Ort\na, b, c;d, e\nf, g, h;i, j\n"
    assert read_sheet(data, "x.csv").head == ("Titel", "Ort")


def test_excels_own_line_that_names_the_separator() -> None:
    assert read_sheet(b"sep=,\r\nTitel,Ort\r\na;b,c\r\n", "x.csv") == Sheet(
        "x.csv", ("Titel", "Ort"), (Row(3, ("a;b", "c")),)
    )


def test_a_table_of_one_column_and_without_known_heads() -> None:
    assert read_sheet(b"Irgendwas\neins\n", "x.csv") == Sheet("x.csv", ("Irgendwas",), (Row(2, ("eins",)),))


def test_sloppy_quotes_are_read() -> None:
    assert read_sheet(b'Titel;Ort\n"a" und b;c\n', "x.csv").rows == (Row(2, ("a und b", "c")),)


def test_cells_of_every_kind_become_texts() -> None:
    values = [
        *(
            "Text",
            20,
            2.5,
            20.0,
            True,
            None,
            "#REF!",
            date(2026, 12, 1),
            datetime(2026, 12, 1),
            datetime(2026, 12, 1, 10),
        ),
        *(
            datetime(2026, 12, 1, 9, 59, 59, 999_000),
            time(10),
            time(10, 0, 30),
            timedelta(hours=1, minutes=30),
        ),
        *(timedelta(hours=26), "  Rand \r\n Zeile ", 46_357),
    ]
    book = workbook([["Datum", "Titel"], [], values])
    sheet = read_sheet(saved(book), "x.xlsx")
    assert sheet.rows == (
        Row(
            3,
            (
                *("Text", "20", "2.5", "20", "true", "", "", "2026-12-01", "2026-12-01", "2026-12-01 10:00"),
                *("2026-12-01 10:00", "10:00", "10:00:30", "1:30", "26:00", "Rand \n Zeile", "46357"),
            ),
        ),
    )
    assert len(sheet.head) == len(values)


def test_the_first_filled_and_visible_sheet_is_read() -> None:
    book = workbook([], [["Titel", "Ort"], ["versteckt", "x"]], [[None], ["Titel", "Ort"], ["sichtbar", "x"]])
    book.worksheets[1].sheet_state = "hidden"
    book.worksheets[2].title = "Plan 2026"
    assert read_sheet(saved(book), "x.xlsx") == Sheet("Plan 2026", ("Titel", "Ort"), (Row(3, ("sichtbar", "x")),))


def test_a_wrong_declared_size_hides_no_rows() -> None:
    data = saved(workbook([["Titel", "Ort"], ["a", "b"], ["c", "d"]]))
    data = repacked(data, "xl/worksheets/sheet1.xml", b'ref="A1:B3"', b'ref="A1"')
    assert [row.cells for row in read_sheet(data, "x.xlsx").rows] == [("a", "b"), ("c", "d")]


def test_formulas_give_their_stored_value_and_without_one_nothing() -> None:
    data = saved(workbook([["Titel", "Ort"], ["a", "=1+1"], ["b", "=2+2"]]))
    data = repacked(data, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    assert [row.cells for row in read_sheet(data, "x.xlsx").rows] == [("a", "2"), ("b", "")]


def test_a_cell_in_the_far_corner_costs_nothing() -> None:
    book = workbook([["Titel", "Ort"], ["a", "b"]])
    book.worksheets[0].cell(1_048_576, 16_384).value = "Ecke"
    assert [row.cells for row in read_sheet(saved(book), "x.xlsx").rows] == [("a", "b")]


def test_the_largest_table_that_is_read() -> None:
    head = ["Datum", "Titel", *(f"Spalte {number}" for number in range(58))]
    sheet = read_sheet(saved(workbook([["Mein Plan"], head, *([["1.12.2026"]] * 5_000)])), "x.xlsx")
    assert (len(sheet.rows), len(sheet.head)) == (5_000, 60)


def bomb() -> bytes:
    """A workbook whose one sheet unpacks to 60 MB."""
    data = saved(workbook([["Titel"]]))
    return repacked(data, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)


def entities() -> bytes:
    """A workbook whose strings grow a billion times when their entities are resolved."""
    data = saved(workbook([["Titel"]]))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>'
    return repacked(data, "xl/worksheets/sheet1.xml", b"<worksheet", laughs + b"<worksheet")


def styles() -> bytes:
    """A small workbook of a million styles."""
    return repacked(saved(workbook([["Titel"]])), "xl/styles.xml", b"</cellXfs>", b"<xf/>" * 1_000_000 + b"</cellXfs>")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n;;;\r\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "old_excel"),
        (b"%PDF-1.7\n1 0 obj << /Type /Catalog >>\nendobj\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "picture"),
        (b"<html><table><tr><td>Titel</td></tr></table>", "markup"),
        (b"{\\rtf1 Titel;Ort\\par a;b}", "not_a_table"),
        (b"Liebe Redaktion, hier kommt bald eine Tabelle", "no_rows"),
        (b"PK\x03\x04 broken", "not_a_table"),
        (b'Titel;Ort\n"a;b\nc;d\n', "quote_not_closed"),
        (b"Titel;Ort\n" + b"a" * 200_000 + b";b\n", "cell_too_long"),
        (b"Titel;Ort\n" + b"a;b\n" * 5_001, "too_many_rows"),
        (b"Titel" + b";x" * 60 + b"\n", "too_many_columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Broken) as broken:
        read_sheet(data, "x")
    assert broken.value.code == code


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: saved(workbook([[None]])), "empty"),
        (lambda: packed({"word/document.xml": b"<w/>"}), "not_a_table"),
        (lambda: saved(workbook([["Titel"]]))[:-200], "not_a_table"),
        (entities, "not_a_table"),
        (bomb, "unpacked_too_large"),
        (styles, "unpacked_too_large"),
        (lambda: saved(workbook([["Titel", "Ort"], *([["a", "b"]] * 5_001)])), "too_many_rows"),
        (lambda: saved(workbook([["Titel", *["x"] * 60]])), "too_many_columns"),
    ],
)
def test_workbooks_that_are_refused(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Broken) as broken:
        read_sheet(make(), "x")
    assert broken.value.code == code
