"""An editor imports a programme in the browser."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from hub.viewer import Viewer
from sessions.programme import actions
from sessions.programme.sheets import Row, sessions_in
from sessions.transfer import drafts
from sessions.transfer.forms import LARGEST
from sessions.transfer.tables import ImportDraft
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.sessions.transfer.files import new_event, schedule, take, talk

pytestmark = pytest.mark.anyio

OPERATOR = Viewer(branches=("/",))
TABLE = "Wann;Uhrzeit;Worum;Bemerkung\n01.12.2026;10:00–11:30 Uhr;Padlet;geheim\n;13 Uhr;Offene Runde;\n"


@pytest.fixture
async def event(cast: Cast, clock: Clock) -> Row:
    return await new_event(OPERATOR, clock.now, organisation=cast.organisations["north"])


@pytest.fixture
def editor(client_for: ClientFor) -> httpx.AsyncClient:
    return client_for("editor_north")


def base(event: Row) -> str:
    return f"/editing/events/{event['uuid']}/import"


async def upload(client: httpx.AsyncClient, event: Row, body: bytes, name: str = "programm") -> httpx.Response:
    return await client.post(base(event), files={"file": (name, body)})


async def uploaded(client: httpx.AsyncClient, event: Row, body: bytes) -> str:
    """The path of the step after an upload."""
    answer = await upload(client, event, body)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def words(answer: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def test_a_schedule_is_looked_at_and_taken_over(editor: httpx.AsyncClient, event: Row) -> None:
    assert (await editor.get(base(event))).status_code == 200
    step = await uploaded(editor, event, schedule(talk(1, persons=[{"name": "Ada"}]), talk(2)))
    shown = await editor.get(step)
    assert "Neu 2 Geändert 0 Unverändert 0 Nicht mehr in der Datei 0 Nicht übernommen 0" in words(shown)
    assert "Vortrag 1 Di, 1. Dezember 2026, 10:00 Uhr Aula Ada" in words(shown)
    assert await sessions_in(event["id"]) == []
    done = await editor.post(step, data={"publish": "1"})
    assert (done.status_code, done.headers["location"]) == (303, f"/events/{event['slug']}")
    rows = await sessions_in(event["id"])
    assert [(row["title"], row["appointment.state"]) for row in rows] == [
        ("Vortrag 1", "published"), ("Vortrag 2", "published"),
    ]  # fmt: skip
    assert await ImportDraft.count() == 0
    again = await editor.get(await uploaded(editor, event, schedule(talk(1, persons=[{"name": "Ada"}]), talk(2))))
    assert "Es gibt nichts zu tun." in words(again)


async def test_the_columns_of_a_table_are_matched_on_a_page(editor: httpx.AsyncClient, event: Row) -> None:
    step = await uploaded(editor, event, TABLE.encode("cp1252"))
    assert step.endswith("/columns")
    shown = await editor.get(step)
    assert re.findall(r'<option value="(\w+)" selected>', shown.text) == ["date", "start"]
    assert "Zum Beispiel: 10:00–11:30 Uhr | 13 Uhr" in words(shown)
    assert (await editor.get(step.removesuffix("/columns"))).headers["location"] == step
    missing = await editor.post(step, data={"column-0": "date", "column-1": "start", "column-2": "", "column-3": ""})
    assert (missing.status_code, "in welcher Spalte das steht: Titel." in words(missing)) == (422, True)
    assert re.findall(r'<option value="(\w+)" selected>', missing.text) == ["date", "start"]
    twice = await editor.post(
        step, data={"column-0": "date", "column-1": "start", "column-2": "title", "column-3": "title"}
    )
    assert (twice.status_code, "Nur eine Spalte kann das sein: Titel." in words(twice)) == (422, True)
    chosen = await editor.post(
        step, data={"column-0": "date", "column-1": "start", "column-2": "title", "column-3": ""}
    )
    assert chosen.headers["location"] == step.removesuffix("/columns")
    await editor.post(chosen.headers["location"], data={})
    rows = await sessions_in(event["id"])
    assert [(row["title"], row["appointment.state"]) for row in rows] == [
        ("Padlet", "draft"),
        ("Offene Runde", "draft"),
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "Bitte wähle eine Datei."),
        (b'{"schedule": {"conference": {"days": [', "Das JSON ist in Zeile 1 an Zeichen 39 beschädigt."),
        (b'{"schedule": {"conference": {"days": 7}}}', "„schedule“, „conference“, „days“: An dieser Stelle"),
        (b'{"talks": []}', "kein Programm: „schedule“ mit „conference“ fehlt"),
        (b"<html><body>Bitte einloggen", "Das ist eine Webseite oder XML."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Das ist ein Bild."),
        (b"PK\x03\x04kaputt", "Diese Datei lässt sich nicht lesen."),
        (b"\xd0\xcf\x11\xe0alt", "im alten Format .xls"),
        (b"a;b\n" * 6000, "mehr als 5000 Zeilen"),
        (b"x" * (LARGEST + 1), "unter 10 Megabyte"),
    ],
)
async def test_a_broken_file_says_where_and_changes_nothing(
    editor: httpx.AsyncClient, event: Row, body: bytes, says: str
) -> None:
    answer = await upload(editor, event, body, "programm.json")
    assert (answer.status_code, says in words(answer)) == (422, True), words(answer)
    assert await ImportDraft.count() == 0


async def test_an_upload_beyond_the_limit_is_refused(editor: httpx.AsyncClient, event: Row) -> None:
    assert (await upload(editor, event, b"x" * (LARGEST + 1_000_000))).status_code == 413


async def test_entries_that_cannot_be_read_are_named_and_protect_what_is_there(
    editor: httpx.AsyncClient, event: Row, clock: Clock
) -> None:
    await take(schedule(talk(1), talk(2)), event, by=OPERATOR, now=clock.now)
    step = await uploaded(editor, event, schedule(talk(1), talk(2, date="gestern")))
    shown = words(await editor.get(step))
    assert "Tag 1, Raum „Aula“, Eintrag 2, Feld „date“ ausgelassen Datum oder Uhrzeit „gestern“ ist unklar." in shown
    assert "Absagen geht hier nicht" in shown
    second = (await sessions_in(event["id"]))[1]
    await editor.post(step, data={"cancel": str(second["uuid"]), "reason": "weg"})
    assert {row["appointment.state"] for row in await sessions_in(event["id"])} == {"published"}


async def test_what_is_gone_is_cancelled_with_a_reason(editor: httpx.AsyncClient, event: Row, clock: Clock) -> None:
    await take(schedule(talk(1), talk(2)), event, by=OPERATOR, now=clock.now)
    step = await uploaded(editor, event, schedule(talk(1)))
    second = (await sessions_in(event["id"]))[1]
    without = await editor.post(step, data={"cancel": str(second["uuid"])})
    assert (without.status_code, "Bitte nenne den Grund" in words(without)) == (422, True)
    assert f'value="{second["uuid"]}" checked' in without.text
    await editor.post(step, data={"cancel": str(second["uuid"]), "reason": "Grippe"})
    assert [row["appointment.state"] for row in await sessions_in(event["id"])] == ["published", "cancelled"]


async def test_a_conflict_is_decided_on_the_page(editor: httpx.AsyncClient, event: Row, clock: Clock) -> None:
    from dataclasses import replace

    from sessions.programme.sheets import content_of, session_by

    await take(schedule(talk(1, title="Alt")), event, by=OPERATOR, now=clock.now)
    (session,) = await sessions_in(event["id"])
    whole = await session_by(session["id"])
    assert whole is not None
    content = replace(content_of(whole), title="Redaktion")
    await actions.change_session(session["id"], content, by=OPERATOR, now=clock.now)
    step = await uploaded(editor, event, schedule(talk(1, title="Datei")))
    assert "Redaktion Titel Redaktion Datei" in words(await editor.get(step))
    await editor.post(step, data={"theirs": f"{session['uuid']} title"})
    assert [row["title"] for row in await sessions_in(event["id"])] == ["Datei"]


async def test_file_names_and_texts_can_do_nothing_on_the_page(editor: httpx.AsyncClient, event: Row) -> None:
    evil = "<script>alert(1)</script>"
    answer = await upload(editor, event, schedule(talk(1, title="A <img src=x onerror=alert(1)> B")), f"{evil}.json")
    shown = await editor.get(answer.headers["location"])
    assert "<script>alert" not in shown.text
    assert "<img src=x" not in shown.text


async def test_others_do_not_find_event_or_file(client_for: ClientFor, event: Row) -> None:
    step = await uploaded(client_for("editor_north"), event, schedule(talk(1)))
    for path in (base(event), step):
        answers = {
            name: (await client_for(name).get(path)).status_code for name in ("visitor", "member", "editor_south")
        }
        assert answers == {"visitor": 303, "member": 403, "editor_south": 404}
    assert (await client_for("editor").get(step)).status_code == 404
    assert (await client_for("editor_south").post(step)).status_code == 404
    assert (await client_for("editor_north").get(f"{base(event)}/{uuid4()}")).status_code == 404
    assert (await client_for("editor_north").get(f"{base(event)}/nichts")).status_code == 404
    crossed = await client_for("editor_north").post(step, headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 403


async def test_a_file_is_forgotten_by_choice_or_after_a_day(
    editor: httpx.AsyncClient, event: Row, clock: Clock
) -> None:
    step = await uploaded(editor, event, schedule(talk(1)))
    assert (await editor.post(f"{step}/discard")).headers["location"] == base(event)
    assert (await editor.get(step)).status_code == 404
    await uploaded(editor, event, schedule(talk(1)))
    assert await drafts.purge(clock.now + timedelta(hours=23)) == 0
    assert await drafts.purge(clock.now + timedelta(hours=25)) == 1


async def test_nothing_goes_into_a_cancelled_event(editor: httpx.AsyncClient, event: Row, clock: Clock) -> None:
    step = await uploaded(editor, event, schedule(talk(1)))
    await actions.cancel_event(event["id"], reason="krank", by=OPERATOR, now=clock.now)
    assert "Dieser Programmrahmen ist abgesagt" in words(await editor.get(step))
    assert (await editor.post(step)).status_code == 409
    assert "Dieser Programmrahmen ist abgesagt" in words(await editor.get(base(event)))


def test_every_code_has_its_words() -> None:
    from typing import get_args

    from sessions.transfer.model import BrokenCode, ProblemCode
    from sessions.transfer.words import BROKEN, PROBLEMS

    assert (set(PROBLEMS), set(BROKEN)) == ({*get_args(ProblemCode)}, {*get_args(BrokenCode)})
