"""Whatever a file holds: it is read with problems or refused as a whole, and what was read can be written."""

import contextlib
import json
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.transfer.model import Broken
from sessions.transfer.schedule_days import Generator
from sessions.transfer.schedule_json import read_schedule, write_schedule_json
from sessions.transfer.schedule_xml import write_schedule_xml
from sessions.transfer.sheet import COLUMNS, guess_columns, read_sheet, to_programme
from sessions.transfer.sheet_write import write_csv, write_xlsx

FIXTURES = Path(__file__).parent / "fixtures"
DIRTY: Any = json.loads((FIXTURES / "schedule-dirty.json").read_bytes())
HUB = Generator("hub", "1")


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, member in inner for found in places(member, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    key, *rest = path
    inner = replaced(value[key], tuple(rest), by)
    return {**value, key: inner} if isinstance(value, dict) else [*value[:key], inner, *value[key + 1 :]]


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(
        [
            "2026-12-01",
            "9999-12-31T23:59:59+00:00",
            "1900-01-01T00:00:00+23:59",
            "24:00",
            "-1",
            "999:59",
            "https://[",
            "//x",
            "\ud800",
        ]
    )
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@settings(deadline=None)
@given(st.sampled_from(places(DIRTY)), JSON)
def test_a_schedule_with_anything_anywhere(path: tuple[Any, ...], by: Any) -> None:
    data = json.dumps(replaced(DIRTY, path, by)).encode()
    with contextlib.suppress(Broken):
        programme, _ = read_schedule(data, zone="Europe/Berlin")
        assert len({item.identity for item in programme.items}) == len(programme.items)
        assert all(item.start < item.end and item.title for item in programme.items)
        out = write_schedule_json(programme, generator=HUB, version="1", url_of=lambda item: None)
        again, _ = read_schedule(out, zone="Europe/Berlin")
        assert len(again.items) == len(programme.items)
        fromstring(write_schedule_xml(programme, generator=HUB, version="1", url_of=lambda item: None))
        for data in (write_csv(programme), write_xlsx(programme)):
            sheet = read_sheet(data, "x")
            back, _ = to_programme(
                sheet, guess_columns(sheet.head), title="T", zone="Europe/Berlin", default_minutes=60
            )
            assert {item.identity for item in back.items} == {item.identity for item in programme.items}


@settings(deadline=None)
@given(st.binary(max_size=200) | st.binary(max_size=100).map(b"PK\x03\x04".__add__))
def test_any_bytes(data: bytes) -> None:
    for read in (lambda: read_schedule(data, zone="UTC"), lambda: read_sheet(data, "x")):
        with contextlib.suppress(Broken):
            read()


CELLS = st.text(st.characters(exclude_characters="\0"), max_size=12) | st.sampled_from(
    ["1.12.2026", "31.12.2199", "10 Uhr", "24:00", "x", "#", "''", "5", "0,1 h"]
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=26, max_size=26), max_size=4))
def test_a_table_with_anything_in_any_cell(rows: list[list[str]]) -> None:
    table: list[list[str]] = [[*COLUMNS[:26]], *rows]
    text = "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    sheet = read_sheet(text.encode("utf-8", "replace"), "x.csv")
    columns = dict(enumerate(COLUMNS[:26]))
    programme, problems = to_programme(sheet, columns, title="T", zone="Europe/Berlin", default_minutes=60)
    left_out = {problem.where[0] for problem in problems if problem.severity == "error"}
    assert all(item.start < item.end and item.title for item in programme.items)
    assert len(programme.items) <= len(sheet.rows)
    assert len(programme.items) + len(left_out) <= len(sheet.rows)
