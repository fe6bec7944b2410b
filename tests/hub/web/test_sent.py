"""Forms that no page of the hub sends: answered, never an error of ours, and never expensive."""

from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.conftest import ClientFor

pytestmark = pytest.mark.anyio

Parts = dict[str, tuple[str | None, bytes, str]]


@pytest.mark.parametrize("encoding", ["no-such", "punycode", "utf-8"])
async def test_parts_of_a_form_that_takes_no_file_are_not_decoded(visitor: httpx.AsyncClient, encoding: str) -> None:
    sent: Parts = {"email": (None, b"\xff@example.org", f"text/plain; charset={encoding}")}
    assert (await visitor.post("/sign-in", files=sent)).status_code == 400


@pytest.mark.parametrize("encoding", ["no-such", "utf-8"])
async def test_an_upload_with_unreadable_parts_is_answered_so(client_for: ClientFor, encoding: str) -> None:
    sent: Parts = {"list": (None, b"\xff", f"text/plain; charset={encoding}")}
    answer = await client_for("editor").post("/editing/organisations/import/apply", files=sent)
    assert answer.status_code == 400


async def test_more_fields_than_any_form_has_are_too_large(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.post("/sign-in", data={str(n): "" for n in range(6_000)})).status_code == 413


@pytest.mark.parametrize("name", ["%C3%BC", "%ED%A0%80", "a b%E2%98%83?c=%E2%98%83"])
async def test_the_way_on_may_hold_any_letter(visitor: httpx.AsyncClient, name: str) -> None:
    page = await visitor.get(f"/people/{name}")
    assert page.status_code == 404
    answer = await visitor.post("/language", content=f"language=en&next=/people/{name}", headers=FORM)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/")
    assert answer.headers["location"].isascii()


async def test_a_browser_that_goes_away_while_it_sends_is_no_error_of_ours(
    app: Litestar, caplog: pytest.LogCaptureFixture
) -> None:
    headers = [(b"host", b"hub.example"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope: Any = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/sign-in", "raw_path": b"/sign-in", "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("hub.example", 80),
    }  # fmt: skip
    arriving: Any = [{"type": "http.request", "body": b"email=a", "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return arriving.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert caplog.records == []


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
