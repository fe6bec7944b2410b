"""What goes out as schedule.json: everything that came in and is still so, and nobody who is hidden."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.transfer.model import Host, Item, JsonObject, Link, Programme, Room, Track
from sessions.transfer.schedule_days import Generator
from sessions.transfer.schedule_json import read_schedule, write_schedule_json

DIRTY = (Path(__file__).parent / "fixtures" / "schedule-dirty.json").read_bytes()
NINE = datetime(2026, 12, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def written(programme: Programme) -> bytes:
    return write_schedule_json(programme, generator=Generator("hub", "1.0"), version="v7", url_of=lambda item: None)


def document(programme: Programme) -> Any:
    return json.loads(written(programme))


def events(found: Any) -> Iterator[Any]:
    for day in found["schedule"]["conference"]["days"]:
        for room in day["rooms"].values():
            yield from room


def titled(found: Any, title: str) -> Any:
    return next(event for event in events(found) if event["title"] == title)


@pytest.fixture(scope="module")
def dirty() -> Programme:
    return read_schedule(DIRTY, zone="Europe/Berlin")[0]


def test_unknown_keys_survive_at_every_level(dirty: Programme) -> None:
    found = document(dirty)
    conference = found["schedule"]["conference"]
    event = titled(found, "Ankommen und kennenlernen")
    assert found["x_export"] == {"tool": "Netzwerk-Export", "run": 17}
    assert found["schedule"]["x_release"] == "nur intern geprüft"
    assert conference["keywords"] == ["Digitales", "Ehrenamt"]
    assert conference["colors"] == {"primary": "#cc3300", "background": "#ffffff"}
    assert conference["tracks"][0]["x_icon"] == "🔧"
    assert conference["rooms"][0]["x_floor"] == 0
    assert conference["days"][0]["x_motto"] == "Ankommen"
    # Two parallel days of one date are one day when written.
    assert conference["days"][0]["x_stream"] == "zwei"
    assert event["x_level"] == 3
    assert event["recording_license"] == "CC BY 4.0"
    assert event["attachments"] == [{"url": "/media/folien.pdf", "title": "Folien"}]
    assert event["persons"][0]["x_pronoun"] == "sie"


def test_the_written_file_is_read_as_the_same_programme(dirty: Programme) -> None:
    again, problems = read_schedule(written(dirty), zone="Europe/Berlin")
    assert [problem.code for problem in problems] == ["same_name"]
    then = {(item.title, item.start): item for item in again.items}
    for item in dirty.items:
        same = then[item.title, item.start]
        kept = replace(item, identity=same.identity, guid=same.guid, original={}, url=same.url)
        assert replace(same, original={}) == kept


def test_the_same_programme_gives_the_same_bytes_whatever_the_order_of_its_items(dirty: Programme) -> None:
    assert written(dirty) == written(replace(dirty, items=dirty.items[::-1]))


def test_ids_are_positive_and_unique_and_stay_when_other_items_go(dirty: Programme) -> None:
    found = {event["guid"]: event["id"] for event in events(document(dirty))}
    assert len(found) == len(dirty.items)
    assert len(set(found.values())) == len(dirty.items)
    assert min(found.values()) >= 1
    fewer = {event["guid"]: event["id"] for event in events(document(replace(dirty, items=dirty.items[2:])))}
    assert fewer.items() <= found.items()


def test_only_given_hosts_are_written_and_nothing_brings_the_others_back(dirty: Programme) -> None:
    shown = tuple(
        replace(
            item,
            persons=tuple(replace(host, biography="") for host in item.persons if "Ben" not in host.name),
        )
        for item in dirty.items
    )
    text = written(replace(dirty, items=shown)).decode()
    for secret in ("Ben Beispiel", "Kiel", "Leitet das Camp", "@", "anna.jpg", "T-Shirt", "XL"):
        assert secret not in text
    event = titled(json.loads(text), "Ankommen und kennenlernen")
    assert event["persons"] == [
        {
            "id": 1,
            "code": "NQTF8Y",
            "name": "Anna Muster",
            "public_name": "Anna Muster",
            "x_pronoun": "sie",
            "x_page": "Schreib an …",
        }
    ]
    assert event["x_team"] == ["Anna Muster"]
    assert "x_hint" not in event


def test_a_hidden_name_does_not_come_back_as_a_key_or_at_another_level() -> None:
    original: JsonObject = {
        "x_by_name": {"Ben Beispiel": 1, "Benno": 2},
        "persons": [{"name": "Ben Beispiel"}],
    }
    item = Item("1", "x", NINE, NINE + HOUR, original=original)
    whole: JsonObject = {"schedule": {"conference": {"x_thanks": "Dank an ben beispiel", "x_place": "Bennostraße"}}}
    found = document(Programme("T", items=(item,), original=whole))
    assert titled(found, "x")["x_by_name"] == {"Benno": 2}
    conference = found["schedule"]["conference"]
    assert {key: conference[key] for key in conference if key.startswith("x_")} == {"x_place": "Bennostraße"}


def test_contacts_are_not_kept_whatever_their_type_or_depth() -> None:
    original: JsonObject = {
        "x_phone": 4943112345,
        "x_data": {"speakers": ["Ben"], "list": ["a@b.example", {"bio": "lebt"}], "in_person": True},
        "x_text": "an team@camp.example schreiben",
        "b@c.example": 1,
    }
    found = titled(document(Programme("T", items=(Item("1", "x", NINE, NINE + HOUR, original=original),))), "x")
    assert {key: found[key] for key in found if key.startswith("x_")} == {
        "x_data": {"list": [{}], "in_person": True},
        "x_text": "an … schreiben",
    }
    assert "b@c.example" not in found


def test_a_renamed_host_keeps_the_ids_but_not_the_old_name(dirty: Programme) -> None:
    item = replace(dirty.items[0], persons=(Host("Anna Neumann", "NQTF8Y", "Neu."),))
    event = titled(document(replace(dirty, items=(item,))), item.title)
    assert event["persons"][0]["code"] == "NQTF8Y"
    assert event["persons"][0]["name"] == "Anna Neumann"
    assert "Anna Muster" not in written(replace(dirty, items=(item,))).decode()


def test_days_change_at_four_and_show_offsets_of_their_season() -> None:
    zone = "Europe/Berlin"
    starts = ["2026-12-01T09:00", "2026-12-02T02:59", "2026-12-02T03:00", "2026-07-01T09:00"]
    items = tuple(
        Item(start, start, at := datetime.fromisoformat(start).replace(tzinfo=UTC), at + HOUR, room="Aula")
        for start in starts
    )
    days = document(Programme("T", zone=zone, items=items))["schedule"]["conference"]["days"]
    assert [(day["index"], day["date"], day["day_start"], day["day_end"]) for day in days] == [
        (1, "2026-07-01", "2026-07-01T04:00:00+02:00", "2026-07-02T04:00:00+02:00"),
        (2, "2026-12-01", "2026-12-01T04:00:00+01:00", "2026-12-02T04:00:00+01:00"),
        (3, "2026-12-02", "2026-12-02T04:00:00+01:00", "2026-12-03T04:00:00+01:00"),
    ]
    assert [[event["date"] for event in day["rooms"]["Aula"]] for day in days] == [
        ["2026-07-01T11:00:00+02:00"],
        ["2026-12-01T10:00:00+01:00", "2026-12-02T03:59:00+01:00"],
        ["2026-12-02T04:00:00+01:00"],
    ]


def test_an_item_of_our_own_has_all_that_the_format_requires() -> None:
    item = Item(
        identity="8079583e-8321-506c-95af-fd2903a5f075",
        guid="8079583e-8321-506c-95af-fd2903a5f075",
        title="Öffnen & Schließen",
        start=NINE,
        end=NINE + timedelta(minutes=95),
        persons=(Host("Anna Muster", "NQTF8Y", "Bio."),),
        links=(Link("https://a.example/", "A"),),
        cancelled=True,
    )
    programme = Programme(
        "Digi-Dienstag",
        acronym="DD",
        zone="Europe/Berlin",
        tracks=(Track("Über uns"),),
        rooms=(Room("Aula"),),
        items=(item,),
    )
    data = write_schedule_json(
        programme,
        generator=Generator("hub", "1.0"),
        version="v7",
        url_of=lambda item: f"https://hub.example/sessions/{item.identity[:4]}",
    )
    assert json.loads(data) == {
        "generator": {"name": "hub", "version": "1.0"},
        "schedule": {
            "version": "v7",
            "conference": {
                "title": "Digi-Dienstag",
                "acronym": "dd-2026",
                "start": "2026-12-01",
                "end": "2026-12-01",
                "daysCount": 1,
                "timeslot_duration": "00:05",
                "time_zone_name": "Europe/Berlin",
                "tracks": [{"name": "Über uns", "slug": "ueber-uns"}],
                "rooms": [
                    {
                        "name": "Aula",
                        "guid": "0d2eb6d7-db79-54d0-a180-920d79f90ee4",
                        "description": "",
                        "capacity": None,
                    }
                ],
                "days": [
                    {
                        "index": 1,
                        "date": "2026-12-01",
                        "day_start": "2026-12-01T04:00:00+01:00",
                        "day_end": "2026-12-02T04:00:00+01:00",
                        "rooms": {
                            "": [
                                {
                                    "guid": "8079583e-8321-506c-95af-fd2903a5f075",
                                    "id": 931967,
                                    "date": "2026-12-01T09:00:00+01:00",
                                    "start": "09:00",
                                    "end": "2026-12-01T10:35:00+01:00",
                                    "duration": "01:35",
                                    "room": "",
                                    "slug": "dd2026-931967-oeffnen-schliessen",
                                    "title": "Öffnen & Schließen",
                                    "subtitle": "",
                                    "track": "",
                                    "type": "",
                                    "language": "",
                                    "abstract": "",
                                    "description": "",
                                    "do_not_record": False,
                                    "persons": [
                                        {
                                            "code": "NQTF8Y",
                                            "name": "Anna Muster",
                                            "public_name": "Anna Muster",
                                            "biography": "Bio.",
                                        }
                                    ],
                                    "links": [{"url": "https://a.example/", "title": "A"}],
                                    "url": "https://hub.example/sessions/8079",
                                    "cancelled": True,
                                }
                            ]
                        },
                    }
                ],
            },
        },
    }


def test_an_uncancelled_item_is_not_cancelled_by_its_original() -> None:
    original: JsonObject = {"status": "cancelled", "canceled": True}
    item = Item("1", "x", NINE, NINE + HOUR, original=original)
    again, _ = read_schedule(written(Programme("T", items=(item,))), zone="UTC")
    assert [item.cancelled for item in again.items] == [False]


def test_an_empty_programme_is_a_file_too() -> None:
    found = document(Programme("Noch leer", start=date(2026, 12, 1), end=date(2026, 12, 1)))
    assert found["schedule"]["conference"]["days"] == []
    assert found["schedule"]["conference"]["acronym"] == "noch-leer"


# Keys that speak of nobody, so that they are kept; values of every kind that JSON has.
KEYS = st.from_regex(r"x_[a-z0-9]{1,6}", fullmatch=True)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="@"), max_size=12
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
EXTRAS = st.dictionaries(KEYS, VALUES, max_size=3)


@settings(deadline=None)
@given(st.lists(EXTRAS, min_size=8, max_size=8), st.integers(0, 60 * 24), st.integers(1, 60 * 30))
def test_whatever_unknown_keys_hold_comes_back(extras: list[JsonObject], minute: int, minutes: int) -> None:
    root, schedule, conference, track, room, day, event, person = extras
    start = datetime(2026, 10, 24, 22, tzinfo=UTC) + timedelta(minutes=minute)
    one: JsonObject = {
        "title": "x",
        "guid": "8079583e-8321-506c-95af-fd2903a5f075",
        "date": start.isoformat(),
        "duration": f"{minutes // 60}:{minutes % 60:02}",
        "persons": [{"name": "Anna", "id": 1, **person}],
        **event,
    }
    days = [
        {"date": f"2026-10-{number}", **day, "rooms": {"Aula": [one] if number == 25 else []}}
        for number in (24, 25, 26)
    ]
    whole = {
        "title": "T",
        "time_zone_name": "Europe/Berlin",
        "tracks": [{"name": "Faden", **track}],
        "rooms": [{"name": "Aula", **room}],
        "days": days,
        **conference,
    }
    data = json.dumps({**root, "schedule": {"version": "1", **schedule, "conference": whole}}).encode()
    programme, problems = read_schedule(data, zone="UTC")
    assert problems == []
    out = document(programme)
    found = out["schedule"]["conference"]
    assert programme.items[0].start == start
    assert programme.items[0].end == start + timedelta(minutes=minutes)
    assert root.items() <= out.items()
    assert schedule.items() <= out["schedule"].items()
    for before, after in (
        (conference, found),
        (track, found["tracks"][0]),
        (room, found["rooms"][0]),
        *((day, written_day) for written_day in found["days"]),
        (event, next(events(out))),
        (person, next(events(out))["persons"][0]),
    ):
        assert {key: after.get(key) for key in before} == before
