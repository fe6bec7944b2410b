"""What goes out as schedule.xml, seen through a parser that knows nothing of ours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.transfer.model import Host, Item, Link, Programme
from sessions.transfer.schedule_days import Generator
from sessions.transfer.schedule_json import read_schedule
from sessions.transfer.schedule_xml import write_schedule_xml

DIRTY = (Path(__file__).parent / "fixtures" / "schedule-dirty.json").read_bytes()
NINE = datetime(2026, 12, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
REQUIRED = {"room", "title", "type", "date", "start", "duration", "abstract", "track"}
OPTIONAL = {
    *("subtitle", "slug", "logo", "persons", "language", "description", "recording", "links", "attachments"),
    *("url", "feedback_url"),
}


def written(programme: Programme) -> bytes:
    return write_schedule_xml(programme, generator=Generator("hub", "1.0"), version="v7", url_of=lambda item: None)


@pytest.fixture(scope="module")
def dirty() -> Programme:
    return replace(read_schedule(DIRTY, zone="Europe/Berlin")[0], zone="Europe/Berlin")


@pytest.fixture(scope="module")
def tree(dirty: Programme) -> Element:
    root: Element = fromstring(written(dirty))
    return root


def test_the_head_of_the_file(tree: Element) -> None:
    assert [child.tag for child in tree] == ["generator", "version", "conference", *["day"] * 4]
    conference = tree.find("conference")
    assert conference is not None
    assert {(child.tag, child.text, *child.attrib.items()) for child in conference} == {
        ("title", "Scout-Camp 2026 🎪"),
        ("acronym", "scout-camp"),
        ("start", "2026-12-01"),
        ("end", "2027-10-30"),
        ("days", "4"),
        ("timeslot_duration", "00:05"),
        ("base_url", "https://camp.example/2026/"),
        ("time_zone_name", "Europe/Berlin"),
        ("color", None, ("primary", "#cc3300"), ("background", "#ffffff")),
        ("track", None, ("name", "Werkzeuge"), ("slug", "tools"), ("color", "#00ff00")),
        ("track", None, ("name", "Haltung"), ("slug", "haltung")),
        ("track", None, ("name", "7"), ("slug", "7")),
        ("track", None, ("name", "Überraschung"), ("slug", "ueberraschung")),
    }


def test_each_event_has_what_the_format_requires_and_nothing_it_does_not_know(tree: Element) -> None:
    for event in tree.iter("event"):
        tags = [child.tag for child in event]
        assert len(tags) == len(set(tags))
        assert set(tags) >= REQUIRED
        assert set(tags) <= REQUIRED | OPTIONAL
        assert set(event.attrib) <= {"id", "guid", "code"}


@pytest.mark.parametrize("name", ["id", "guid"])
def test_ids_and_guids_are_unique(tree: Element, dirty: Programme, name: str) -> None:
    found = [event.get(name, "") for event in tree.iter("event")]
    assert len(set(found)) == len(dirty.items)


def test_one_event_in_full(tree: Element) -> None:
    event = next(event for event in tree.iter("event") if event.get("code") == "AB12CD")
    assert (event.get("id"), event.get("guid")) == ("7", "8079583e-8321-506c-95af-fd2903a5f075")
    texts = {child.tag: child.text for child in event if not len(child)}
    assert texts == {
        "room": "Aula",
        "title": "Ankommen und kennenlernen",
        "subtitle": None,
        "type": "Workshop",
        "date": "2026-12-01T10:00:00+01:00",
        "start": "10:00",
        "duration": "01:30",
        "abstract": None,
        "slug": "scoutcamp-7-ankommen",
        "track": "Werkzeuge",
        "language": "de",
        "description": "Für alle Teilnehmer\\*innen und Referent\\*innen.\n\n- Namen\n- Spiele",
        "url": "https://camp.example/2026/talk/AB12CD/",
        "feedback_url": "https://camp.example/f/7",
    }
    assert [(person.text, dict(person.attrib)) for person in event.iter("person")] == [
        ("Anna Muster", {"id": "1"}),
        ("Ben Beispiel", {"id": "2"}),
    ]
    assert [(link.text, link.get("href")) for link in event.iter("link")] == [
        ("Pad", "https://camp.example/pad"),
        ("https://camp.example/wiki", "https://camp.example/wiki"),
    ]
    assert [(file.text, file.get("href")) for file in event.iter("attachment")] == [("Folien", "/media/folien.pdf")]
    assert [event.findtext("recording/license"), event.findtext("recording/optout")] == ["CC BY 4.0", "true"]


def test_a_night_event_stands_on_the_day_it_began(tree: Element) -> None:
    day = next(day for day in tree.iter("day") if any("Nacht" in (title.text or "") for title in day.iter("title")))
    assert (day.get("date"), day.get("start"), day.get("end")) == (
        "2026-12-01",
        "2026-12-01T04:00:00+01:00",
        "2026-12-02T04:00:00+01:00",
    )


def test_cancelled_and_hidden_are_not_there(dirty: Programme) -> None:
    first = replace(dirty.items[0], persons=())
    data = written(replace(dirty, items=(first, *(replace(item, cancelled=True) for item in dirty.items[1:]))))
    assert data.count(b"<event") == 1
    assert b"Muster" not in data
    assert b"Ben Beispiel" not in data


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=5), "00:05"),
        (timedelta(hours=26), "26:00"),
        (timedelta(days=5, hours=4, minutes=3), "5:04:03"),
    ],
)
def test_durations(length: timedelta, text: str) -> None:
    root = fromstring(written(Programme("T", items=(Item("1", "x", NINE, NINE + length),))))
    assert root.findtext(".//duration") == text


def test_the_same_programme_gives_the_same_bytes(dirty: Programme) -> None:
    assert written(dirty) == written(replace(dirty, items=dirty.items[::-1]))


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_text_breaks_the_file(title: str, name: str, room: str) -> None:
    item = Item(
        "1",
        title,
        NINE,
        NINE + HOUR,
        room=room,
        persons=(Host(name),),
        links=(Link("https://a.example/", title),),
    )
    root = fromstring(written(Programme(title, items=(item,))))
    assert len(list(root.iter("person"))) == 1
