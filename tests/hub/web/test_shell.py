"""What every answer has, whatever the page."""

import re

import httpx
import pytest

from tests.conftest import ClientFor

pytestmark = pytest.mark.anyio


async def test_home_page_is_the_programme(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/")
    assert answer.status_code == 200
    assert '<html lang="de"' in answer.text
    assert "<h1>Programm</h1>" in answer.text


async def test_an_unknown_address_is_a_page_with_a_way_on(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/gibt-es-nicht")
    assert answer.status_code == 404
    assert 'href="/programme"' in answer.text


@pytest.mark.parametrize("path", ["/", "/nope", "/api/nope", "/health/ready"])
async def test_security_headers_stand_on_every_answer(visitor: httpx.AsyncClient, path: str) -> None:
    headers = (await visitor.get(path)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"


async def test_the_device_cookie_tells_who_looks(client_for: ClientFor) -> None:
    assert "Editor North" in (await client_for("editor_north").get("/")).text
    assert "Editor North" not in (await client_for("visitor").get("/")).text


@pytest.mark.parametrize("path", ["/programme?place=a%00b", "/editing?words=%0%000", "/organisations?q=%00"])
async def test_a_nul_in_an_address_finds_what_the_rest_finds(client_for: ClientFor, path: str) -> None:
    assert (await client_for("editor").get(path)).status_code == 200
    assert (await client_for("editor").get("/organisations/%00")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/me", "/calendar/programme.ics", "/health/live", "/api/programme"])
async def test_options_is_answered_with_405(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.request("OPTIONS", path)).status_code == 405


@pytest.mark.parametrize("path", ["/", "/programme", "/me", "/nope", "/health/live", "/api/programme"])
async def test_head_is_answered_like_get_without_a_body(visitor: httpx.AsyncClient, path: str) -> None:
    whole = await visitor.get(path)
    head = await visitor.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers == whole.headers


def _title(answer: httpx.Response) -> str:
    return re.findall(r"<title>(.*?) · [^·]*</title>", answer.text)[0]


async def test_the_title_says_that_something_has_to_be_corrected(visitor: httpx.AsyncClient) -> None:
    assert _title(await visitor.get("/report")) == "Inhalt oder Barriere melden"
    assert _title(await visitor.post("/report", data={"reason": ""})) == "Fehler: Inhalt oder Barriere melden"


async def test_a_word_about_what_was_done_is_announced(visitor: httpx.AsyncClient) -> None:
    assert 'id="flashes" role="status"' in (await visitor.get("/report")).text
    sent = await visitor.post("/report", data={"reason": "barrier", "text": "Der Knopf ist zu klein."})
    assert sent.status_code == 303
    assert 'id="flashes" role="alert"' in (await visitor.get("/report")).text
