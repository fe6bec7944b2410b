"""Every kind of page, by whoever comes to it first: no barrier, no side scrolling, nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request

from tests.browser import Hub, sign_in
from tests.walk import faults, pages

ROLES = ("", "member", "coordinator", "scout", "editor", "administrator")
pytestmark = pytest.mark.parametrize("hub", ["sqlite"], indirect=True)


def test_no_page_has_a_barrier(browser: Browser, hub: Hub) -> None:
    seen: set[str] = set()
    wrong: list[object] = []
    for role in ROLES:
        context = browser.new_context(locale="de-DE", reduced_motion="reduce")
        page = context.new_page()
        if role:
            sign_in(page, hub, f"{role}@demo.example")
        for path, kind, status in pages(page, hub):
            if status != 200:
                wrong.append((role, path, status))
            if kind in seen:
                continue
            seen.add(kind)
            wrong += [(role, path, found) for found in faults(page)]
        context.close()
    assert wrong == []


def test_the_first_page_is_small_and_comes_from_here(browser: Browser, hub: Hub) -> None:
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(hub.url, wait_until="networkidle")
    sizes = [request.sizes() for request in asked]
    assert {urlsplit(request.url).netloc for request in asked} == {urlsplit(hub.url).netloc}
    assert len(asked) < 12
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < 100_000
    context.close()


def test_print_shows_the_page_and_nothing_to_press(browser: Browser, hub: Hub) -> None:
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    page.goto(f"{hub.url}/programme")
    page.emulate_media(media="print")
    assert page.locator(".agenda-title").first.is_visible()
    shown = [each for each in page.locator(".site-nav, .pager-links, form, button").all() if each.is_visible()]
    assert [each.evaluate("each => each.outerHTML") for each in shown] == []
    context.close()
