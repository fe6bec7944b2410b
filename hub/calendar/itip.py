"""Invitations and cancellations by mail (iTIP, RFC 5546)."""

from dataclasses import replace
from typing import Literal

from hub.calendar.document import assemble, content_lines, quoted, uri
from hub.calendar.vevent import Entry, block, properties

Method = Literal["REQUEST", "CANCEL"]
Mailbox = tuple[str, str]
"""The name shown and the bare address."""


def _person(role: str, mailbox: Mailbox, parameters: str = "") -> tuple[str, str]:
    name, address = mailbox
    if not uri(address):
        raise ValueError(f"{role} without an address")
    return f"{role};CN={quoted(name.strip() or address)}{parameters}", f"mailto:{uri(address)}"


def invitation(
    entry: Entry,
    *,
    method: Method,
    organizer: Mailbox,
    attendee: Mailbox,
    sequence: int,
    product: str,
    language: str,
) -> bytes:
    """The calendar part of one mail to one attendee, as UTF-8 bytes that the mail carries in base64.

    `organizer` is the sender of the mail, `sequence` the entry's own plus the attendee's personal bumps.
    CANCEL takes the event out of this attendee's calendar, even if it goes on for others. ValueError for a
    REQUEST of a cancelled entry and for a missing address.
    """
    if method == "REQUEST" and entry.cancelled:
        raise ValueError("a cancelled event is sent as CANCEL")
    lines = properties(replace(entry, sequence=sequence), withdrawn=method == "CANCEL") + content_lines(
        _person("ORGANIZER", organizer),
        _person("ATTENDEE", attendee, ";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE"),
    )
    return assemble(
        [block(lines)],
        name=None,
        product=product,
        language=language,
        zone=entry.zone,
        refresh=False,
        method=method,
    )
