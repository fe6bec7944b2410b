"""One event as the bytes of its VEVENT block, which are stored and joined on request."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hub.calendar.document import EU_ZONES, content_lines, text, uri

RENDERER_VERSION = 1
"""Rises whenever the same entry renders to other bytes, so that stored blocks are rendered anew."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a calendar shows of one event.

    `changed` is the UTC time of the last change of anything here, in whole seconds. `start` and `end` are
    both aware datetimes, shown in `zone`, or both dates, the end exclusive. ValueError for other combinations
    and for an end that is not after the start (forbidden by RFC 5545 section 3.8.2.2).
    """

    uid: str
    changed: datetime
    sequence: int
    start: datetime | date
    end: datetime | date
    zone: str
    summary: str
    location: str | None
    url: str
    description: str | None
    cancelled: bool
    cancelled_word: str
    categories: tuple[str, ...]
    private: bool

    def __post_init__(self) -> None:
        for moment in (self.changed, self.start, self.end):
            if isinstance(moment, datetime) and moment.tzinfo is None:
                raise ValueError("a time without time zone")
        if isinstance(self.start, datetime) != isinstance(self.end, datetime):
            raise ValueError("start and end must both be times or both be dates")
        if self.end <= self.start:
            raise ValueError("the end must be after the start")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _times(entry: Entry) -> tuple[tuple[str, str], tuple[str, str]]:
    start, end = entry.start, entry.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return ("DTSTART;VALUE=DATE", f"{start:%Y%m%d}"), ("DTEND;VALUE=DATE", f"{end:%Y%m%d}")
    if entry.zone in EU_ZONES:
        start, end = (moment.astimezone(ZoneInfo(entry.zone)) for moment in (start, end))
        # Wall-clock time in the hour that autumn repeats means the first of the two (RFC 5545 3.3.5).
        if not start.fold and not end.fold:
            zone = f"TZID={entry.zone}"
            return (f"DTSTART;{zone}", f"{start:%Y%m%dT%H%M%S}"), (f"DTEND;{zone}", f"{end:%Y%m%dT%H%M%S}")
    return ("DTSTART", _utc(start)), ("DTEND", _utc(end))


def properties(entry: Entry, *, withdrawn: bool) -> bytes:
    """The lines inside the block; `withdrawn` says that the event is off for whoever reads this."""
    categories = (text(category) for category in entry.categories)
    return content_lines(
        ("UID", text(entry.uid)),
        ("DTSTAMP", _utc(entry.changed)),
        ("LAST-MODIFIED", _utc(entry.changed)),
        ("SEQUENCE", str(entry.sequence)),
        *_times(entry),
        ("SUMMARY", text(f"{entry.cancelled_word}: {entry.summary}" if entry.cancelled else entry.summary)),
        ("LOCATION", text(entry.location or "")),
        ("DESCRIPTION", text(entry.description or "")),
        ("URL", uri(entry.url)),
        ("CATEGORIES", ",".join(category for category in categories if category)),
        ("CLASS", "PRIVATE" if entry.private else ""),
        ("STATUS", "CANCELLED" if withdrawn else "CONFIRMED"),
        ("TRANSP", "TRANSPARENT" if withdrawn else ""),
    )


def block(lines: bytes) -> bytes:
    """A VEVENT of the given lines."""
    return b"BEGIN:VEVENT\r\n" + lines + b"END:VEVENT\r\n"


def render(entry: Entry) -> bytes:
    """The VEVENT block that feeds and downloads share; equal entries give equal bytes."""
    return block(properties(entry, withdrawn=entry.cancelled))
