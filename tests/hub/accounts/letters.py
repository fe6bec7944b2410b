"""Reading what was mailed."""

import mailbox
import re
from dataclasses import dataclass

from hub.config import Config
from hub.jobs.worker import Worker


@dataclass(frozen=True)
class Read:
    """One letter: to whom, subject, text part, and the first path it links to."""

    to: str
    subject: str
    text: str

    @property
    def path(self) -> str:
        found = re.search(r"http://hub\.test(/\S+)", self.text)
        assert found is not None
        return found.group(1)

    @property
    def code(self) -> str:
        found = re.search(r"\b\d{6}\b", self.text)
        assert found is not None
        return found.group()


async def letters(worker: Worker, config: Config) -> list[Read]:
    """Deliver what is due, take every letter out of the box, and give them back, oldest first."""
    await worker.round()
    box = mailbox.Maildir(config.data / "mail")
    found = []
    for key in sorted(box.keys(), key=lambda key: int(re.sub(r".*Q(\d+).*", r"\1", key))):
        message = box.pop(key)
        text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
        body = text.get_payload(decode=True)
        assert isinstance(body, bytes)
        found.append(Read(str(message["To"]), str(message["Subject"]), body.decode()))
    return found
