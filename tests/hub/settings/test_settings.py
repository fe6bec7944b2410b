"""What an administrator decides, and that it shows at once."""

from dataclasses import asdict
from mailbox import Maildir

import httpx
import pytest

from hub.config import Config
from hub.jobs.worker import Worker
from hub.settings.tables import Report
from hub.site import Site, install, site
from tests.conftest import ClientFor

pytestmark = pytest.mark.anyio

GOOD = {
    "name": "Netz im Norden",
    "tagline": "Miteinander lernen",
    "sender_name": "Das Netz",
    "sender": "hub@netz.example",
    "reply_to": "antwort@netz.example",
    "zone": "Europe/Vienna",
    "language": "en",
    "accent": "150",
}


async def test_changes_show_on_the_next_page(client_for: ClientFor, visitor: httpx.AsyncClient) -> None:
    answer = await client_for("administrator").post("/admin/settings", data=GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/settings")
    page = (await visitor.get("/impressum")).text
    assert "Netz im Norden" in page
    assert "Alle Zeiten: Vienna" in page
    assert 'href="/accent.css?h=150"' in page
    assert (await visitor.get("/accent.css?h=150")).text == ":root { --accent-h: 150; }\n"
    kept = asdict(await site())
    assert {name: kept[name] for name in GOOD} == GOOD


async def test_a_house_colour_becomes_its_hue(client_for: ClientFor) -> None:
    await client_for("administrator").post("/admin/settings", data={**GOOD, "accent": "#ff0000"})
    assert (await site()).accent == "29"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("zone", "Europe/Atlantis", "Bitte eine Zeitzone angeben"),
        ("zone", "", "Bitte ausfüllen"),
        ("accent", "400", "Bitte einen Farbton von 0 bis 359"),
        ("accent", "#zzzzzz", "Diese Farbe ist ein Grau"),
        ("accent", "#808080", "Diese Farbe ist ein Grau"),
        ("sender", "nobody", "Bitte eine Mailadresse angeben"),
        ("sender_name", "a\x00b", "unsichtbare Steuerzeichen"),
        ("name", "x" * 61, "höchstens 60 Zeichen"),
        ("language", "fr", "Bitte eine der Möglichkeiten wählen"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    client_for: ClientFor, field: str, value: str, error: str
) -> None:
    before = await site()
    answer = await client_for("administrator").post("/admin/settings", data={**GOOD, field: value})
    assert answer.status_code == 422
    assert error in answer.text
    assert "Miteinander lernen" in answer.text
    assert await site() == before


@pytest.mark.parametrize("who", ["member", "scout", "coordinator", "editor", "editor_north"])
async def test_only_administrators_change_settings(client_for: ClientFor, who: str) -> None:
    client = client_for(who)
    assert (await client.get("/admin/settings")).status_code == 403
    assert (await client.post("/admin/settings", data=GOOD)).status_code == 403
    assert (await site()).name == Site().name


async def test_the_overview_shows_each_role_what_it_looks_after(client_for: ClientFor) -> None:
    assert 'href="/admin/settings"' in (await client_for("administrator").get("/admin")).text
    editor = (await client_for("editor_north").get("/admin")).text
    assert 'href="/editing/audit"' in editor
    assert 'href="/admin/settings"' not in editor
    assert 'href="/admin"' not in (await client_for("member").get("/")).text
    assert (await client_for("member").get("/admin")).status_code == 403


@pytest.mark.parametrize("h", ["abc", "1;}body{display:none}"])
async def test_the_accent_takes_numbers_only(visitor: httpx.AsyncClient, h: str) -> None:
    assert (await visitor.get("/accent.css", params={"h": h})).status_code == 400


async def test_the_accent_is_kept_for_good(visitor: httpx.AsyncClient, config: Config) -> None:
    answer = await visitor.get("/accent.css?h=600")
    assert answer.text == ":root { --accent-h: 240; }\n"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_the_sender_is_of_the_installation_until_somebody_chooses(database: Config) -> None:
    await install(database)
    assert (await site()).sender == "hub@hub.test"


async def test_mails_to_people_without_profile_speak_the_language_of_the_settings(
    client_for: ClientFor, visitor: httpx.AsyncClient, worker: Worker, config: Config
) -> None:
    await client_for("administrator").post("/admin/settings", data=GOOD)
    await visitor.post("/report", data={"reason": "other", "text": "?", "reply_to": "a@guests.example"})
    row = await Report.select(Report.uuid).first()
    assert row is not None
    await client_for("administrator").post(f"/editing/reports/{row['uuid']}/close", data={"answer": "Ja."})
    await worker.round()
    box = Maildir(config.data / "mail", create=False)
    letters = {letter["To"]: (letter["Subject"], letter["From"], letter["Reply-To"]) for letter in box}
    assert letters["a@guests.example"] == (
        "Answer of Netz im Norden to your message",
        "Das Netz <hub@netz.example>",
        "antwort@netz.example",
    )
    assert letters["administrator@cast.example"][0] == "Neu im Hub: Etwas anderes"
