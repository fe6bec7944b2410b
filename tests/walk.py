"""Walking a hub by its links, as somebody who looks at every kind of page would."""

import re
from collections import deque
from collections.abc import Iterator
from functools import cache
from urllib.parse import urljoin, urlsplit

from litestar.routes import HTTPRoute
from playwright.sync_api import Page

from hub.app import create_app
from hub.config import Config
from tests.browser import ROOT, Hub

AXE = ROOT / "node_modules/axe-core/axe.min.js"
# What is no page: files to take along, and letters that the demo shows.
NO_PAGE = re.compile(r"\.(ics|json|xml|csv|xlsx|html)$|^/sessions/[^/]+/calendar$|^/(dev|static|api|sign-out)")


@cache
def routes() -> list[tuple[re.Pattern[str], str]]:
    """The paths of the application as patterns, those without parameters first."""
    paths = [route.path_format for route in create_app(Config()).routes if isinstance(route, HTTPRoute)]
    return [
        (re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path)) + "$"), path)
        for path in sorted(paths, key=lambda path: (path.count("{"), path))
    ]


def kind_of(path: str) -> str:
    """The route that an address belongs to; empty where there is none."""
    return next((name for pattern, name in routes() if pattern.match(path)), "")


def pages(page: Page, hub: Hub) -> Iterator[tuple[str, str, int]]:
    """Go along the links to one page of each route; gives path, route and status of the page that is open now."""
    waiting, known, seen = deque(["/"]), {"/"}, set()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(urlsplit(path).path)
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(hub.url + path)
        assert answer is not None
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        yield path, kind, answer.status
        for href in links:
            target = urlsplit(urljoin(hub.url + path, href))
            if f"{target.scheme}://{target.netloc}" != hub.url or NO_PAGE.search(target.path):
                continue
            address = target.path + (f"?{target.query}" if target.query else "")
            assert kind_of(target.path), f"{path} leads to {address}, which is nowhere"
            if address not in known:
                known.add(address)
                waiting.append(address)


def barriers(page: Page, *, only: str = "") -> list[tuple[str, list[str]]]:
    """What axe finds on the page that is open: the rule and the elements; `only` one rule is asked."""
    page.evaluate(AXE.read_text())
    options = f"{{runOnly: {{type: 'rule', values: ['{only}']}}}}" if only else "{resultTypes: ['violations']}"
    found = page.evaluate(f"axe.run(document, {options})")
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]


def too_wide(page: Page) -> int:
    """By how many pixels the page must be scrolled sideways at 320 pixels."""
    page.set_viewport_size({"width": 320, "height": 800})
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return width


def faults(page: Page) -> list[object]:
    """What is wrong with the page that is open."""
    found: list[object] = [*barriers(page)]
    page.emulate_media(color_scheme="dark")
    found += [("dark", *each) for each in barriers(page, only="color-contrast")]
    page.emulate_media(color_scheme="light")
    return found + (["too wide"] if too_wide(page) > 0 else [])
