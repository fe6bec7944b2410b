"""A real hub with the demo community, and a real browser, for everything that a person would click."""

import contextlib
import mailbox
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_S = 60
ROOT = Path(__file__).parent.parent


@dataclass
class Hub:
    """A hub that serves: its address, and the folder with its data and the letters it sent."""

    url: str
    data: Path

    def letters(self, to: str) -> list[EmailMessage]:
        """The letters to an address, oldest first."""
        box = mailbox.Maildir(self.data / "mail", create=True)
        files = sorted(box.iterkeys(), key=lambda key: (self.data / "mail" / "new" / key).stat().st_mtime_ns)
        parsed = [BytesParser(policy=policy.default).parsebytes(box.get_bytes(key)) for key in files]
        return [letter for letter in parsed if letter["To"] == to]

    def next_letter(self, to: str, after: int) -> EmailMessage:
        """The first letter to an address beyond the `after` that were there before; waits for the worker."""
        self.wait_for(lambda: len(self.letters(to)) > after)
        return self.letters(to)[after]

    def wait_for(self, happened: Callable[[], bool]) -> None:
        """Wait until the worker has done something."""
        deadline = time.monotonic() + PATIENCE_S
        while not happened():
            if time.monotonic() > deadline:
                raise TimeoutError((self.data / "serve.log").read_text()[-4000:])
            time.sleep(0.1)


def text_of(letter: EmailMessage) -> str:
    """The text part of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serving(data: Path, database_url: str = "", **settings: str) -> Iterator[Hub]:
    """Serve a hub in a process of its own, as `make run` does, and stop it afterwards."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    environment |= {
        "HUB_MODE": "demo",
        "HUB_DATA": str(data),
        "HUB_PORT": str(port),
        "HUB_DATABASE_URL": database_url,
        **settings,
    }
    log = (data / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "hub.cli", "serve"], env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(url, process, data)
        yield Hub(url, data)
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]", data: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError((data / "serve.log").read_text())


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, that reaches nothing outside."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, hub: Hub, email: str, *, new: bool = False) -> None:
    """Sign in as a person would: ask, read the mail, open the link, press the button; `new` ends before the name."""
    before = len(hub.letters(email))
    page.goto(f"{hub.url}/sign-in")
    page.fill("input[name=email]", email)
    page.click("main form button[type=submit]")
    found = None
    while found is None:
        # Another letter to the same person may have come first.
        found = re.search(rf"{re.escape(hub.url)}(/sign-in/\S+)", text_of(hub.next_letter(email, before)))
        before += 1
    page.goto(hub.url + found.group(1))
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: ("/sign-in/who" in url) if new else ("/sign-in" not in url))
