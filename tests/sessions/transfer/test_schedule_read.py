"""Schedule files as they come: half of what the format promises is missing, null or of another type."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sessions.transfer.model import Broken, Host, Item, Json, Link, Problem, Programme, Room, Track
from sessions.transfer.schedule_json import read_schedule

DIRTY = (Path(__file__).parent / "fixtures" / "schedule-dirty.json").read_bytes()
GUID = "8079583e-8321-506c-95af-fd2903a5f075"


def one_event(event: Json, **conference: Json) -> tuple[Item | None, list[tuple[str, str]]]:
    """What is read of one event in room Aula on 2026-12-01, and the problems as (code, severity)."""
    days: Json = [{"index": 1, "date": "2026-12-01", "rooms": {"Aula": [event]}}]
    document: Json = {"schedule": {"version": "1", "conference": {"title": "T", "days": days, **conference}}}
    programme, problems = read_schedule(json.dumps(document).encode(), zone="Europe/Berlin")
    found: list[tuple[str, str]] = [
        (problem.code, problem.severity) for problem in problems if problem.code != "no_entries"
    ]
    return next(iter(programme.items), None), found


@pytest.fixture(scope="module")
def dirty() -> tuple[Programme, list[Problem]]:
    return read_schedule(DIRTY, zone="Europe/Berlin")


def test_every_usable_event_is_taken_in_under_an_identity_of_its_own(
    dirty: tuple[Programme, list[Problem]],
) -> None:
    assert [(item.identity, item.title) for item in dirty[0].items] == [
        (GUID, "Ankommen und kennenlernen"),
        ("id:7", "Nachtgespräch"),
        ("id:8", "Sterne gucken"),
        ("not-a-uuid", "Überall und nirgends"),
        (f"{GUID}#2", "Ankommen und kennenlernen"),
        ("id:11", "Datum ohne Uhrzeit im Datum"),
        ("id:12", "Datum in Worten"),
        ("id:14", "Zweimal halb drei"),
    ]


def test_every_flaw_is_named_with_its_place_and_errors_are_what_was_left_out(
    dirty: tuple[Programme, list[Problem]],
) -> None:
    aula, tent = (("day", 1), ("room", "Aula")), (("day", 2), ("room", "Zelt"))
    assert {(problem.where, problem.code) for problem in dirty[1] if problem.severity == "error"} == {
        ((*aula, ("entry", 4)), "entry_unreadable"),
        ((*aula, ("entry", 5), ("field", "date")), "no_start"),
        ((*aula, ("entry", 6)), "no_title"),
        ((("day", 3),), "day_unreadable"),
        ((("day", 5), ("room", "Aula"), ("entry", 1), ("field", "date")), "time_does_not_exist"),
    }
    assert {(problem.where, problem.code) for problem in dirty[1] if problem.severity == "warning"} == {
        ((*aula, ("entry", 1), ("person", 3)), "person_unreadable"),
        ((*aula, ("entry", 1), ("link", 2)), "web_address_unreadable"),
        ((("day", 1), ("room", ""), ("entry", 1)), "guid_not_uuid"),
        ((("day", 1), ("room", ""), ("entry", 1)), "duration_unreadable"),
        ((*tent, ("entry", 1)), "duplicate_identity"),
        ((*tent, ("entry", 2)), "duration_unreadable"),
        ((*tent, ("entry", 3), ("field", "date")), "start_unreadable"),
        ((("listed_room", 2),), "duplicate_room_guid"),
        ((), "same_name"),
    }


def test_an_event_full_of_quirks(dirty: tuple[Programme, list[Problem]]) -> None:
    item = dirty[0].items[0]
    assert item == Item(
        identity=GUID,
        guid=GUID,
        title="Ankommen und kennenlernen",
        start=datetime(2026, 12, 1, 9, tzinfo=UTC),
        end=datetime(2026, 12, 1, 10, 30, tzinfo=UTC),
        description="Für alle Teilnehmer\\*innen und Referent\\*innen.\n\n- Namen\n- Spiele",
        type="Workshop",
        track="Werkzeuge",
        room="Aula",
        language="de",
        persons=(
            Host("Anna Muster", "NQTF8Y", "Leitet das Camp."),
            Host("Ben Beispiel", "2", "Wohnt in Kiel."),
        ),
        url="https://camp.example/2026/talk/AB12CD/",
        links=(Link("https://camp.example/pad", "Pad"), Link("https://camp.example/wiki")),
        do_not_record=True,
        original=json.loads(DIRTY)["schedule"]["conference"]["days"][0]["rooms"]["Aula"][0],
    )


def test_the_programme_is_completed_from_its_events(dirty: tuple[Programme, list[Problem]]) -> None:
    programme = dirty[0]
    assert (programme.title, programme.acronym, programme.zone) == ("Scout-Camp 2026 🎪", "Scout Camp!", None)
    assert (programme.start, programme.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert programme.tracks == (
        Track("Werkzeuge", "tools", "#00ff00"),
        Track("Haltung"),
        Track("7"),
        Track("Überraschung"),
    )
    assert programme.rooms == (
        Room("Aula", "b379c473-93b9-4eae-9a09-d482e86cede3", "Parterre, **stufenlos**", 120),
        Room("Keller"),
        Room("Küche"),
        Room("Zelt"),
    )
    assert "cancelled" not in programme.fields


def test_the_original_of_the_programme_holds_no_events(dirty: tuple[Programme, list[Problem]]) -> None:
    stored = json.dumps(dirty[0].original, ensure_ascii=False)
    assert "Netzwerk-Export" in stored
    assert "Ankommen" in stored
    assert "Anna Muster" not in stored


@pytest.mark.parametrize(
    ("event", "start"),
    [
        ({"date": "2026-12-01T09:00:00+01:00"}, "2026-12-01T08:00"),
        ({"date": "2026-12-01T09:00:00Z"}, "2026-12-01T09:00"),
        ({"date": "2026-12-01 09:00"}, "2026-12-01T08:00"),
        ({"date": "2026-12-01", "start": "09:00"}, "2026-12-01T08:00"),
        ({"start": "9:00"}, "2026-12-01T08:00"),
        ({"start": "00:30"}, "2026-12-01T23:30"),
        ({"start": "03:59"}, "2026-12-02T02:59"),
        ({"start": "04:00"}, "2026-12-01T03:00"),
        ({"start": "24:00"}, "2026-12-01T23:00"),
        ({"date": "2026-12-05", "start": "01:00"}, "2026-12-05T00:00"),
        ({"start": "2026-12-01T09:00:00+01:00"}, "2026-12-01T08:00"),
        ({"date": "irgendwann", "start": "09:00"}, "2026-12-01T08:00"),
        # The first of the two half past two of that night.
        ({"date": "2026-10-25T02:30:00"}, "2026-10-25T00:30"),
        ({"date": "2026-12-01T09:00:00", "zone": "America/New_York"}, "2026-12-01T14:00"),
    ],
)
def test_starts(event: dict[str, Json], start: str) -> None:
    item, _ = one_event({"title": "x", "duration": "1:00", **event}, time_zone_name=event.get("zone"))
    assert item is not None
    assert item.start == datetime.fromisoformat(start).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "event",
    [
        {"date": "2026-03-29T02:30:00"},
        {"date": "2026-12-01T09:00:00+25:00"},
        {"date": "0001-01-01T00:00:00+14:00"},
        {"date": "9999-12-31T23:59:59-12:00"},
        {"date": "1.12.2026"},
        {"date": ["2026-12-01"]},
        {"date": True},
        {},
        {"start": "halb zehn"},
        {"start": "09:60"},
    ],
)
def test_an_event_without_a_usable_start_is_left_out(event: dict[str, Json]) -> None:
    item, problems = one_event({"title": "x", "duration": "1:00", **event})
    assert item is None
    assert [severity for _, severity in problems] == ["error"]


@pytest.mark.parametrize(
    ("event", "minutes", "problems"),
    [
        ({"duration": "0:45"}, 45, []),
        ({"duration": "00:45"}, 45, []),
        ({"duration": "26:00"}, 26 * 60, []),
        ({"duration": "1:02:30"}, 26 * 60 + 30, []),
        ({"duration": "00:45:00"}, 45, []),
        ({"duration": "PT1H30M"}, 90, []),
        ({"duration": 50}, 50, []),
        ({"duration": None, "end": "2026-12-01T10:00:00+01:00"}, 60, []),
        ({"duration": "", "end": "2026-12-01T09:20:00"}, 20, []),
        ({"duration": "0:00"}, 60, [("duration_unreadable", "warning")]),
        ({"duration": "-1:00"}, 60, [("duration_unreadable", "warning")]),
        ({"duration": "99:99:99"}, 60, [("duration_unreadable", "warning")]),
        ({"duration": {}, "end": "2026-12-01T08:00:00+01:00"}, 60, [("duration_unreadable", "warning")]),
        ({}, 60, [("duration_unreadable", "warning")]),
    ],
)
def test_lengths(event: dict[str, Json], minutes: int, problems: list[tuple[str, str]]) -> None:
    item, found = one_event({"title": "x", "date": "2026-12-01T09:00:00+01:00", **event})
    assert item is not None
    assert (item.end - item.start, found) == (timedelta(minutes=minutes), problems)


@pytest.mark.parametrize(
    ("event", "identity"),
    [
        ({"guid": GUID.upper(), "url": "https://a.example/1", "id": 1}, GUID),
        ({"guid": "", "url": "https://a.example/1", "id": 1}, "https://a.example/1"),
        ({"guid": None, "url": "javascript:1", "id": 1}, "id:1"),
        ({"id": None, "code": "AB12CD"}, "code:AB12CD"),
        ({}, "row:cd8180a806d45791c2ec16e8e4e659da"),
    ],
)
def test_identity_is_the_guid_else_the_address_else_the_id(event: dict[str, Json], identity: str) -> None:
    item, _ = one_event({"title": "x", "date": "2026-12-01T09:00:00+01:00", "duration": "1:00", **event})
    assert item is not None
    assert item.identity == identity


def test_an_endless_address_still_gives_an_identity_that_can_be_stored() -> None:
    event: dict[str, Json] = {"title": "x", "start": "09:00", "duration": "1:00"}
    one, _ = one_event({**event, "url": "https://a.example/" + "a" * 900})
    other, _ = one_event({**event, "url": "https://a.example/" + "a" * 899 + "b"})
    assert one is not None
    assert other is not None
    assert len(one.identity) <= 300
    assert one.identity != other.identity


def test_of_repeated_events_the_order_in_the_file_does_not_decide_who_is_who() -> None:
    def identities(*starts: str) -> dict[str, str]:
        events: Json = [{"id": 5, "title": "x", "start": start, "duration": "0:30"} for start in starts]
        days: Json = [{"date": "2026-12-01", "rooms": {"Aula": events}}]
        data = json.dumps({"schedule": {"conference": {"title": "T", "days": days}}}).encode()
        items = read_schedule(data, zone="UTC")[0].items
        return {f"{item.start:%H:%M}": item.identity for item in items}

    assert identities("09:00", "11:00", "10:00") == {"09:00": "id:5", "10:00": "id:5#2", "11:00": "id:5#3"}


def test_a_made_identity_is_not_one_that_the_file_has_already() -> None:
    events: Json = [{"guid": guid, "title": "x", "start": "09:00"} for guid in ("a", "a#2", "a")]
    days: Json = [{"date": "2026-12-01", "rooms": {"Aula": events}}]
    data = json.dumps({"schedule": {"conference": {"title": "T", "days": days}}}).encode()
    items = read_schedule(data, zone="UTC")[0].items
    assert sorted(item.identity for item in items) == ["a", "a#2", "a#3"]


def test_persons_with_one_name_stay_two_and_the_same_person_twice_is_one() -> None:
    item, problems = one_event(
        {
            "title": "x",
            "start": "09:00",
            "duration": "1:00",
            "persons": [
                {"id": 1, "public_name": "Anna Muster"},
                {"id": 2, "public_name": "Anna Muster"},
                {"id": 1, "name": "Anna Muster"},
                {"guid": "g", "id": 3, "name": None, "public_name": " Dr.\tBen  Öz "},
                "Ohne Kennung",
            ],
        }
    )
    assert item is not None
    assert item.persons == (
        Host("Anna Muster", "1"),
        Host("Anna Muster", "2"),
        Host("Dr. Ben Öz", "g"),
        Host("Ohne Kennung"),
    )
    assert problems == [("same_name", "warning")]


@pytest.mark.parametrize(
    ("own", "under", "room", "problems"),
    [
        ("Aula", "Aula", "Aula", []),
        (None, "Aula", "Aula", []),
        ("", "", None, []),
        ("Zelt", "Aula", "Zelt", [("room_differs", "warning")]),
        ({"name": "Zelt"}, "Zelt", "Zelt", []),
    ],
)
def test_rooms(own: Json, under: str, room: str | None, problems: list[tuple[str, str]]) -> None:
    event: Json = {"title": "x", "date": "2026-12-01T09:00:00Z", "duration": "1:00", "room": own}
    days: Json = [{"date": "2026-12-01", "rooms": {under: [event]}}]
    data = json.dumps({"schedule": {"conference": {"title": "T", "days": days}}}).encode()
    programme, found = read_schedule(data, zone="UTC")
    assert programme.items[0].room == room
    assert [(problem.code, problem.severity) for problem in found] == problems


def test_a_translated_text_gives_the_german_one() -> None:
    title: Json = {"en": "Good morning", "de": "Guten Morgen"}
    item, _ = one_event({"title": title, "start": "09:00", "duration": "1:00", "track": {"en": "Tools"}})
    assert item is not None
    assert (item.title, item.track) == ("Guten Morgen", "Tools")


@pytest.mark.parametrize(
    "said", [{"cancelled": True}, {"canceled": "true"}, {"status": "cancelled"}, {"state": "canceled"}]
)
def test_a_cancelled_event_is_taken_in_as_cancelled(said: dict[str, Json]) -> None:
    item, _ = one_event({"title": "x", "start": "09:00", "duration": "1:00", **said})
    assert item is not None
    assert item.cancelled


def test_an_unknown_zone_falls_back_and_says_so() -> None:
    item, problems = one_event({"title": "x", "start": "09:00", "duration": "1:00"}, time_zone_name="../etc/passwd")
    assert item is not None
    assert item.start == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert problems == [("unknown_zone", "warning")]


def test_offsets_that_are_not_those_of_the_named_zone_are_told() -> None:
    event: Json = {"title": "x", "date": "2026-12-01T09:00:00+01:00", "duration": "1:00"}
    item, problems = one_event(event, time_zone_name="UTC")
    assert item is not None
    assert item.start == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert problems == [("offset_not_of_zone", "warning")]


def test_huge_texts_and_what_databases_refuse() -> None:
    event: Json = {
        "title": "T\x00itel\ud800 \u202e" + "a" * 5_000,
        "start": "09:00",
        "duration": "1:00",
        "description": "b" * 2_000_000,
        "x_raw": "\x00\udfff",
    }
    item, problems = one_event(event)
    assert item is not None
    assert (len(item.title), len(item.description)) == (200, 100_000)
    assert item.title.startswith("Titel\ufffd")
    assert item.original["x_raw"] == "\ufffd"
    assert problems == [("text_cut", "warning"), ("text_cut", "warning")]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_does_not_matter(mark: bytes) -> None:
    assert read_schedule(mark + DIRTY, zone="Europe/Berlin") == read_schedule(DIRTY, zone="Europe/Berlin")


def test_a_file_in_utf_16_is_the_same_file() -> None:
    wide = DIRTY.decode().encode("utf-16")
    assert read_schedule(wide, zone="Europe/Berlin") == read_schedule(DIRTY, zone="Europe/Berlin")


DAYS = (("key", "schedule"), ("key", "conference"), ("key", "days"))


@pytest.mark.parametrize(
    ("data", "code", "where", "values"),
    [
        (b"", "empty", (), {}),
        (b" \n", "empty", (), {}),
        (b"<schedule/>", "not_json", (), {"line": 1, "column": 1}),
        (b'{"schedule":\n  {,}}', "not_json", (), {"line": 2, "column": 4}),
        (b'{"schedule": "\xff"}', "not_text", (), {"line": 1}),
        (b"[" * 100_000, "too_deep", (), {"limit": 50}),
        (b"[" * 60 + b"]" * 60, "too_deep", (), {"limit": 50}),
        (b'{"a": ' + b"1" * 5_000 + b"}", "number_too_long", (), {}),
        (b"[]", "not_a_schedule", (), {}),
        (b"{}", "not_a_schedule", DAYS[:1], {}),
        (b'{"schedule": []}', "wrong_type", DAYS[:1], {}),
        (b'{"schedule": {"conference": null}}', "not_a_schedule", DAYS[:2], {}),
        (b'{"schedule": {"conference": {}}}', "no_days", DAYS, {}),
        (b'{"schedule": {"conference": {"days": {}}}}', "wrong_type", DAYS, {}),
    ],
)
def test_a_file_that_cannot_be_used(data: bytes, code: str, where: object, values: dict[str, object]) -> None:
    with pytest.raises(Broken) as broken:
        read_schedule(data, zone="UTC")
    assert (broken.value.code, broken.value.where, broken.value.values) == (code, where, values)


def test_a_schedule_without_entries_is_a_programme_and_says_so() -> None:
    programme, problems = read_schedule(b'{"schedule": {"conference": {"days": []}}}', zone="UTC")
    assert programme.items == ()
    assert [problem.code for problem in problems] == ["no_programme_title", "no_entries"]
