"""The click on the join page, followed by a real browser to another origin under the hub's own policy."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser

from tests.browser import Hub, chromium, serving
from tests.hub.video.conftest import SECRET


class Rooms(BaseHTTPRequestHandler):
    """Stands for a video server: remembers who asked for what, and says hello."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Referer")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Room</title><h1>Hello</h1>")

    def log_message(self, format: str, *args: object) -> None:
        return None


@pytest.fixture(scope="module")
def rooms() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Rooms)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def hub(rooms: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    settings = {"HUB_JITSI_URL": rooms, "HUB_JITSI_APP_ID": "hub", "HUB_JITSI_SECRET": SECRET}
    with serving(tmp_path_factory.mktemp("video"), **settings) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def open_session(data: Path) -> str:
    """The name of a session of the demo that anybody may drop into, and that begins in five minutes."""
    start = datetime.now(UTC) + timedelta(minutes=5)
    database = sqlite3.connect(data / "hub.sqlite", timeout=30)
    online = "kind = 'session' AND state = 'published' AND place_kind = 'online' AND visible_to = 'public'"
    (uuid,) = database.execute(
        f"SELECT uuid FROM appointment WHERE {online} AND registration = 'none' AND open_to = 'public' LIMIT 1"
    ).fetchone()
    times = (start.isoformat(" "), (start + timedelta(hours=1)).isoformat(" "), uuid)
    database.execute('UPDATE appointment SET start = ?, "end" = ? WHERE uuid = ?', times)
    database.commit()
    database.close()
    return str(uuid)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_join_form_leads_to_the_room(hub: Hub, rooms: str, browser: Browser, javascript: bool) -> None:
    Rooms.asked.clear()
    context = browser.new_context(locale="de-DE", java_script_enabled=javascript)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{hub.url}/join/{open_session(hub.data)}")
    page.fill("input[name=name]", "Ada")
    page.click("text=Jetzt hereinkommen")
    page.wait_for_url(f"{rooms}/**")
    assert page.inner_text("h1") == "Hello"
    room, _, fragment = page.url.removeprefix(f"{rooms}/").partition("#")
    assert fragment.startswith("jwt=%22eyJ")
    assert [(path, referer) for path, referer in Rooms.asked if path != "/favicon.ico"] == [(f"/{room}", None)]
    page.go_back()
    assert page.inner_text("form .button-primary") == "Jetzt hereinkommen"
    assert complaints == []
    context.close()
