"""The rows of real tables as entries of a programme."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sessions.transfer.model import Item, Problem, Programme
from sessions.transfer.sheet import guess_columns, read_sheet, to_programme
from sessions.transfer.sheet_words import split_names

DIRTY = (Path(__file__).parent / "fixtures" / "table-dirty.csv").read_bytes()


def read(data: bytes, minutes: int = 60) -> tuple[Programme, list[Problem]]:
    sheet = read_sheet(data, "x.csv")
    columns = guess_columns(sheet.head)
    return to_programme(sheet, columns, title="T", zone="Europe/Berlin", default_minutes=minutes)


def one(**cells: str) -> tuple[Item, list[tuple[str, str]]]:
    """One row on 1 December 2026 at 10, with these cells under these heads."""
    filled = {"Datum": "1.12.2026", "Uhrzeit": "10 Uhr", "Titel": "x", **cells}
    lines = [";".join(f'"{text}"' for text in texts) for texts in (filled, filled.values())]
    programme, problems = read("\n".join(lines).encode())
    return programme.items[0], [(problem.code, problem.severity) for problem in problems]


@pytest.fixture(scope="module")
def dirty() -> tuple[Programme, list[Problem]]:
    return read(DIRTY)


def test_the_entries_of_a_dirty_table(dirty: tuple[Programme, list[Problem]]) -> None:
    def at(*moment: int) -> datetime:
        return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]

    found = [(item.title, item.start, item.end, [host.name for host in item.persons]) for item in dirty[0].items]
    assert found == [
        (
            "Padlet für Einrichtungen",
            at(2026, 12, 1, 9),
            at(2026, 12, 1, 10, 30),
            ["Muster, Anna", "Dr. Ben Öz"],
        ),
        ("Vereinsrecht", at(2026, 12, 1, 9), at(2026, 12, 1, 10, 30), ["Cem Çelik", "Dana Dorn"]),
        ("Offener Austausch", at(2026, 12, 2, 9), at(2026, 12, 2, 10), []),
        ("Nachtgespräch", at(2026, 12, 2, 21), at(2026, 12, 3, 0, 30), []),
        ("Datenschutz", at(2026, 12, 2, 13), at(2026, 12, 2, 14), ["Team Recht"]),
        # The first half past two of that night; the clock is put back before four.
        ("Zweimal halb drei", at(2027, 10, 31, 0, 30), at(2027, 10, 31, 3), []),
    ]


def test_the_other_cells_of_a_dirty_table(dirty: tuple[Programme, list[Problem]]) -> None:
    items = {item.title: item for item in dirty[0].items}
    assert [(item.place, item.place_kind, item.room, item.capacity, item.difficulty) for item in items.values()] == [
        ("Online", "online", None, 20, "none"),
        ("Haus der Wohlfahrt, Kiel", None, "Saal 1", None, "some"),
        ("online", "online", None, 20, None),
        ("", None, None, None, None),
        ("hybrid", "hybrid", None, None, "much"),
        ("", None, None, None, None),
    ]
    assert items["Padlet für Einrichtungen"].abstract == 'Zwei\nZeilen; mit Semikolon und "Anführung"'
    assert [title for title, item in items.items() if item.cancelled] == ["Datenschutz"]
    assert not any("zoom.example" in str(item) for item in items.values())


def test_the_problems_of_a_dirty_table(dirty: tuple[Programme, list[Problem]]) -> None:
    assert [(problem.where, problem.code, problem.severity) for problem in dirty[1]] == [
        ((("row", 9), ("column", "max. TN")), "capacity_unreadable", "warning"),
        ((("row", 9), ("column", "Vorkenntnisse")), "difficulty_unknown", "warning"),
        ((("row", 10), ("column", "Datum")), "date_of_other_weekday", "warning"),
        ((("row", 10),), "end_before_start", "warning"),
        ((("row", 10), ("column", "max. TN")), "capacity_unreadable", "warning"),
        ((("row", 12), ("column", "Uhrzeit")), "time_does_not_exist", "error"),
        ((("row", 14), ("column", "Datum")), "start_unreadable", "error"),
        ((("row", 15),), "no_date", "error"),
        ((("row", 16),), "no_start", "error"),
        ((("row", 17), ("column", "Thema")), "no_title", "error"),
    ]


def test_the_programme_says_what_the_table_speaks_of(dirty: tuple[Programme, list[Problem]]) -> None:
    programme = dirty[0]
    assert (programme.start, programme.end) == (date(2026, 12, 1), date(2027, 10, 31))
    assert [room.name for room in programme.rooms] == ["Saal 1"]
    assert programme.fields == {
        *("title", "start", "end", "persons", "place", "place_kind", "room", "capacity", "type", "abstract"),
        *("difficulty", "cancelled"),
    }


def test_identity_lasts_while_time_room_and_typing_change_and_ends_with_another_day() -> None:
    first, _ = one(Titel="Padlet für Alle!", Raum="1")
    moved, _ = one(Titel="padlet  für alle", Raum="2", Uhrzeit="15:00")
    other, _ = one(Titel="Padlet für Alle!", Datum="2.12.2026")
    assert first.identity == moved.identity
    assert first.identity != other.identity


def test_an_id_column_is_the_identity() -> None:
    named, _ = one(ID="A-17")
    uuid, _ = one(ID="8079583E-8321-506C-95AF-FD2903A5F075")
    assert (named.identity, named.guid) == ("A-17", None)
    assert (uuid.identity, uuid.guid) == ("8079583e-8321-506c-95af-fd2903a5f075",) * 2


def test_one_title_twice_on_a_day_is_two_entries() -> None:
    programme, problems = read(b"Datum;Beginn;Titel\n1.12.2026;14 Uhr;x\n;10 Uhr;X\n")
    early, late = sorted(programme.items, key=lambda item: item.start)
    assert late.identity == f"{early.identity}#2"
    assert [(problem.where, problem.code) for problem in problems] == [((("row", 2),), "duplicate_identity")]


@pytest.mark.parametrize(
    ("cells", "minutes", "problems"),
    [
        ({}, 60, []),
        ({"Ende": "11:45"}, 105, []),
        ({"bis": "01:00"}, 180, [("end_before_start", "warning")]),
        ({"Uhrzeit": "22 Uhr", "bis": "01:00"}, 180, []),
        ({"Ende": "2.12.2026 10:00"}, 24 * 60, []),
        ({"Ende": "10:00", "Enddatum": "3.12.2026"}, 48 * 60, []),
        ({"Ende": "9:00", "Enddatum": "1.12.2026"}, 60, [("end_before_start", "warning")]),
        ({"Dauer": "45 Min."}, 45, []),
        ({"Dauer": "lang"}, 60, [("duration_unreadable", "warning")]),
        ({"Ende": "gegen Mittag"}, 60, [("duration_unreadable", "warning")]),
        ({"Uhrzeit": "18–24 Uhr"}, 360, []),
        ({"Uhrzeit": "10–11 Uhr", "Ende": "12 Uhr", "Dauer": "30"}, 120, []),
    ],
)
def test_ends(cells: dict[str, str], minutes: int, problems: list[tuple[str, str]]) -> None:
    item, found = one(**cells)
    expected = timedelta(minutes=60 if ("end_before_start", "warning") in problems else minutes)
    assert (item.end - item.start, found) == (expected, problems)


def test_a_night_across_the_change_of_clocks_lasts_as_long_as_it_does() -> None:
    item, _ = one(Datum="27.3.2027", Uhrzeit="23:00 - 4:00")
    assert item.end - item.start == timedelta(hours=4)


@pytest.mark.parametrize(
    ("head", "text", "field", "value", "problems"),
    [
        ("Plätze", "max. 12 Personen", "capacity", 12, []),
        ("Plätze", "15–20", "capacity", 20, []),
        ("Plätze", "unbegrenzt", "capacity", None, []),
        ("Plätze", "-", "capacity", None, []),
        ("Plätze", "0", "capacity", None, [("capacity_unreadable", "warning")]),
        ("Plätze", "12 vor Ort, 30 online", "capacity", None, [("capacity_unreadable", "warning")]),
        ("Sprache", "Deutsch", "language", "de", []),
        ("Sprache", "en", "language", "en", []),
        ("Sprache", "Elbisch mit Untertiteln", "language", "", [("language_unknown", "warning")]),
        ("Durchführung", "Präsenz", "place_kind", "on_site", []),
        ("Durchführung", "online und in Präsenz", "place_kind", "hybrid", []),
        ("Durchführung", "telepathisch", "place_kind", None, [("place_kind_unknown", "warning")]),
        ("Ort", "Bürgerhaus, Webergasse 3", "place_kind", None, []),
        ("Link", "www.camp.example/x", "url", "https://www.camp.example/x", []),
        ("Link", "javascript:alert(1)", "url", None, [("web_address_unreadable", "warning")]),
        ("Schlagworte", "#Teams #KI", "tags", ("Teams", "KI"), []),
        (
            "Schlagworte",
            "Öffentlichkeitsarbeit, Social Media,",
            "tags",
            ("Öffentlichkeitsarbeit", "Social Media"),
            [],
        ),
        ("Abgesagt", "ja", "cancelled", True, []),
        ("Abgesagt", "nein", "cancelled", False, []),
        ("Titel", "Entfällt – Yoga", "cancelled", True, []),
        ("Titel", "Was abgesagt wird", "cancelled", False, []),
        ("Anmeldung", "bei Anna,\nbis 1.11.", "registration", "bei Anna, bis 1.11.", []),
        ("Kosten", "5 €", "costs", "5 €", []),
        ("Beschreibung", "<p>Teilnehmer*innen</p>", "description", "<p>Teilnehmer*innen</p>", []),
        ("Titel", "a" * 300, "title", "a" * 200, [("text_cut", "warning")]),
    ],
)
def test_cells(head: str, text: str, field: str, value: object, problems: list[tuple[str, str]]) -> None:
    item, found = one(**{head: text})
    assert (getattr(item, field), found) == (value, problems)


def test_a_heading_whose_date_cannot_be_read_does_not_leave_the_rows_below_to_the_day_before() -> None:
    table = "Datum;Uhrzeit;Titel\n{};;\n;10 Uhr;a\n;;Pause\nMittagspause;;\n;11 Uhr;b\n{};;\n;12 Uhr;c\n"
    programme, problems = read(table.format("Di, 1.12.2026", "Mi, 2. Dez.").encode())
    assert [item.title for item in programme.items] == ["a", "b"]
    assert [(problem.where[0], problem.code) for problem in problems] == [
        (("row", 4), "no_start"),
        (("row", 5), "no_title"),
        (("row", 7), "start_unreadable"),
        (("row", 8), "no_date"),
    ]


def test_a_table_without_a_usable_row() -> None:
    programme, problems = read(b"Datum;Titel\n")
    assert programme.items == ()
    assert [problem.code for problem in problems] == ["no_entries"]


@pytest.mark.parametrize("between", [" und ", "  und\t", " & "])
def test_names_stand_apart_however_many_spaces_there_are(between: str) -> None:
    assert split_names(f"Ada{between}Ben") == ("Ada", "Ben")
    assert split_names(f"Ada{' ' * 100_000}Ben") == ("Ada Ben",)
