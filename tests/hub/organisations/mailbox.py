"""What lies in the Maildir of a test."""

import email
from email import policy
from pathlib import Path

from hub.config import Config


def letters(config: Config) -> dict[str, str]:
    """The mails that lie in the Maildir: recipient → subject and text."""
    found = {}
    for file in sorted(Path(config.data / "mail").rglob("*")):
        if file.is_file():
            letter = email.message_from_bytes(file.read_bytes(), policy=policy.default)
            body = letter.get_body(("plain",))
            assert body is not None
            found[str(letter["To"])] = f"{letter['Subject']}\n{body.get_content()}"
    return found
