import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from hub.calendar.vevent import Entry, render

ENTRY = Entry(
    uid="session-5f0c@hub.example.org",
    changed=datetime(2026, 5, 2, 9, 30, 15, tzinfo=UTC),
    sequence=3,
    start=datetime(2026, 7, 14, 8, 0, tzinfo=UTC),
    end=datetime(2026, 7, 14, 9, 30, tzinfo=UTC),
    zone="Europe/Berlin",
    summary="Barrierefreie Einladungen",
    location="Großer Saal, Oranienburger Straße 13",
    url="https://hub.example.org/sessions/barrierefreie-einladungen",
    description="Bitte mitbringen:\nein Laptop; ein Beispiel",
    cancelled=False,
    cancelled_word="Abgesagt",
    categories=("Digi-Dienstag", "Texte, Bilder"),
    private=False,
)


def lines(entry: Entry) -> list[str]:
    """The unfolded lines of a rendered entry."""
    return render(entry).decode().replace("\r\n ", "").split("\r\n")


def test_an_entry_is_written_line_by_line() -> None:
    assert lines(ENTRY) == [
        "BEGIN:VEVENT",
        "UID:session-5f0c@hub.example.org",
        "DTSTAMP:20260502T093015Z",
        "LAST-MODIFIED:20260502T093015Z",
        "SEQUENCE:3",
        "DTSTART;TZID=Europe/Berlin:20260714T100000",
        "DTEND;TZID=Europe/Berlin:20260714T113000",
        "SUMMARY:Barrierefreie Einladungen",
        r"LOCATION:Großer Saal\, Oranienburger Straße 13",
        r"DESCRIPTION:Bitte mitbringen:\nein Laptop\; ein Beispiel",
        "URL:https://hub.example.org/sessions/barrierefreie-einladungen",
        r"CATEGORIES:Digi-Dienstag,Texte\, Bilder",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "",
    ]


def test_a_bare_entry_has_no_empty_property() -> None:
    bare = replace(ENTRY, location=None, description=" \n\x07", url="", categories=("", " "))
    assert lines(bare) == [
        "BEGIN:VEVENT",
        "UID:session-5f0c@hub.example.org",
        "DTSTAMP:20260502T093015Z",
        "LAST-MODIFIED:20260502T093015Z",
        "SEQUENCE:3",
        "DTSTART;TZID=Europe/Berlin:20260714T100000",
        "DTEND;TZID=Europe/Berlin:20260714T113000",
        "SUMMARY:Barrierefreie Einladungen",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "",
    ]


def difference(changed: Entry) -> tuple[list[str], list[str]]:
    """The lines that disappear from the standard entry, and those that come in."""
    before, after = lines(ENTRY), lines(changed)
    return [line for line in before if line not in after], [line for line in after if line not in before]


def test_a_cancelled_entry_says_so_and_frees_the_time() -> None:
    assert difference(replace(ENTRY, cancelled=True)) == (
        ["SUMMARY:Barrierefreie Einladungen", "STATUS:CONFIRMED"],
        ["SUMMARY:Abgesagt: Barrierefreie Einladungen", "STATUS:CANCELLED", "TRANSP:TRANSPARENT"],
    )


def test_a_private_entry_is_marked() -> None:
    assert difference(replace(ENTRY, private=True)) == ([], ["CLASS:PRIVATE"])


def test_a_whole_day_ends_before_the_next() -> None:
    camp = replace(ENTRY, start=date(2026, 9, 4), end=date(2026, 9, 7))
    assert difference(camp)[1] == ["DTSTART;VALUE=DATE:20260904", "DTEND;VALUE=DATE:20260907"]


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Europe/Moscow", "Nowhere/Atlantis"])
def test_times_of_zones_with_other_rules_are_in_utc(zone: str) -> None:
    assert difference(replace(ENTRY, zone=zone))[1] == ["DTSTART:20260714T080000Z", "DTEND:20260714T093000Z"]


def test_the_hour_that_autumn_repeats_is_not_ambiguous() -> None:
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    after = datetime(2026, 10, 25, 2, 15, tzinfo=UTC)
    assert difference(replace(ENTRY, start=first, end=after))[1] == [
        "DTSTART;TZID=Europe/Berlin:20261025T021500",
        "DTEND;TZID=Europe/Berlin:20261025T031500",
    ]
    assert difference(replace(ENTRY, start=second, end=after))[1] == [
        "DTSTART:20261025T011500Z",
        "DTEND:20261025T021500Z",
    ]


def test_line_breaks_cannot_start_a_property() -> None:
    evil = "a\r\nATTENDEE:mailto:x@example.org\rb\u2028c\x00\x85\ud800d"
    changed = replace(ENTRY, summary=evil, url="https://hub.example.org/a\r\nATTENDEE:b", uid="u\nX-A:1")
    assert difference(changed)[1] == [
        r"UID:u\nX-A:1",
        r"SUMMARY:a\nATTENDEE:mailto:x@example.org\nb\ncd",
        "URL:https://hub.example.org/aATTENDEE:b",
    ]


@given(st.text(max_size=400), st.text(alphabet="aäß€😀 ,;\\\n", max_size=400))
def test_any_text_is_folded_within_75_octets_and_read_back(summary: str, description: str) -> None:
    rendered = render(replace(ENTRY, summary=f"S{summary}E", description=f"S{description}E"))
    raw_lines = rendered.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(line) for line in raw_lines) <= 75
    assert not any(re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line) for line in raw_lines)
    assert Event.from_ical(rendered)["DESCRIPTION"] == f"S{description}E"


def test_equal_entries_give_equal_bytes() -> None:
    assert render(replace(ENTRY)) == render(ENTRY)


@pytest.mark.parametrize(
    "change",
    [
        {"start": datetime(2026, 7, 14, 8, 0)},
        {"changed": datetime(2026, 7, 14, 8, 0)},
        {"start": date(2026, 7, 14)},
        {"end": ENTRY.start},
    ],
    ids=["floating start", "floating change", "date until time", "no length"],
)
def test_times_that_calendars_would_misread_are_refused(change: dict[str, datetime | date]) -> None:
    with pytest.raises(ValueError, match=r"time|end"):
        replace(ENTRY, **change)  # type: ignore[arg-type]
