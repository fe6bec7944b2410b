"""Rendering a queued mail and handing it to the transport, once."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

from jinja2 import Environment

from hub.config import Config
from hub.database import claim
from hub.i18n import speaking
from hub.mail.tables import Outgoing
from hub.mail.transport import Transport
from hub.site import Site, site

LEASE = timedelta(minutes=5)


class Delivery:
    """The job that delivers one queued mail."""

    def __init__(self, config: Config, templates: Environment, transport: Transport) -> None:
        self.config = config
        self.templates = templates
        self.transport = transport

    async def __call__(self, payload: Mapping[str, Any], now: datetime) -> None:
        """Deliver the mail of `payload["id"]`; text, calendar part and address are emptied with the delivery."""
        unsent = Outgoing.sent.is_null() & Outgoing.failed.is_null()
        free = Outgoing.leased_until.is_null() | (Outgoing.leased_until < now)
        change: dict[Any, Any] = {Outgoing.leased_until: now + LEASE}
        row = await claim(Outgoing, change, (Outgoing.id == payload["id"]) & unsent & free)
        if row is None:
            return
        letter = render(row, now=now, settings=await site(), config=self.config, templates=self.templates)
        try:
            await self.transport.send(letter)
        except Exception:
            await Outgoing.update({Outgoing.leased_until: None}).where(Outgoing.id == row["id"])
            raise
        gone: dict[Any, Any] = {
            Outgoing.sent: now,
            Outgoing.values: "",
            Outgoing.calendar: b"",
            Outgoing.recipient: "",
            Outgoing.leased_until: None,
        }
        await Outgoing.update(gone).where(Outgoing.id == row["id"])


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
    letter["Message-ID"] = make_msgid(domain=settings.sender.rsplit("@", 1)[-1])
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
