"""Rendering a queued mail and handing it to the transport, once.

Between the moment in which the server has taken a letter and the moment in which that is committed here, a crash makes
the letter go out a second time: no mail is lost, and the second one has the same Message-ID. Everything else (two
workers, a retry, a restart) sends a mail once.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment

from hub.config import Config
from hub.database import claim
from hub.database.transactions import uninterrupted
from hub.i18n import speaking
from hub.mail.tables import Outgoing
from hub.mail.transport import RefusedLetter, Transport
from hub.site import Site, site

# Longer than a transport takes, shorter than a job's lease: who gets the job after a crash gets the mail too.
LEASE = timedelta(minutes=3)


class StillLeased(Exception):
    """Another worker has this mail in hand."""


class Delivery:
    """The job that delivers one queued mail."""

    def __init__(self, config: Config, templates: Environment, transport: Transport) -> None:
        self.config = config
        self.templates = templates
        self.transport = transport

    async def __call__(self, payload: Mapping[str, Any], now: datetime) -> None:
        """Deliver the mail of `payload["id"]`; text, calendar part and address are emptied when it is done with.

        Done with means taken or refused for good; every other error is raised, and the job is tried again.
        """
        row = await self._claim(payload["id"], now)
        if row is None:
            return
        try:
            letter = render(row, now=now, settings=await site(), config=self.config, templates=self.templates)
            await self.transport.send(letter)
        except RefusedLetter as refused:
            await _done_with(row["id"], {Outgoing.failed: now, Outgoing.error: refused.reason})
        except BaseException:
            await uninterrupted(_let_go(row["id"]))
            raise
        else:
            await uninterrupted(_done_with(row["id"], {Outgoing.sent: now, Outgoing.error: ""}))

    async def _claim(self, id: int, now: datetime) -> dict[str, Any] | None:
        unsent = (Outgoing.id == id) & Outgoing.sent.is_null() & Outgoing.failed.is_null()
        free = Outgoing.leased_until.is_null() | (Outgoing.leased_until < now)
        change: dict[Any, Any] = {Outgoing.leased_until: now + LEASE, Outgoing.attempts: Outgoing.attempts + 1}
        row = await claim(Outgoing, change, unsent & free)
        if row is None and await Outgoing.exists().where(unsent):
            raise StillLeased
        return row


async def _let_go(id: int) -> None:
    await Outgoing.update({Outgoing.leased_until: None}).where(Outgoing.id == id)


async def _done_with(id: int, how: dict[Any, Any]) -> None:
    emptied: dict[Any, Any] = {
        Outgoing.values: "",
        Outgoing.calendar: b"",
        Outgoing.recipient: "",
        Outgoing.leased_until: None,
    }
    await Outgoing.update({**emptied, **how}).where(Outgoing.id == id)


def message_id(row: Mapping[str, Any], *, config: Config, settings: Site) -> str:
    """The Message-ID of a queued mail: the same each time it is sent, and it does not tell how many there were."""
    text = f"mail:{config.secret}:{row['id']}:{row['created'].isoformat()}"
    return f"<{hashlib.sha256(text.encode()).hexdigest()[:32]}@{settings.uid_host}>"


def render(
    row: Mapping[str, Any], *, now: datetime, settings: Site, config: Config, templates: Environment
) -> EmailMessage:
    """The letter of a queued mail: text and HTML of `templates/mail/<message>/`, and its calendar part."""
    language = row["language"] or settings.language
    values = {
        **json.loads(row["values"]),
        "site": settings,
        "base_url": config.public_url,
        "language": language,
    }
    with speaking(language):
        parts = {
            name: templates.get_template(f"mail/{row['message']}/{name}").render(values).strip()
            for name in ("subject.txt", "body.txt", "body.html")
        }
    letter = EmailMessage()
    letter["Subject"] = " ".join(parts["subject.txt"].split())
    letter["From"] = Mailbox(settings.sender_name, addr_spec=settings.sender)
    letter["To"] = Mailbox(addr_spec=row["recipient"])
    if settings.reply_to:
        letter["Reply-To"] = Mailbox(addr_spec=settings.reply_to)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id(row, config=config, settings=settings)
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = language
    letter.set_content(parts["body.txt"] + "\n")
    letter.add_alternative(parts["body.html"] + "\n", subtype="html")
    if row["calendar"]:
        letter.add_alternative(
            bytes(row["calendar"]),
            maintype="text",
            subtype="calendar",
            params={"charset": "utf-8", "method": row["method"]},
            cte="base64",
        )
    return letter
