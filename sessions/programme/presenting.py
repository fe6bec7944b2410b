"""Rows of the programme in words; to be called while speaking the language of the page.

Everything is formatted here, into plain values: a list of sixty rows is the most frequent page of the hub.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from hub.appointments.policies import moves_up, named, seats_left
from hub.i18n import gettext, language, ngettext
from hub.i18n.times import day_words
from hub.viewer import VISITOR, Viewer
from sessions.programme.places import short
from sessions.programme.vocabulary import PLACE_KINDS, TYPES, words_for

Row = Mapping[str, Any]
Shown = dict[str, Any]
FEW = 3


def days(
    rows: Sequence[Row], viewer: Viewer, *, now: datetime, zone: str, within_event: bool = False, ids: str = "day"
) -> list[dict[str, Any]]:
    """The rows by day, in the order they have: `heading`, `id`, `day` and `rows` for `ui.agenda_day`.

    `ids` begins the ids, which differ where two lists stand on one page.
    """
    clock = ZoneInfo(zone)
    today = now.astimezone(clock).date()
    return [
        {
            **_day(day, today, ids),
            "rows": [row_words(row, viewer, now=now, clock=clock, within_event=within_event) for row in of_day],
        }
        for day, of_day in groupby(rows, key=lambda row: row["appointment.start"].astimezone(clock).date())
    ]


def empty_day(day: date, today: date) -> dict[str, Any]:
    """A day without sessions."""
    return {**_day(day, today), "rows": []}


def _day(day: date, today: date, ids: str = "day") -> dict[str, Any]:
    words = day_words(day)
    heading = gettext("Today, %(day)s") % {"day": words} if day == today else words
    return {"heading": heading, "id": f"{ids}-{day}", "day": day}


def row_words(row: Row, viewer: Viewer, *, now: datetime, clock: ZoneInfo, within_event: bool = False) -> Shown:
    """What `ui.agenda_row` shows of a session; within an event its name is left out and the rooms are named."""
    start, end = row["appointment.start"].astimezone(clock), row["appointment.end"].astimezone(clock)
    shown: Shown = {
        "time": f"{start.hour:02}:{start.minute:02}",
        "end": f"{end.hour:02}:{end.minute:02}",
        "title": row["title"],
        "lang": foreign(row["language"], language()),
        "href": f"/sessions/{row['slug']}",
        "type": words_for(TYPES, row["type"]),
        "place": place_words(row, room=within_event),
        "tags": [{"label": tag["name"], "href": f"/programme?tag={tag['slug']}"} for tag in row["tags"]],
        "cancelled": row["appointment.state"] == "cancelled",
        "badge": _badge(row, now),
        **seats(row, now),
        **_hosts(row, viewer),
    }
    if row["organisation.name"]:
        shown["organisation"] = row["organisation.name"]
        if row["organisation.state"] == "released":
            shown["organisation_href"] = f"/organisations/{row['organisation.slug']}"
    if event_shown(row, viewer):
        shown["track"], shown["track_color"] = row["track.name"], row["track.color"]
        if not within_event:
            shown["event"] = {"label": row["event.title"], "href": f"/events/{row['event.slug']}"}
    return shown


def foreign(written: str, shown: str) -> str:
    """The language that a text is marked with on a page in another one; a signed language has no letters of its own."""
    return written if written not in (shown, "gsg") else ""


def event_shown(row: Row, viewer: Viewer) -> bool:
    """Whether the viewer may know of the event that a session belongs to."""
    seen = row["event.appointment.state"] in {"published", "cancelled"}
    return seen and row["event.appointment.visible_to"] in viewer.keys


def _hosts(row: Row, viewer: Viewer) -> Shown:
    hosts = [host for host in row["hosts"] if named(host, viewer)]
    if not hosts:
        return {}
    shown = {"host": ", ".join(host["person.name"] for host in hosts)}
    if len(hosts) == 1 and (path := person_path(hosts[0])):
        shown["host_href"] = path
    return shown


def public_names(row: Row) -> list[str]:
    """The names of the hosts that everybody may read."""
    return [host["person.name"] for host in row["hosts"] if named(host, VISITOR)]


def person_path(host: Row) -> str:
    """The page of a host who has one; empty for somebody without account."""
    return f"/people/{host['person.slug']}" if host["person.joined"] and host["person.slug"] else ""


def place_words(row: Row, *, room: bool = False) -> str:
    """Where a session is, in few words."""
    kind, place = row["appointment.place_kind"], short(row["appointment.place"])
    if kind == "online":
        place = words_for(PLACE_KINDS, kind)
    elif kind == "hybrid":
        place = gettext("%(place)s and online") % {"place": place} if place else words_for(PLACE_KINDS, kind)
    if room and row["room.name"]:
        return f"{row['room.name']} · {place}" if place else str(row["room.name"])
    return place or words_for(PLACE_KINDS, kind)


def _badge(row: Row, now: datetime) -> tuple[str, str] | None:
    state = row["appointment.state"]
    if state == "draft":
        return "draft", gettext("Draft")
    if state == "published" and row["appointment.start"] <= now < row["appointment.end"]:
        return "note", gettext("Now")
    return None


def seats(row: Row, now: datetime) -> Shown:
    """How many seats there are, in words, and how that looks: `seats` and `seats_state`; nothing once it is over."""
    if row["appointment.end"] <= now or row["appointment.state"] != "published":
        return {}
    words, state = _seats_words(row, now)
    return {"seats": words, "seats_state": state}


def _seats_words(row: Row, now: datetime) -> tuple[str, str]:
    capacity = row["appointment.capacity"]
    if row["appointment.registration"] == "none":
        return gettext("without registration"), "free"
    left = seats_left(row, now, "appointment.")
    if left is None:
        return gettext("seats free"), "free"
    if left == 0:
        return _full_words(row, now), "full"
    words = ngettext("%(left)s seat left", "%(left)s seats left", left) % {"left": left}
    return words, "few" if left <= FEW or left * 10 <= capacity else "free"


def _full_words(row: Row, now: datetime) -> str:
    if not moves_up(row["appointment.start"], now):
        return gettext("full")
    if row["appointment.waiting"]:
        return gettext("full · waiting list: %(waiting)s") % {"waiting": row["appointment.waiting"]}
    return gettext("full · waiting list open")
