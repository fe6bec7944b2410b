"""Where letters go: a mail server, or in the demo a folder."""

import mailbox
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from hub.config import Config

TIMEOUT = 30


class Transport(Protocol):
    """Anything that takes a letter or raises."""

    async def send(self, letter: EmailMessage) -> None: ...


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
        """Hand one letter to the server; aiosmtplib's errors go through, and the job is tried again."""
        await aiosmtplib.send(
            letter,
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls == "direct",
            start_tls=self.tls == "starttls",
            timeout=TIMEOUT,
        )


class Folder:
    """A folder of letters, for the demo and for /dev/mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, letter: EmailMessage) -> None:
        """Keep one letter."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        box = mailbox.Maildir(self.folder, create=True)
        box.add(letter)


def transport_of(config: Config) -> Transport:
    """The mail server of an installation, or the demo's folder where none is set."""
    return Smtp(config.mail_url) if config.mail_url else Folder(config.data / "mail")
