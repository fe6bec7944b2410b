"""The German demo community is complete, consistent and nowhere repeats itself."""

import re
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Row = dict[str, Any]

ONE_OF = {
    "type": {"workshop", "webinar", "tool_introduction", "exchange", "consultation_hour", "other"},
    "place_kind": {"online", "on_site", "hybrid"},
    "registration": {"none", "session", "event"},
    "open_to": {"public", "members", "scouts"},
    "visible_to": {"public", "members", "scouts"},
    "difficulty": {"none", "some", "much"},
    "language": {"de", "en"},
}
COLORS = {"blue", "green", "amber", "red", "violet", "teal", "pink", "grey"}
FLAGS = {"captions", "sign_language", "plain_language", "wheelchair"}


def load(path: str) -> Row:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def events_in(name: str) -> list[Row]:
    events: list[Row] = load(f"sessions/demo/{name}.toml")["event"]
    return events


ORGANISATIONS: list[Row] = load("hub/demo/organisations.toml")["organisation"]
PEOPLE: list[Row] = load("hub/demo/people.toml")["person"]
DIGI = events_in("digi_dienstag")
CAMP, FESTIVAL, MONTH, PLAIN = (events_in(name) for name in ("scout_camp", "festival", "theme_month", "plain"))
OPEN: list[Row] = load("sessions/demo/open.toml")["session"]
EVENTS = [*DIGI, *CAMP, *FESTIVAL, *MONTH, *PLAIN]
SESSIONS: list[Row] = [s for e in EVENTS for s in e["session"]] + OPEN


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def minute_of_day(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def span(session: Row) -> tuple[int, int]:
    start = minute_of_day(session["start"])
    return start, start + session["minutes"]


def clashes(sessions: list[Row], places: str) -> list[tuple[str, str]]:
    """Pairs of keys that share a room (or a host) at the same time of the same day."""
    return [
        (a["key"], b["key"])
        for i, a in enumerate(sessions)
        for b in sessions[i + 1 :]
        if a.get("day") == b.get("day")
        and set(as_list(a.get(places))) & set(as_list(b.get(places)))
        and span(a)[0] < span(b)[1]
        and span(b)[0] < span(a)[1]
    ]


def as_list(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def test_the_federation_is_a_tree_of_29_organisations() -> None:
    kinds = {o["slug"]: o["kind"] for o in ORGANISATIONS}
    assert len(kinds) == len(ORGANISATIONS)
    assert Counter(kinds.values()) == {"federation": 1, "regional": 3, "member": 20, "facility": 5}
    above = {"regional": "federation", "member": "regional", "facility": "member", "federation": None}
    assert [o["slug"] for o in ORGANISATIONS if kinds.get(o.get("parent", "")) != above[o["kind"]]] == []
    assert [o["slug"] for o in ORGANISATIONS if ".example" not in o.get("website", ".example")] == []


def test_everybody_has_a_role_in_an_organisation_that_exists() -> None:
    slugs = {o["slug"] for o in ORGANISATIONS}
    assert Counter(p["role"] for p in PEOPLE) == {
        "scout": 30, "coordinator": 43, "editor": 4, "administrator": 1, "member": 15,
    }  # fmt: skip
    assert len({p["key"] for p in PEOPLE}) == len({p["name"] for p in PEOPLE}) == len(PEOPLE)
    assert {p["organisation"] for p in PEOPLE} <= slugs
    assert {p["organisation"] for p in PEOPLE if p["role"] == "coordinator"} == slugs
    regional = {o["slug"] for o in ORGANISATIONS if o["kind"] == "regional"}
    assert {p.get("branch") for p in PEOPLE if p["role"] == "editor"} == {None, *regional}
    assert {p["key"] for p in PEOPLE if "bio" in p} == {p["key"] for p in PEOPLE if p["role"] == "scout"}
    assert [p["key"] for p in PEOPLE if not 2 <= len(p["topics"]) <= 5] == []


def test_each_format_has_its_number_of_events_and_sessions() -> None:
    assert sorted(e["month_offset"] for e in DIGI) == list(range(-6, 7))
    assert [len(e["session"]) for e in DIGI] == [5] * 13
    assert [[len(e["session"]) for e in es] for es in (CAMP, FESTIVAL, MONTH, PLAIN)] == [
        [18], [20], [6], [4],
    ]  # fmt: skip
    assert {e["kind"] for e in DIGI} == {"digi_dienstag"}
    assert [e["kind"] for e in EVENTS[13:]] == ["scout_camp", "festival", "theme_month", "plain"]
    rounds = [s for s in OPEN if s["type"] == "exchange" and s["registration"] == "none"]
    hours = [s for s in OPEN if s["type"] == "consultation_hour"]
    assert (len(OPEN), len(rounds), len(hours)) == (50, 16, 10)
    assert {s["type"] for s in OPEN if s not in rounds and s not in hours} == {
        "workshop", "webinar", "tool_introduction",
    }  # fmt: skip


def test_keys_and_titles_are_unique() -> None:
    for field in ("key", "title"):
        counted = Counter(item[field] for item in [*EVENTS, *SESSIONS])
        assert [value for value, times in counted.items() if times > 1] == []
    assert [i["key"] for i in [*EVENTS, *SESSIONS] if not re.fullmatch(r"[a-z0-9-]+", i["key"])] == []


@pytest.mark.parametrize("session", SESSIONS, ids=lambda s: s["key"])
def test_a_session_is_complete(session: Row) -> None:
    assert len(words(session["description"])) >= 45
    assert {field: session[field] in allowed for field, allowed in ONE_OF.items()} == dict.fromkeys(ONE_OF, True)
    assert (session["place_kind"] == "online") == ("place" not in session)
    assert 2 <= len(set(session["tags"])) == len(session["tags"]) <= 4
    assert {t for p in PEOPLE for t in p["topics"]} >= set(session["tags"])
    assert {p["key"] for p in PEOPLE} >= set(session["hosts"])
    assert session["hosts"] or session["external_hosts"]
    assert session["organisation"] in {o["slug"] for o in ORGANISATIONS}
    assert minute_of_day(session["start"]) < span(session)[1] <= 24 * 60
    assert {session[flag] for flag in FLAGS & session.keys()} <= {True}


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: e["key"])
def test_an_event_fits_together(event: Row) -> None:
    sessions = event["session"]
    assert len(words(event["description"])) >= 40
    assert event["organisation"] in {o["slug"] for o in ORGANISATIONS}
    assert clashes(sessions, "room") == []
    assert clashes(sessions, "hosts") == []
    tracks = {t["slug"] for t in event.get("tracks", [])}
    assert {t["color"] for t in event.get("tracks", [])} <= COLORS
    assert {s["track"] for s in sessions if "track" in s} == tracks
    if "rooms" in event:
        assert {s["room"] for s in sessions if "room" in s} == {r["name"] for r in event["rooms"]}
    if "days" in event:
        assert {s["day"] for s in sessions} == set(range(1, event["days"] + 1))


@pytest.mark.parametrize("event", DIGI, ids=lambda e: e["key"])
def test_a_digi_dienstag_fills_the_day_with_something_in_parallel(event: Row) -> None:
    spans = sorted(span(s) for s in event["session"])
    assert (spans[0][0], max(end for _, end in spans)) == (minute_of_day("9:30"), minute_of_day("16:30"))
    assert any(later[0] < earlier[1] for earlier, later in pairwise(spans))


def test_open_sessions_lie_around_today() -> None:
    offsets = [s["day_offset"] for s in OPEN]
    assert min(offsets) >= -60
    assert max(offsets) <= 90
    soon = [s for s in OPEN if 0 <= s["day_offset"] <= 14 and s["registration"] == "none"]
    assert len(soon) >= 4
    assert {s["title"] for s in OPEN} >= {
        "Hybride Mitgliederversammlung: Technik, Abstimmung, Protokoll",
        "Tool-Einführung Nextcloud: gemeinsam ablegen, gemeinsam finden",
    }


def test_no_sentence_occurs_twice() -> None:
    texts = [o["summary"] for o in ORGANISATIONS] + [p.get("bio", "") for p in PEOPLE]
    texts += [item[field] for item in [*EVENTS, *SESSIONS] for field in ("summary", "description")]
    sentences = Counter(
        " ".join(words(part)) for text in texts for part in re.split(r"[.!?\n]", text) if len(words(part)) > 3
    )
    assert [sentence for sentence, times in sentences.items() if times > 1] == []
