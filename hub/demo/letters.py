"""The letters that the demo has mailed, read from its folder."""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

import nh3

TAGS = {"p", "br", "hr", "a", "strong", "em", "h1", "h2", "h3", "ul", "ol", "li", "table", "tr", "td", "th"}


@dataclass(frozen=True)
class Letter:
    """One mail; `html` is clean and holds links only, `calendar` the iTIP part."""

    key: str
    subject: str
    sender: str
    to: str
    date: str
    text: str = ""
    html: str = ""
    calendar: str = ""


def _box(folder: Path) -> mailbox.Maildir | None:
    return mailbox.Maildir(folder, create=False) if folder.is_dir() else None


def keys(folder: Path, to: str = "") -> list[str]:
    """The names of all letters, or of those to one address, newest first."""
    box = _box(folder)
    if box is None:
        return []
    # Maildir names begin with the second of arrival and count up within it.
    found = sorted(box.keys(), key=_age, reverse=True)
    return [key for key in found if _recipient(box, key) == to] if to else found


def _recipient(box: mailbox.Maildir, key: str) -> str:
    with box.get_file(key) as file:
        return str(BytesHeaderParser().parsebytes(file.read()).get("to", ""))


def _age(key: str) -> tuple[int, int]:
    second, _, rest = key.partition(".")
    count = rest.partition("Q")[2].partition(".")[0]
    return int(second or 0), int(count) if count.isdigit() else 0


def heads(folder: Path, wanted: list[str]) -> list[Letter]:
    """Some letters by name, without their text."""
    box = _box(folder)
    return [_head(key, box[key]) for key in wanted] if box else []


def letter(folder: Path, key: str) -> Letter | None:
    """One whole letter; None where there is none of that name."""
    box = _box(folder)
    if box is None or key not in box.keys():  # noqa: SIM118 (membership of the box itself would open any path)
        return None
    message = box[key]
    parts = dict(_parts(message))
    head = _head(key, message)
    return Letter(
        key=key,
        subject=head.subject,
        sender=head.sender,
        to=head.to,
        date=head.date,
        text=parts.get("text/plain", ""),
        html=nh3.clean(
            parts.get("text/html", ""),
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https"},
            link_rel=None,
            clean_content_tags={"style", "script", "title"},
        ),
        calendar=parts.get("text/calendar", ""),
    )


def _head(key: str, message: Message) -> Letter:
    values = {name: str(make_header(decode_header(str(message.get(name, ""))))) for name in ("subject", "from", "to")}
    return Letter(key, values["subject"], values["from"], values["to"], str(message.get("date", "")))


def _parts(message: Message) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        if not part.is_multipart():
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                yield part.get_content_type(), body.decode(part.get_content_charset() or "utf-8", "replace")
