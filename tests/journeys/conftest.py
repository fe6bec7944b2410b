"""Each journey runs on both engines, with and without JavaScript."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.browser import Hub, chromium, serving, sign_in


# Of this module and no longer: other tests of the same process run an event loop of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def hub(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub with the demo community, for all journeys of this engine."""
    url = ""
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        name = f"journeys_{uuid4().hex}"
        server.psql(f"CREATE DATABASE {name};")
        url = server.get_uri(name)
    with serving(tmp_path_factory.mktemp("hub"), url) as served:
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
