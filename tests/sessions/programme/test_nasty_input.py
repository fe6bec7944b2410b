"""Whatever is typed into the forms: the error stands at its field, and nothing typed is lost."""

import re
from html import unescape
from typing import Any

import httpx
import pytest
from markupsafe import escape

from sessions.programme import actions
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.sessions.programme import kit

pytestmark = pytest.mark.anyio

NASTY = {
    "empty": "",
    "too long": "x" * 50_001,
    "word": "zwölf",
    "emoji": "🎉🧑‍🦽",
    "right to left": "مرحبا بكم 2027",
    "turned round": "abc\u202etxt.exe",
    "control": "a\x00b\x07c",
    "html": "<img src=x onerror=alert(1)>\"'&amp;",
    "ten thousand lines": "Zeile\n" * 10_000,
    "template": "{{ 7*7 }} {% raw %} %(title)s %s",
    "quotes": "'; DROP TABLE session; --",
}
WORDS = {"word", "right to left", "html", "template", "quotes"}
TEXT = WORDS | {"empty", "emoji"}
OPTIONAL = {"empty"}
SESSION_FIELDS: dict[str, set[str]] = {
    "title": WORDS, "subtitle": TEXT, "summary": TEXT, "description": TEXT, "costs": TEXT, "place": TEXT,
    "tags": WORDS | OPTIONAL, "type": set(), "event": OPTIONAL, "track": OPTIONAL, "room": OPTIONAL, "day": set(),
    "begins": set(), "ends": set(), "until": OPTIONAL, "place_kind": set(), "registration": set(),
    "capacity": OPTIONAL, "visible_to": set(), "open_to": set(), "organisation": OPTIONAL, "difficulty": set(),
    "language": set(),
}  # fmt: skip
EVENT_FIELDS: dict[str, set[str]] = {
    "kind": set(), "title": WORDS, "summary": TEXT, "description": TEXT, "first": set(), "last": OPTIONAL,
    "place_kind": set(), "place": TEXT - OPTIONAL, "capacity": OPTIONAL, "visible_to": set(), "open_to": set(),
    "organisation": OPTIONAL,
}  # fmt: skip
# What is typed stands in the form again; of what is chosen only what there is to choose.
TYPED = {
    "title", "subtitle", "summary", "description", "costs", "place", "tags", "day", "begins", "ends", "until",
    "capacity", "first", "last", "name", "reason",
}  # fmt: skip


def errors_in(page: httpx.Response) -> set[str]:
    """The fields at which an error stands."""
    return set(re.findall(r'id="f-([a-z_]+)-error"', page.text))


def holds(page: httpx.Response, typed: str) -> bool:
    """Whether a page still has what was typed, as text and nothing else."""
    kept = typed.strip()
    return str(escape(kept)) in page.text or kept in unescape(page.text)


async def accepted(client: httpx.AsyncClient, path: str, form: dict[str, Any], field: str) -> set[str]:
    """Which nasty values a field takes; every other must stand in the form again with an error at this very field."""
    taken = set()
    for name, value in NASTY.items():
        answer = await client.post(path, data={**form, field: value})
        if answer.status_code == 303:
            taken.add(name)
            answer = await client.get(answer.headers["location"])
        else:
            assert (answer.status_code, errors_in(answer)) == (422, {field}), (field, name)
        if field in TYPED:
            assert holds(answer, value), (field, name)
    return taken


async def test_every_field_of_a_session(client_for: ClientFor, cast: Cast) -> None:
    editor, event = await cast.viewer("editor"), await kit.event(cast, publish=True)
    await actions.add_room(event["id"], name="Aula", by=editor, now=NOW)
    await actions.add_track(event["id"], name="Technik", by=editor, now=NOW)
    inside = {"event": str(event["uuid"]), "shown_event": str(event["uuid"]), "day": "2027-05-03"}
    form, client = {**kit.SESSION_FORM, **inside}, client_for("editor")
    found = {field: await accepted(client, "/editing/sessions/new", form, field) for field in SESSION_FIELDS}
    assert found == SESSION_FIELDS


async def test_every_field_of_an_event(client_for: ClientFor) -> None:
    editor = client_for("editor")
    found = {field: await accepted(editor, "/editing/events/new", kit.EVENT_FORM, field) for field in EVENT_FIELDS}
    assert found == EVENT_FIELDS


async def test_the_small_forms(client_for: ClientFor, cast: Cast) -> None:
    editor, event = client_for("editor"), await kit.event(cast, publish=True)
    row = await kit.session(cast)
    base, session = f"/editing/events/{event['uuid']}", f"/editing/sessions/{row['uuid']}"
    assert await accepted(editor, f"{base}/tracks", {"color": "blue"}, "name") == WORDS
    assert await accepted(editor, f"{base}/tracks", {"name": "Technik"}, "color") == set()
    assert await accepted(editor, f"{base}/rooms", {}, "name") == WORDS
    assert await accepted(editor, f"{base}/rooms", {"name": "Küche"}, "capacity") == OPTIONAL
    assert await accepted(editor, f"{session}/hosts/external", {}, "name") == WORDS
    assert await accepted(editor, f"{session}/copy", {}, "day") == set()
    assert await accepted(editor, f"{base}/copy", {"title": "Kopie"}, "first") == set()


async def test_a_reason_is_words(client_for: ClientFor, cast: Cast) -> None:
    editor = client_for("editor")
    for name, value in NASTY.items():
        row = await kit.session(cast, publish=True)
        answer = await editor.post(f"/editing/sessions/{row['uuid']}/cancel", data={"reason": value})
        assert (answer.status_code == 303) == (name in WORDS), name
        assert answer.status_code == 303 or (errors_in(answer) == {"reason"} and holds(answer, value))


async def test_several_errors_stand_each_at_its_field_and_in_the_summary(client_for: ClientFor) -> None:
    form = {**kit.SESSION_FORM, "title": "", "capacity": "viele", "day": "morgen", "tags": "🎉"}
    answer = await client_for("editor").post("/editing/sessions/new", data=form)
    assert errors_in(answer) == {"title", "capacity", "day", "tags"}
    summary = answer.text.partition('id="error-summary"')[2].partition("</div>")[0]
    assert set(re.findall(r'href="#f-([a-z_]+)"', summary)) == {"title", "capacity", "day", "tags"}


async def test_an_empty_post_is_a_form_with_errors(client_for: ClientFor) -> None:
    # Files come where the hub asks for them; elsewhere such a form is none of its own.
    bodies = (
        ({"content": b"", "headers": {}}, 422),
        ({"json": {"title": "x"}}, 422),
        ({"files": {"title": b"x"}}, 400),
    )
    for path in ("/editing/sessions/new", "/editing/events/new"):
        for body, status in bodies:
            answer = await client_for("editor").post(path, **body)  # type: ignore[arg-type]
            assert answer.status_code == status, (path, body)
