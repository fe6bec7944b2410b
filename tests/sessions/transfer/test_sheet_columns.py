"""Columns by their heads, German and English."""

import pytest

from sessions.transfer.sheet import guess_columns
from sessions.transfer.sheet_columns import COLUMNS, Column
from sessions.transfer.sheet_write import HEADS


@pytest.mark.parametrize(
    ("head", "column"),
    [
        *[
            ("Datum", "date"),
            ("Termin", "date"),
            ("Wann?", "date"),
            ("Date", "date"),
            ("Datum (TT.MM.JJ)", "date"),
        ],
        *[
            ("Uhrzeit", "start"),
            ("von", "start"),
            ("Beginn", "start"),
            ("Start time", "start"),
            ("Uhrzeit (ca.)", "start"),
        ],
        *[
            ("bis", "end"),
            ("Ende", "end"),
            ("End", "end"),
            ("Dauer in Minuten", "duration"),
            ("Dauer (h)", "duration"),
        ],
        *[("Titel", "title"), ("Thema", "title"), ("Titel der Veranstaltung", "title"), ("Topic", "title")],
        *[
            ("Referent*in", "hosts"),
            ("Referent:innen", "hosts"),
            ("ReferentInnen", "hosts"),
            ("Mit", "hosts"),
        ],
        *[("Referent/-in", "hosts"), ("Leitung / Moderation", "hosts"), ("Speakers", "hosts")],
        *[
            ("Ort", "place"),
            ("Veranstaltungsort", "place"),
            ("Location", "place"),
            ("Raum", "room"),
            ("Room", "room"),
        ],
        *[
            ("Plätze", "capacity"),
            ("max. TN", "capacity"),
            ("Max. Teilnehmer*innenzahl", "capacity"),
            ("Seats", "capacity"),
        ],
        *[
            ("Format", "type"),
            ("Art", "type"),
            ("Art der Durchführung", None),
            ("Durchführung", "place_kind"),
        ],
        *[
            ("Kurzbeschreibung (max. 300 Zeichen)", "abstract"),
            ("Beschreibung", "description"),
            ("Inhalt", "description"),
        ],
        *[
            ("Schlagworte", "tags"),
            ("Keywords", "tags"),
            ("Link", "url"),
            ("Webseite", "url"),
            ("Anmeldung", "registration"),
        ],
        *[
            ("Organisation", "organisation"),
            ("Träger", "organisation"),
            ("Mitgliedsorganisation", "organisation"),
        ],
        *[
            ("Kosten", "costs"),
            ("Teilnahmebeitrag", "costs"),
            ("Vorkenntnisse", "difficulty"),
            ("Level", "difficulty"),
        ],
        *[
            ("Sprache", "language"),
            ("Language", "language"),
            ("Themenstrang", "track"),
            ("ID", "id"),
            ("Nr.", "id"),
        ],
        # Access data and addresses of people must not slip into a public field.
        *[("Zoom-Link", None), ("Zugangslink", None), ("E-Mail Referent*in", None), ("Telefon", None)],
        *[
            ("Interne Notizen zum Ort", None),
            ("Teilnehmende", None),
            ("", None),
            ("–", None),
            ("Sonstiges", None),
        ],
    ],
)
def test_heads(head: str, column: Column | None) -> None:
    assert guess_columns([head]) == ({0: column} if column else {})


def test_the_surest_head_gets_the_field_and_no_field_stands_twice() -> None:
    assert guess_columns(["Name", "Titel", "Veranstaltungsort", "Ort", "Thema"]) == {1: "title", 3: "place"}


def test_separate_begin_and_end() -> None:
    assert guess_columns(["Tag", "von", "bis", "Was", "Wer", "Wo"]) == {
        0: "date",
        1: "start",
        2: "end",
        3: "title",
        4: "hosts",
        5: "place",
    }


def test_our_own_heads_map_by_themselves_to_every_field_but_the_length() -> None:
    guessed = guess_columns([*HEADS])
    assert [*guessed] == [*range(len(HEADS))]
    assert set(guessed.values()) == set(COLUMNS) - {"duration"}
