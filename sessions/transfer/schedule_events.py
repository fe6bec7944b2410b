"""One event of a schedule file, read into an Item."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sessions.transfer.identity import bounded, title_and_date, uuid_text
from sessions.transfer.model import Host, Item, Json, JsonObject, Link
from sessions.transfer.text import LINE_LIMIT, line
from sessions.transfer.times import DAY_CHANGE, instant, programme_day, read_iso, read_length
from sessions.transfer.values import Notes, entries, fields, scalar, truth

ASSUMED_LENGTH = timedelta(minutes=60)

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?", re.ASCII)


@dataclass(frozen=True)
class Frame:
    """What an event inherits: zone of naive times, base of relative addresses, day and room."""

    zone: ZoneInfo
    base_url: str | None
    day: date | None
    room: str | None


def read_event(event: JsonObject, frame: Frame, notes: Notes) -> Item | None:
    """The event as an Item; None, with an error noted, only if it has no usable title or start."""
    title = notes.line(event.get("title"), "title")
    if not title:
        notes.fail("no_title")
        return None
    start = _start(event, frame, notes.at(("field", "date")))
    if start is None:
        return None
    guid = uuid_text(scalar(event.get("guid")).strip())
    if guid is None and scalar(event.get("guid")):
        notes.warn("guid_not_uuid", found=scalar(event.get("guid")))
    url = notes.web_address(event.get("url"), "url", frame.base_url)
    return Item(
        identity=_identity(event, url) or title_and_date(title, programme_day(start, frame.zone)),
        title=title,
        start=start,
        end=_end(event, start, frame, notes),
        guid=guid,
        subtitle=notes.line(event.get("subtitle"), "subtitle"),
        abstract=notes.prose(event.get("abstract"), "abstract"),
        description=notes.prose(event.get("description"), "description"),
        type=notes.line(event.get("type"), "type"),
        track=notes.line(event.get("track"), "track"),
        room=_room(event, frame, notes),
        language=_language(event, notes),
        persons=_hosts(event.get("persons"), notes),
        url=url,
        links=_links(event.get("links"), frame, notes),
        cancelled=says_cancelled(event),
        do_not_record=truth(event.get("do_not_record")),
        original=event,
    )


def says_cancelled(event: JsonObject) -> bool:
    states = (scalar(event.get(key)).casefold() for key in ("status", "state"))
    return any(truth(event.get(key)) for key in ("cancelled", "canceled")) or any(
        state in ("cancelled", "canceled") for state in states
    )


def _identity(event: JsonObject, url: str | None) -> str | None:
    """The guid, else the address, else id or code (which are unique within one programme only)."""
    guid = line(scalar(event.get("guid")))
    if guid or url:
        return bounded(uuid_text(guid) or guid or url or "")
    found = ((key, line(scalar(event.get(key)))) for key in ("id", "code"))
    return next((bounded(f"{key}:{value}") for key, value in found if value), None)


def _start(event: JsonObject, frame: Frame, notes: Notes) -> datetime | None:
    """The date-time of the event, else its time of day on its date or on the day it is listed under."""
    clock = scalar(event.get("start")).strip()
    written = scalar(event.get("date")).strip() or _dated(clock)
    read = read_iso(written) if written else None
    moment = read if isinstance(read, datetime) else _on_day(read or frame.day, clock, frame.day)
    if moment is None:
        notes.fail("start_unreadable" if written or clock else "no_start", found=written or clock)
        return None
    if written and read is None:
        notes.warn("start_unreadable", found=written)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    at = instant(moment, frame.zone)
    if at is None:
        notes.fail("time_does_not_exist", found=moment.isoformat(" ", "minutes"))
    return at


def _on_day(day: date | None, clock: str, listed: date | None) -> datetime | None:
    """The time of day on a date; before 04:00 of the day it is listed under means the night after it."""
    match = _CLOCK.fullmatch(clock)
    if day is None or match is None or int(match[1]) > 24 or int(match[2]) > 59:
        return None
    since_midnight = timedelta(hours=int(match[1]), minutes=int(match[2]))
    if day == listed and since_midnight < DAY_CHANGE:
        since_midnight += timedelta(days=1)
    return datetime.combine(day, time()) + since_midnight


def _dated(start: str) -> str:
    """The start if it is a whole date-time; usually it is only the time of day."""
    return start.strip() if "-" in start else ""


def _end(event: JsonObject, start: datetime, frame: Frame, notes: Notes) -> datetime:
    """The start plus the duration, else the event's own end, else one hour with a note."""
    duration = event.get("duration")
    if isinstance(duration, int | float) and not isinstance(duration, bool) and 0 < duration <= 31 * 24 * 60:
        return start + timedelta(minutes=int(duration) or 1)
    length = read_length(scalar(duration).strip())
    if length is not None:
        return start + length
    end = read_iso(scalar(event.get("end")).strip())
    if isinstance(end, datetime):
        at = end.astimezone(UTC) if end.tzinfo else instant(end, frame.zone)
        if at is not None and start < at:
            return at
    minutes = int(ASSUMED_LENGTH.total_seconds()) // 60
    notes.warn("duration_unreadable", found=scalar(duration), minutes=minutes)
    return start + ASSUMED_LENGTH


def _room(event: JsonObject, frame: Frame, notes: Notes) -> str | None:
    own = notes.line(event.get("room"), "room") or None
    if own and frame.room and own != frame.room:
        notes.warn("room_differs", room=own, under=frame.room)
    return own or frame.room


def _language(event: JsonObject, notes: Notes) -> str:
    found = scalar(event.get("language")).strip()
    if not found or _LANGUAGE.fullmatch(found):
        # Variants such as pretalx's "de-informal" are of tone, and longer than a region.
        code = found.replace("_", "-")
        return code if len(code) <= 10 else code.split("-")[0]
    notes.warn("language_unknown", found=found)
    return ""


def _hosts(value: Json, notes: Notes) -> tuple[Host, ...]:
    hosts: dict[Host | str, Host] = {}
    for number, person in enumerate(entries(value), start=1):
        at = notes.at(("person", number))
        known = fields(person)
        names = (person if isinstance(person, str) else None, known.get("name"), known.get("public_name"))
        name = next((read for raw in names if (read := at.line(raw, "name"))), "")
        if not name:
            at.warn("person_unreadable")
            continue
        host = Host(name, host_identity(known), at.prose(known.get("biography"), "biography"))
        hosts.setdefault(host.identity or host, host)
    return tuple(hosts.values())


def host_identity(person: JsonObject) -> str | None:
    """The person's guid, else code, else id, as text."""
    found = (line(scalar(person.get(key)))[:LINE_LIMIT] for key in ("guid", "code", "id"))
    return next((value for value in found if value), None)


def _links(value: Json, frame: Frame, notes: Notes) -> tuple[Link, ...]:
    links: dict[str, Link] = {}
    for number, link in enumerate(entries(value), start=1):
        at = notes.at(("link", number))
        known = fields(link)
        address = link if isinstance(link, str) else known.get("url") or known.get("href")
        url = at.web_address(address, "url", frame.base_url)
        if url:
            links.setdefault(url, Link(url, at.line(known.get("title"), "title")))
    return tuple(links.values())
