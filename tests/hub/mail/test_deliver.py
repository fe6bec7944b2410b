"""Mails go out once, to a real server on loopback, and leave nothing behind."""

import asyncio
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from hub import config as settings
from hub import site as sites
from hub.app import worker_of
from hub.config import Config
from hub.database import write
from hub.jobs.tables import Job
from hub.jobs.worker import Worker
from hub.mail.outbox import post, post_to
from hub.mail.tables import Outgoing
from hub.mail.transport import Folder, Smtp, transport_of
from tests.browser import free_port
from tests.cast import Cast
from tests.conftest import NOW, Clock
from tests.hub.database.test_processes import killed_at_the_end, start

pytestmark = pytest.mark.anyio
VALUES = {"code": "123456", "path": "/sign-in/a-secret-token"}


class Server:
    """A mail server: answers to RCPT and to the letter as told, and keeps what it took."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipient = "250 OK"
        self.letter = "250 OK"
        self.kill_at = ""
        self.kill = 0

    def _strike(self, at: str) -> None:
        if self.kill and self.kill_at == at:
            os.kill(self.kill, signal.SIGKILL)
            self.kill = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._strike("recipient")
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.letter.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.letters.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        self._strike("letter")
        return self.letter


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(port: int) -> Iterator[Server]:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
async def worker(database: Config, clock: Clock, port: int) -> Worker:
    config = replace(database, mail_url=f"smtp://127.0.0.1:{port}?tls=none")
    settings.use(config)
    await sites.install(config)
    return worker_of(config, clock=clock)


async def rows(*columns: Any) -> list[dict[str, Any]]:
    return await Outgoing.select(*columns).order_by(Outgoing.id)


async def test_a_letter_arrives_once_and_its_text_is_gone(worker: Worker, server: Server) -> None:
    await post("sign_in", to="ada@hub.example", values=VALUES, now=NOW, language="de")
    await worker.round()
    await worker.round()
    (letter,) = server.letters
    assert letter["To"] == "ada@hub.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "http://hub.test/sign-in/a-secret-token" in body.get_content()
    columns = (Outgoing.recipient, Outgoing.values, Outgoing.calendar, Outgoing.sent, Outgoing.failed)
    assert await rows(*columns) == [{"recipient": "", "values": "", "calendar": b"", "sent": NOW, "failed": None}]
    assert await Job.count() == 0


async def test_a_letter_says_what_was_so_when_it_was_posted(worker: Worker, server: Server, clock: Clock) -> None:
    cast = await Cast.move_in(NOW)
    values = {**VALUES, "code": "111111"}
    await post_to(cast.persons["member"], "sign_in", values=values, now=NOW)
    values["code"] = "222222"
    clock.forward(hours=2)
    await worker.round()
    (letter,) = server.letters
    assert "111111" in letter["Subject"]


async def test_a_letter_posted_in_a_transaction_that_failed_is_never_sent(worker: Worker, server: Server) -> None:
    with pytest.raises(ZeroDivisionError):
        async with write():
            await post("sign_in", to="ada@hub.example", values=VALUES, now=NOW)
            raise ZeroDivisionError
    await worker.round()
    assert server.letters == []


async def test_the_same_news_is_told_once(worker: Worker, server: Server) -> None:
    for _ in range(2):
        await post("sign_in", to="ada@hub.example", values=VALUES, now=NOW, once="reminder:7")
        await worker.round()
    assert len(server.letters) == 1


async def test_several_workers_send_each_letter_once(worker: Worker, server: Server) -> None:
    for n in range(20):
        await post("sign_in", to=f"p{n}@hub.example", values=VALUES, now=NOW)
    await asyncio.gather(*(worker.round() for _ in range(4)))
    assert sorted(letter["To"] for letter in server.letters) == sorted(f"p{n}@hub.example" for n in range(20))
    assert len({letter["Message-ID"] for letter in server.letters}) == 20


@pytest.mark.parametrize("part", ["recipient", "letter"])
async def test_a_server_that_says_later_is_asked_later(worker: Worker, server: Server, clock: Clock, part: str) -> None:
    setattr(server, part, "451 try again later")
    await post("sign_in", to="ada@hub.example", values=VALUES, now=NOW)
    await worker.round()
    assert await rows(Outgoing.sent, Outgoing.failed) == [{"sent": None, "failed": None}]
    setattr(server, part, "250 OK")
    await worker.round()
    assert server.letters == []
    clock.forward(minutes=2)
    await worker.round()
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("part", "reason"), [("recipient", "recipient refused (550)"), ("letter", "letter refused (550)")]
)
async def test_a_server_that_says_never_is_not_asked_again(
    worker: Worker, server: Server, clock: Clock, part: str, reason: str
) -> None:
    setattr(server, part, "550 ada@hub.example: no such user")
    await post("sign_in", to="ada@hub.example", values=VALUES, now=NOW)
    await worker.round()
    columns = (Outgoing.recipient, Outgoing.values, Outgoing.sent, Outgoing.failed, Outgoing.error)
    assert await rows(*columns) == [{"recipient": "", "values": "", "sent": None, "failed": NOW, "error": reason}]
    setattr(server, part, "250 OK")
    clock.forward(days=1)
    await worker.round()
    assert server.letters == []


async def test_without_a_server_nothing_is_lost(
    worker: Worker, clock: Clock, port: int, request: pytest.FixtureRequest
) -> None:
    await post("sign_in", to="ada@hub.example", values=VALUES, now=NOW)
    await worker.round()
    server: Server = request.getfixturevalue("server")
    clock.forward(minutes=2)
    await worker.round()
    assert len(server.letters) == 1


@pytest.mark.parametrize(("killed_at", "letters"), [("recipient", 1), ("letter", 2)])
async def test_what_a_killed_worker_held_goes_out_after_its_lease(
    worker: Worker, server: Server, clock: Clock, port: int, config: Config, killed_at: str, letters: int
) -> None:
    clock.now = datetime.now(UTC)
    await post("sign_in", to="ada@hub.example", values=VALUES, now=clock.now)
    other = start(
        "-m", "hub.cli", "worker",
        HUB_MODE="demo", HUB_DATA=str(config.data), HUB_DATABASE_URL=config.database_url,
        HUB_MAIL_URL=f"smtp://127.0.0.1:{port}?tls=none", HUB_SECRET=config.secret,
    )  # fmt: skip
    with killed_at_the_end(other):
        server.kill_at, server.kill = killed_at, other.pid
        await asyncio.to_thread(other.wait, 30)
    assert other.returncode == -signal.SIGKILL
    await worker.round()
    taken = len(server.letters)
    clock.now = datetime.now(UTC) + timedelta(minutes=5, seconds=1)
    await worker.round()
    await worker.round()
    # Only a crash right after the server took it sends it twice, with one Message-ID.
    assert (taken, len(server.letters)) == (letters - 1, letters)
    assert len({letter["Message-ID"] for letter in server.letters}) == 1
    assert await rows(Outgoing.values) == [{"values": ""}]


async def test_the_check_of_a_server_sends_nothing(server: Server, port: int) -> None:
    await Smtp(f"smtp://127.0.0.1:{port}?tls=none").check()
    with pytest.raises(Exception, match="STARTTLS"):
        await Smtp(f"smtp://127.0.0.1:{port}").check()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await Smtp(f"smtp://127.0.0.1:{free_port()}?tls=none").check()
    assert server.letters == []


async def test_the_demo_keeps_its_letters_in_a_folder(config: Config) -> None:
    transport = transport_of(config)
    assert isinstance(transport, Folder)
    letter = EmailMessage()
    letter["Subject"] = "Hallo"
    await transport.send(letter)
    (file,) = (config.data / "mail" / "new").iterdir()
    assert "Subject: Hallo" in file.read_text()
