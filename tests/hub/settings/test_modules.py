"""A module that is switched off is not there."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from litestar import get

from hub.app import FEATURES, create_app, move_in
from hub.config import Config
from hub.database import write
from hub.feature import Feature, NavItem, switched_on
from hub.policies import anybody
from hub.site import keep
from tests.cast import Cast
from tests.conftest import BASE_URL, ClientFor, Clock
from tests.sessions.programme import kit

pytestmark = pytest.mark.anyio


@get("/wall", policy=anybody, include_in_schema=False)
async def wall() -> str:
    """A page of an optional feature."""
    return "wall"


@get("/wall.ics", policy=anybody, bare=True, include_in_schema=False)
async def feed() -> str:
    """A feed of an optional feature."""
    return "feed"


WALL = Feature(
    key="wall",
    folder=Path(__file__).parent,
    title="Wall",
    optional=True,
    routes=[wall, feed],
    navigation=[NavItem("Wall", "/wall")],
    footer=[NavItem("Wall of fame", "/wall#fame")],
)


@pytest.fixture
async def browser(config: Config, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(config, clock=clock, features=(*FEATURES, WALL))
    try:
        async with app.lifespan(), httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE_URL) as made:
            yield made
    finally:
        move_in(FEATURES)


async def test_pages_feeds_and_links_of_a_module_go_and_come_back(browser: httpx.AsyncClient) -> None:
    async def seen() -> tuple[int, bool, bool, int, bool]:
        page = await browser.get("/impressum")
        wall, feed = await browser.get("/wall"), await browser.get("/wall.ics")
        links = 'href="/wall"' in page.text, 'href="/wall#fame"' in page.text
        return wall.status_code, *links, feed.status_code, WALL in switched_on(("wall",))

    assert await seen() == (200, True, True, 200, False)
    async with write():
        await keep(modules_off=("wall",))
    assert await seen() == (404, False, False, 404, False)
    async with write():
        await keep(modules_off=())
    assert await seen() == (200, True, True, 200, False)


async def test_what_is_not_optional_cannot_be_switched_off(browser: httpx.AsyncClient) -> None:
    async with write():
        await keep(modules_off=("settings", "programme"))
    assert (await browser.get("/programme")).status_code == 200
    assert {feature.key for feature in FEATURES if not feature.optional} <= {
        feature.key for feature in switched_on(("settings", "programme"))
    }


async def test_without_import_and_export_nothing_leads_there(client_for: ClientFor, cast: Cast) -> None:
    event, editor, administrator = (
        await kit.event(cast, publish=True),
        client_for("editor"),
        client_for("administrator"),
    )
    ways = {
        f"/events/{event['slug']}": f"/events/{event['slug']}/schedule.json",
        f"/editing/events/{event['uuid']}": f"/editing/events/{event['uuid']}/import",
    }

    async def there() -> set[tuple[bool, int]]:
        return {
            (f'href="{target}"' in (await editor.get(page)).text, (await editor.get(target)).status_code)
            for page, target in ways.items()
        }

    assert "Import und Export von Programmen" in (await administrator.get("/admin/settings")).text
    assert await there() == {(True, 200)}
    async with write():
        await keep(modules_off=("transfer",))
    assert await there() == {(False, 404)}
