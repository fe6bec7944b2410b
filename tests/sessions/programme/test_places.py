"""Places in few words."""

import pytest

from sessions.programme.places import short, town


@pytest.mark.parametrize(
    ("place", "expected_town", "expected_short"),
    [
        ("Kulturspeicher, Alter Speicherhof 2, 18057 Rostock", "Rostock", "Kulturspeicher, Rostock"),
        ("Tagungshaus, Kiefernweg 4, 17192 Waren (Müritz)", "Waren (Müritz)", "Tagungshaus, Waren (Müritz)"),
        ("Kiel", "Kiel", "Kiel"),
        ("Halle, Kiel", "Kiel", "Halle, Kiel"),
        ("Straße 12", "Straße 12", "Straße 12"),
        ("", "", ""),
    ],
)
def test_town_and_short_form(place: str, expected_town: str, expected_short: str) -> None:
    assert (town(place), short(place)) == (expected_town, expected_short)
