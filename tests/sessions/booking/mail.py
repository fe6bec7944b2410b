"""The letters that people who sign up have got, and the links in them."""

import mailbox
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from hub.config import Config


def letters(config: Config, to: str) -> list[EmailMessage]:
    """What has come to an address, oldest first."""
    box = mailbox.Maildir(config.data / "mail", create=True)
    # The name of a letter counts those of this process; its time has no leading zeros to sort by.
    keys = sorted(box.keys(), key=lambda key: int(re.findall(r"Q(\d+)", key)[0]))
    parsed = [BytesParser(policy=policy.default).parsebytes(box.get_bytes(key)) for key in keys]
    return [letter for letter in parsed if letter["To"] == to]


def text(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link(letter: EmailMessage) -> str:
    """The path to the booking in a letter."""
    found = re.search(r"http://hub\.test(/bookings/\S+)", text(letter))
    assert found is not None
    return found.group(1)
