"""Every kind of page in every role, light, dark and narrow: nobody meets a barrier, nothing leads nowhere."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from hub.demo import ROLES
from tests.browser import Hub, chromium, serving, sign_in
from tests.walk import faults, pages


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with serving(tmp_path_factory.mktemp("hub")) as served:
        yield served


@pytest.mark.parametrize(
    ("role", "language"), [("", "de-DE"), *((role, "de-DE") for role in ROLES), ("", "en-GB"), ("editor", "en-GB")]
)
def test_every_page_of_a_role(browser: Browser, hub: Hub, role: str, language: str) -> None:
    context = browser.new_context(locale=language, reduced_motion="reduce")
    page = context.new_page()
    if role:
        sign_in(page, hub, f"{role}@demo.example")
    wrong = []
    for path, _, status in pages(page, hub):
        wrong += [(path, fault) for fault in faults(page)]
        wrong += [(path, status)] if status != 200 else []
    context.close()
    assert wrong == []
