"""Footer pages: for everybody, in versions."""

import re

import httpx
import pytest

from hub.settings.demo import FILLED, example
from hub.settings.footer import PAGES, gaps
from hub.settings.tables import PageVersion
from tests.conftest import ClientFor

pytestmark = pytest.mark.anyio

NOTICE = {"title": "Impressum", "body": "# Wer wir sind\n\nVerband <script>alert(1)</script>", "do": "publish"}


async def publish(client: httpx.AsyncClient, page: str = "impressum", **change: object) -> httpx.Response:
    return await client.post(f"/admin/pages/{page}", data={**NOTICE, "base": 0, **change})


async def test_an_administrator_publishes_and_everybody_reads(
    client_for: ClientFor, visitor: httpx.AsyncClient
) -> None:
    assert "noch nicht geschrieben" in (await visitor.get("/impressum")).text
    assert (await publish(client_for("administrator"))).status_code == 303
    page = (await visitor.get("/impressum")).text
    assert "<h2>Wer wir sind</h2>" in page
    assert "<script>alert" not in page
    assert "Fassung 1 vom Fr, 20. November 2026, 10:00 Uhr" in page


async def test_a_preview_shows_and_stores_nothing(client_for: ClientFor, visitor: httpx.AsyncClient) -> None:
    answer = await publish(client_for("administrator"), do="preview")
    assert "<h2>Wer wir sind</h2>" in answer.text
    assert "# Wer wir sind" in answer.text
    assert "Wer wir sind" not in (await visitor.get("/impressum")).text


async def test_an_older_version_can_be_looked_at_and_shown_again(
    client_for: ClientFor, visitor: httpx.AsyncClient
) -> None:
    admin = client_for("administrator")
    await publish(admin)
    await publish(admin, body="Neu", base=1)
    assert "Verband" in (await admin.get("/admin/pages/impressum/versions/1")).text
    assert "Verband" not in (await visitor.get("/impressum")).text
    answer = await admin.post("/admin/pages/impressum/versions/1/restore")
    assert answer.status_code == 303
    assert "Verband" in (await visitor.get("/impressum")).text
    editor = (await admin.get("/admin/pages/impressum")).text
    assert re.findall(r"/versions/(\d+)", editor) == ["3", "2", "1"]


async def test_two_who_edit_at_once_do_not_overwrite_each_other(client_for: ClientFor) -> None:
    admin = client_for("administrator")
    await publish(admin, body="Die erste")
    answer = await publish(admin, body="Die zweite", base=0)
    assert answer.status_code == 422
    assert "Inzwischen hat jemand eine neuere Fassung" in answer.text
    assert "Die zweite" in answer.text
    assert await PageVersion.count() == 1


async def test_gaps_of_a_starting_text_are_not_published(client_for: ClientFor, visitor: httpx.AsyncClient) -> None:
    admin = client_for("administrator")
    start = (await admin.get("/admin/pages/barrierefreiheit")).text
    assert "Barriere melden" in start
    answer = await publish(admin, "barrierefreiheit", body="Stand: ‹Monat und Jahr›")
    assert answer.status_code == 422
    assert "Bitte ausfüllen, was zwischen ‹ und › steht: Monat und Jahr" in answer.text


@pytest.mark.parametrize("body", ["", "x" * 50_001, "a\x07b"])
async def test_what_cannot_be_published_stays_in_the_form(client_for: ClientFor, body: str) -> None:
    answer = await publish(client_for("administrator"), title="Mein Titel", body=body)
    assert (answer.status_code, "Mein Titel" in answer.text) == (422, True)


@pytest.mark.parametrize(
    "path", ["/admin/pages/nix", "/admin/pages/impressum/versions/7", "/admin/pages/nix/versions/1"]
)
async def test_what_is_not_there_is_not_found(client_for: ClientFor, path: str) -> None:
    assert (await client_for("administrator").get(path)).status_code == 404


@pytest.mark.parametrize("who", ["member", "editor", "scout"])
async def test_only_administrators_edit(client_for: ClientFor, who: str) -> None:
    assert (await publish(client_for(who))).status_code == 403
    assert (await client_for(who).get("/admin/pages")).status_code == 403


async def test_every_page_links_to_them_and_to_reporting(visitor: httpx.AsyncClient) -> None:
    home = (await visitor.get("/")).text
    footer = home[home.index("<footer") :]
    assert re.findall(r'href="(/[a-z]+)["?]', footer) == [*(page.path for page in PAGES), "/report"]
    for page in PAGES:
        assert (await visitor.get(page.path)).status_code == 200


async def test_the_privacy_page_tells_data_and_cookies_of_the_modules(visitor: httpx.AsyncClient) -> None:
    page = (await visitor.get("/datenschutz")).text
    assert "Einen Platz freihalten" in page
    assert "Vertrag (Art. 6 Abs. 1 b DSGVO)" in page
    assert "90 Tage nach der Veranstaltung" in page
    assert "<code>hub_device</code>" in page


def test_starting_texts_have_gaps_that_the_demo_fills() -> None:
    found = {gap for page in PAGES for gap in gaps(page.start)}
    assert found == set(FILLED)
    for page in PAGES:
        made = example(page.start)
        assert made.startswith("**Dies ist ein Beispiel.**")
        assert gaps(made) == []
