"""Each journey runs on both engines, with and without JavaScript."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.browser import Hub, chromium, serving, sign_in

SECRET = "only the hub and the video server know this"


# Of this module and no longer: other tests of the same process run an event loop of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


class Rooms(BaseHTTPRequestHandler):
    """Stands for a video server: remembers who asked for what, and from where, and says hello."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Referer")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Room</title><h1>Hello</h1>")

    def log_message(self, format: str, *args: object) -> None:
        return None


@pytest.fixture(scope="session")
def rooms() -> Iterator[str]:
    """The address of a video server, which is another origin than the hub."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Rooms)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def hub(request: pytest.FixtureRequest, rooms: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub with the demo community, for all journeys of this engine."""
    url = ""
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        name = f"journeys_{uuid4().hex}"
        server.psql(f"CREATE DATABASE {name};")
        url = server.get_uri(name)
    jitsi = {"HUB_JITSI_URL": rooms, "HUB_JITSI_APP_ID": "hub", "HUB_JITSI_SECRET": SECRET}
    with serving(tmp_path_factory.mktemp("hub"), url, **jitsi) as served:
        yield served


@pytest.fixture(params=["javascript", "plain"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "javascript")


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, javascript: bool) -> Iterator[NewPage]:
    """Opens pages, each in a browser of its own; what Chromium complains about fails the journey."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(width: int = 1280, height: int = 900, state: StorageState | None = None) -> Page:
        context = browser.new_context(
            locale="de-DE",
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            storage_state=state,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


SignedIn = Callable[[str], Page]


@pytest.fixture(scope="session")
def ways_in() -> dict[tuple[str, str], StorageState]:
    """The cookies of who has signed in, by hub and demo role: nobody may ask for more than five letters at once."""
    return {}


@pytest.fixture
def signed_in(new_page: NewPage, hub: Hub, ways_in: dict[tuple[str, str], StorageState]) -> SignedIn:
    """A page of somebody who is signed in, by demo role."""

    def open_as(role: str) -> Page:
        page = new_page(state=ways_in.get((hub.url, role)))
        if (hub.url, role) not in ways_in:
            sign_in(page, hub, f"{role}@demo.example")
            ways_in[hub.url, role] = page.context.storage_state()
        return page

    return open_as
