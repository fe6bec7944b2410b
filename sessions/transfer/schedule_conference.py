"""What a schedule file says of the whole: tracks, rooms and dates, completed from its events."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sessions.transfer.identity import uuid_text
from sessions.transfer.model import Item, Json, JsonObject, Room, Track
from sessions.transfer.times import programme_day, read_iso
from sessions.transfer.values import Notes, entries, fields, scalar, whole


def read_tracks(conference: JsonObject, items: Iterable[Item], notes: Notes) -> tuple[Track, ...]:
    """The listed tracks, then those that only events name."""
    tracks: dict[str, Track] = {}
    for number, value in enumerate(entries(conference.get("tracks")), start=1):
        at = notes.at(("track", number))
        known = fields(value)
        name = at.line(known.get("name") or value, "track")
        if name:
            slug, color = at.line(known.get("slug"), "slug"), at.line(known.get("color"), "color")
            tracks.setdefault(name, Track(name, slug, color))
    for item in items:
        if item.track:
            tracks.setdefault(item.track, Track(item.track))
    return tuple(tracks.values())


def read_rooms(conference: JsonObject, used: Iterable[str], notes: Notes) -> tuple[Room, ...]:
    """The listed rooms, then those only used; a guid that two rooms share stays with the first."""
    rooms: dict[str, Room] = {}
    taken: set[str] = set()
    for number, value in enumerate(entries(conference.get("rooms")), start=1):
        at = notes.at(("listed_room", number))
        known = fields(value)
        name = at.line(known.get("name") or value, "room")
        if not name or name in rooms:
            continue
        guid = uuid_text(scalar(known.get("guid")).strip())
        if guid in taken:
            at.warn("duplicate_room_guid", room=name)
            guid = None
        taken |= {guid} if guid else set()
        rooms[name] = Room(name, guid, at.prose(known.get("description"), "description"), whole(known.get("capacity")))
    for name in used:
        rooms.setdefault(name, Room(name))
    return tuple(rooms.values())


def read_dates(conference: JsonObject, items: Iterable[Item], zone: ZoneInfo) -> tuple[date | None, date | None]:
    """First and last day, as the conference names them, else of its entries."""
    days = [programme_day(item.start, zone) for item in items]
    first = read_day(conference.get("start"), zone) or min(days, default=None)
    last = read_day(conference.get("end"), zone) or max(days, default=None)
    return first, last


def read_day(value: Json, zone: ZoneInfo) -> date | None:
    """The local date of a date or date-time."""
    moment = read_iso(scalar(value).strip())
    if isinstance(moment, datetime):
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()
    return moment


def note_shared_names(items: Iterable[Item], notes: Notes) -> None:
    """A name with several ids: two people, or one person twice; only the editor can tell."""
    known: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for host in item.persons:
            if host.identity:
                known[host.name].add(host.identity)
    for name, identities in known.items():
        if len(identities) > 1:
            notes.warn("same_name", name=name, count=len(identities))


def note_foreign_offsets(items: Iterable[Item], zone: ZoneInfo | None, notes: Notes) -> None:
    """Offsets neither of the named zone nor UTC: the instants hold, but look shifted in that zone."""
    if zone is None:
        return
    moments = (read_iso(scalar(item.original.get("date")).strip()) for item in items)
    aware = [moment for moment in moments if isinstance(moment, datetime) and moment.utcoffset()]
    count = sum(moment.utcoffset() != moment.astimezone(zone).utcoffset() for moment in aware)
    if count:
        notes.warn("offset_not_of_zone", zone=zone.key, count=count)
