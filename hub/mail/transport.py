"""Where letters go: a mail server, or in the demo a folder."""

import asyncio
import mailbox
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from hub.config import Config

ANSWER_S = 30
LETTER_S = 120


class RefusedLetter(Exception):
    """A letter that the server will not take, however often it is asked; `reason` names no person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Transport(Protocol):
    """Anything that takes a letter; RefusedLetter where trying again is of no use, any other error where it may be."""

    async def send(self, letter: EmailMessage) -> None: ...

    async def check(self) -> None:
        """Raise where no letter could be sent now; sends none."""


class Smtp:
    """A mail server by its address, smtp://user:password@host:port?tls=starttls|direct|none."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.hostname or ""
        self.tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
        self.port = parts.port or (465 if self.tls == "direct" else 587)
        self.user = unquote(parts.username) if parts.username else None
        self.password = unquote(parts.password) if parts.password else None

    async def send(self, letter: EmailMessage) -> None:
        """Hand one letter to the server, within two minutes."""
        async with asyncio.timeout(LETTER_S), self._connected() as server:
            try:
                await server.send_message(letter)
            except aiosmtplib.SMTPRecipientsRefused as error:
                codes = [each.code for each in error.recipients]
                if min(codes) >= 500:
                    raise RefusedLetter(f"recipient refused ({max(codes)})") from None
                raise
            except aiosmtplib.SMTPDataError as error:
                if error.code >= 500:
                    raise RefusedLetter(f"letter refused ({error.code})") from None
                raise

    async def check(self) -> None:
        """Connect, secure the connection and sign in."""
        async with asyncio.timeout(ANSWER_S), self._connected():
            return

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        server = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls == "direct",
            start_tls=self.tls == "starttls",
            timeout=ANSWER_S,
        )
        await server.connect()
        try:
            yield server
        finally:
            # Nobody waits for the answer: the letter is in, and what is not written down soon may be sent twice.
            if isinstance(server.transport, asyncio.WriteTransport):
                server.transport.write(b"QUIT\r\n")
            server.close()


class Folder:
    """A folder of letters, for the demo and for /dev/mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, letter: EmailMessage) -> None:
        """Keep one letter."""
        await self.check()
        mailbox.Maildir(self.folder, create=True).add(letter)

    async def check(self) -> None:
        """Make the folder."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)


def transport_of(config: Config) -> Transport:
    """The mail server of an installation, or the demo's folder where none is set."""
    return Smtp(config.mail_url) if config.mail_url else Folder(config.data / "mail")
