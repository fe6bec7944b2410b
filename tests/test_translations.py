"""German is complete, and holds nothing that nobody says any more."""

import re

from tests.messages import catalogues, missing, used


def test_every_text_has_its_german() -> None:
    assert missing() == []


def test_no_catalogue_keeps_what_nobody_says() -> None:
    said = {message for message, _plural, _place in used()}
    kept = {
        entry.id[0] if isinstance(entry.id, tuple | list) else entry.id
        for catalogue in catalogues().values()
        for entry in catalogue
        if entry.id
    }
    assert kept - said == set()


def test_translations_keep_the_placeholders() -> None:
    wrong = []
    for file, catalogue in catalogues().items():
        for entry in catalogue:
            ids = entry.id if isinstance(entry.id, tuple | list) else (entry.id,)
            strings = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
            names = [set(re.findall(r"%\((\w+)\)", text)) for text in (*ids, *strings) if text]
            if any(name - names[-1] - names[0] for name in names) or (
                len(ids) == 1 and names and names[0] != names[-1]
            ):
                wrong.append(f"{file.parent.name}: {ids[0]}")
    assert wrong == []


def test_one_thing_has_one_word() -> None:
    others = {
        r"\bLeitung\b": "Gastgebende",
        r"\bZweigs?\b": "Bereich",
        r"\b([Gg]ebucht|[Bb]uchen|Buchung)\b": "Platz sichern",
        r"\bE-?[Mm]ail": "Mail",
        r"\b(Login|Account|User)": "Einloggen, Konto, Mensch",
        r"\b(Bundes|Dach)verband": "Gesamtverband",
        r"\bPlattform\b": "Hub",
    }
    found = []
    for file, catalogue in catalogues().items():
        for entry in catalogue:
            texts = (entry.string if isinstance(entry.string, tuple | list) else (entry.string,)) if entry.id else ()
            found += [f"{file.parent.name}: {text}" for text in texts for word in others if re.search(word, text or "")]
    assert found == []
