"""The mails of the demo, shown on its own machine only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from hub.app import create_app, worker_of
from hub.config import Config
from hub.demo import letters
from hub.mail.transport import Folder
from tests.conftest import BASE_URL, Clock

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def serving(config: Config, clock: Clock, client: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(config, clock=clock)
    async with app.lifespan():
        transport = httpx.ASGITransport(app=app, client=(client, 4711))
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as made:
            yield made


@pytest.fixture
def demo(config: Config) -> Config:
    return replace(config, mode="demo")


async def test_what_was_mailed_is_listed_and_shown(demo: Config, clock: Clock) -> None:
    async with serving(demo, clock) as client:
        assert "Noch keine Mail" in (await client.get("/dev/mail")).text
        await client.post("/sign-in", data={"email": "ada@demo.example"})
        await worker_of(demo, clock=clock).round()
        listed = (await client.get("/dev/mail")).text
        assert "ada@demo.example" in listed
        (key,) = letters.keys(demo.data / "mail")
        assert f'href="/dev/mail/{key.replace(":", "%3A")}"' in listed
        shown = (await client.get(f"/dev/mail/{key}")).text
    # The link can be clicked in the HTML and in the text.
    assert shown.count(f'href="{BASE_URL}/sign-in/') == 2


async def test_letters_to_one_address_are_found(demo: Config, clock: Clock) -> None:
    async with serving(demo, clock) as client:
        for email in ("ada@demo.example", "bea@demo.example"):
            await client.post("/sign-in", data={"email": email})
        assert 'href="/dev/mail?to=bea%40demo.example"' in (await client.get("/sign-in/code")).text
        await worker_of(demo, clock=clock).round()
        listed = (await client.get("/dev/mail", params={"to": " Ada@demo.example"})).text
        assert "<td>ada@demo.example</td>" in listed
        assert "<td>bea@demo.example</td>" not in listed


@pytest.mark.parametrize("path", ["/dev/mail", "/dev/mail/x"])
async def test_outside_the_demo_there_is_nothing(config: Config, demo: Config, clock: Clock, path: str) -> None:
    async with serving(config, clock) as client:
        assert (await client.get(path)).status_code == 404
    async with serving(demo, clock, client="192.0.2.7") as client:
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("key", ["x", "..", "..%2fdemo-secret", "%2e%2e", "hub.sqlite", ""])
async def test_only_letters_can_be_read(demo: Config, clock: Clock, key: str) -> None:
    async with serving(demo, clock) as client:
        answer = await client.get(f"/dev/mail/{key}")
    assert answer.status_code == (404 if key else 200)


async def test_the_html_of_a_letter_is_shown_clean(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Grüße", "Hub <a@b.example>", "c@d.example"
    mail.set_content("Text")
    mail.add_alternative(
        '<style>p{}</style><p onclick="x()">Hi <a href="http://hub.test/x" target="_blank">there</a>'
        '<script>x()</script><img src="http://e.example/i.png"><a href="javascript:x()">no</a></p>',
        subtype="html",
    )
    mail.add_alternative(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", params={"method": "REQUEST"})
    await Folder(tmp_path / "mail").send(mail)
    (key,) = letters.keys(tmp_path / "mail")
    letter = letters.letter(tmp_path / "mail", key)
    assert letter is not None
    assert (letter.subject, letter.to) == ("Grüße", "c@d.example")
    assert letter.html.strip() == '<p>Hi <a href="http://hub.test/x">there</a><a>no</a></p>'
    assert letter.calendar == "BEGIN:VCALENDAR"


async def test_the_newest_letter_stands_first(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "mail")
    for number in range(12):
        mail = EmailMessage()
        mail["Subject"] = str(number)
        await folder.send(mail)
    keys = letters.keys(tmp_path / "mail")
    assert [each.subject for each in letters.heads(tmp_path / "mail", keys)] == [str(n) for n in reversed(range(12))]
