"""Tables that go out, are looked at in a spreadsheet program, and come back."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sessions.transfer.model import Host, Item, Link, Programme
from sessions.transfer.sheet import guess_columns, read_sheet, to_programme
from sessions.transfer.sheet_write import HEADS, write_csv, write_xlsx
from sessions.transfer.text import clean, line
from sessions.transfer.times import instant

BERLIN = ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 12, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
WRITERS: list[Callable[[Programme], bytes]] = [write_csv, write_xlsx]

FULL = Item(
    identity="8079583e-8321-506c-95af-fd2903a5f075",
    guid="8079583e-8321-506c-95af-fd2903a5f075",
    title="=SUMME(A1:A9)",
    start=NINE,
    end=NINE + timedelta(hours=20),
    subtitle="+49 30 1234",
    abstract="-1 ist auch eine Zahl\n=2",
    description='Zeile; mit "Zeichen"\n\n\'=kein Schutz, sondern Text 🎪',
    type="@Workshop",
    track="Werkzeuge",
    room="Saal 1",
    language="de",
    persons=(Host("Muster, Anna"), Host("Duo Ben und Cem")),
    url="https://hub.example/x?a=1&b=2",
    links=(Link("https://a.example/", "Ein Titel"), Link("https://b.example/")),
    cancelled=True,
    do_not_record=True,
    capacity=20,
    registration="bei Anna",
    place="Haus, Straße 1",
    place_kind="hybrid",
    organisation="'-Verein",
    tags=("KI", "Recht, öffentlich"),
    difficulty="some",
    costs="5 €",
)


def returned(programme: Programme, write: Callable[[Programme], bytes]) -> list[Item]:
    sheet = read_sheet(write(programme), "x")
    columns = guess_columns(sheet.head)
    again, problems = to_programme(sheet, columns, title="T", zone="Europe/Berlin", default_minutes=60)
    assert problems == []
    return list(again.items)


@pytest.mark.parametrize("write", WRITERS)
def test_a_full_entry_comes_back_as_it_went(write: Callable[[Programme], bytes]) -> None:
    assert returned(Programme("T", zone="Europe/Berlin", items=(FULL,)), write) == [FULL]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("names", [["Anna, Verein"], ["Anna und Ben"], ["Anna", "Ben"], ["A", "B, C", "D & E"]])
def test_names_that_look_like_lists_stay_names(write: Callable[[Programme], bytes], names: list[str]) -> None:
    item = replace(FULL, persons=tuple(Host(name) for name in names))
    assert returned(Programme("T", zone="Europe/Berlin", items=(item,)), write) == [item]


def test_no_cell_of_the_csv_starts_like_a_formula() -> None:
    text = write_csv(Programme("T", zone="Europe/Berlin", items=(FULL,))).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


def test_the_csv_as_a_german_spreadsheet_program_wants_it() -> None:
    data = write_csv(Programme("T", zone="Europe/Berlin", items=(Item("A-1", "Größe", NINE, NINE + HOUR),)))
    assert data.startswith(b"\xef\xbb\xbfID;Datum;Beginn;Ende;Enddatum;Titel;")
    assert data.decode().splitlines()[1].startswith("A-1;01.12.2026;09:00;10:00;;Größe;")
    assert data.endswith(b"\r\n")


def test_the_workbook_has_real_dates_and_times_and_texts_that_are_no_formulas() -> None:
    sheet = load_workbook(io.BytesIO(write_xlsx(Programme("T", zone="Europe/Berlin", items=(FULL,)))))["Programm"]
    assert [cell.value for cell in sheet[1]] == [*HEADS]
    row = dict(zip(HEADS, sheet[2], strict=True))
    assert row["Datum"].value == datetime(2026, 12, 1)
    assert (row["Beginn"].value, row["Ende"].value) == (time(9), time(5))
    assert row["Enddatum"].value == datetime(2026, 12, 2)
    assert (row["Titel"].value, row["Titel"].data_type, row["Titel"].quotePrefix) == (
        "=SUMME(A1:A9)",
        "s",
        True,
    )
    assert row["Plätze"].value == 20


def test_rows_stand_by_time_whatever_the_order_of_the_items() -> None:
    items = tuple(replace(FULL, identity=str(hour), guid=None, start=NINE + hour * HOUR) for hour in (5, 1, 3))
    programme = Programme("T", zone="Europe/Berlin", items=items)
    assert [item.identity for item in returned(programme, write_csv)] == ["1", "3", "5"]
    assert write_csv(programme) == write_csv(replace(programme, items=items[::-1]))


def test_a_text_too_long_for_a_cell_is_visibly_cut_in_the_workbook_only() -> None:
    programme = Programme("T", zone="Europe/Berlin", items=(replace(FULL, description="a" * 40_000),))
    assert [len(item.description) for item in returned(programme, write_csv)] == [40_000]
    assert [item.description for item in returned(programme, write_xlsx)] == ["a" * 32_766 + "…"]


CHARACTERS = st.characters(codec="utf-8")
SHARP = ["=1", "+1", "-1", "@x", "'=1", "''-", "'", '"', ";", "a;b", "_x0041_", "1.12.2026", "10:00", "1,5"]
# A spreadsheet's own words for an error are read as an empty cell.
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
LINES = (st.text(CHARACTERS, max_size=20).map(line) | st.sampled_from(SHARP)).filter(lambda text: text not in ERRORS)
TEXTS = st.text(CHARACTERS, max_size=30).map(clean).filter(lambda text: text not in ERRORS) | LINES
# A semicolon cannot stand in a name, nor a leading # in a tag.
NAMES = LINES.map(lambda text: text.replace(";", "").lstrip("#").strip()).filter(bool)
TITLES = LINES.filter(lambda text: bool(text) and text not in ("Titel",))


@st.composite
def items(draw: st.DrawFn) -> Item:
    """An item whose times are not in the repeated hour, of which a table cannot say which one it means."""
    local = datetime(2026, 10, 1) + timedelta(minutes=draw(st.integers(0, 60 * 24 * 60)))
    start = instant(local, BERLIN)
    assert start is not None
    end = start + timedelta(minutes=draw(st.integers(1, 60 * 24 * 3)))
    repeated = (datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))
    if repeated[0] <= end <= repeated[1]:
        end = repeated[1]
    names = st.lists(NAMES, max_size=3, unique=True).map(tuple)
    return Item(
        identity=draw(st.integers(0, 10**6).map("A-{}".format)),
        title=draw(TITLES),
        start=start,
        end=end,
        subtitle=draw(LINES),
        abstract=draw(TEXTS),
        description=draw(TEXTS),
        type=draw(LINES),
        track=draw(LINES),
        room=draw(LINES) or None,
        language=draw(st.sampled_from(["", "de", "en", "gsg", "pt-BR"])),
        persons=tuple(Host(name) for name in draw(names)),
        url=draw(st.sampled_from([None, "https://a.example/x;y,z?=1"])),
        links=draw(st.sampled_from([(), (Link("https://a.example/", "T"), Link("https://b.example/"))])),
        cancelled=draw(st.booleans()),
        do_not_record=draw(st.booleans()),
        capacity=draw(st.none() | st.integers(1, 99_999)),
        registration=draw(LINES),
        place=draw(LINES),
        place_kind=draw(st.sampled_from([None, "online", "on_site", "hybrid"])),
        organisation=draw(LINES),
        tags=draw(names),
        difficulty=draw(st.sampled_from([None, "none", "some", "much"])),
        costs=draw(LINES),
    )


@pytest.mark.parametrize("write", WRITERS)
@settings(deadline=None)
@given(st.lists(items(), min_size=1, max_size=4, unique_by=lambda item: item.identity))
def test_whatever_the_cells_hold_comes_back(write: Callable[[Programme], bytes], found: list[Item]) -> None:
    again = returned(Programme("T", zone="Europe/Berlin", items=tuple(found)), write)
    assert {item.identity: item for item in again} == {item.identity: item for item in found}
