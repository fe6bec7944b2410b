"""One session in words; to be called while speaking the language of the page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel import Locale, UnknownLocaleError

from hub.appointments.policies import named
from hub.audience import PUBLIC
from hub.i18n import gettext, language
from hub.i18n.times import when
from hub.text import plain
from hub.viewer import Viewer
from sessions.programme.presenting import event_shown, person_path, place_words, seats
from sessions.programme.vocabulary import ACCESSIBILITY, AUDIENCES, DIFFICULTIES, PLACE_KINDS, TYPES, words_for

Row = Mapping[str, Any]


def session_words(row: Row, viewer: Viewer, *, now: datetime, zone: str) -> dict[str, Any]:
    """What the page of a session says, beside its description and its boxes."""
    return {
        "title": row["title"],
        "subtitle": row["subtitle"],
        "summary": row["summary"],
        "type": words_for(TYPES, row["type"]),
        "when": when(row["appointment.start"], row["appointment.end"], zone),
        "where": where(row),
        "hosts": [_host(host, viewer) for host in row["hosts"] if named(host, viewer)],
        "organisation": _organisation(row),
        "event": {"label": row["event.title"], "href": f"/events/{row['event.slug']}"}
        if event_shown(row, viewer)
        else None,
        "track": row["track.name"] if event_shown(row, viewer) else None,
        "track_color": row["track.color"],
        "tags": [{"label": tag["name"], "href": f"/programme?tag={tag['slug']}"} for tag in row["tags"]],
        "for_whom": audience_words(row["appointment.open_to"], row["open_to_name"]),
        "visible_to": audience_words(row["appointment.visible_to"], row["visible_to_name"])
        if row["appointment.visible_to"] != PUBLIC
        else "",
        "details": _details(row),
        "accessibility": [gettext(words) for name, words in ACCESSIBILITY.items() if row[name]],
        "state": row["appointment.state"],
        "over": row["appointment.end"] <= now,
        "drop_in": row["appointment.registration"] == "none",
        "cancel_reason": row["cancel_reason"],
        **seats(row, now),
    }


def where(row: Row) -> str:
    """The whole place: address, room, and whether one can join online."""
    kind, place, room = row["appointment.place_kind"], row["appointment.place"], row["room.name"]
    parts = [room, place] if kind != "online" else [words_for(PLACE_KINDS, kind), room]
    text = ", ".join(part for part in parts if part)
    if kind == "hybrid":
        return gettext("%(place)s, and online") % {"place": text} if text else words_for(PLACE_KINDS, kind)
    return text or place_words(row)


def audience_words(key: str, organisation: str | None = None) -> str:
    """Who an audience key means; `organisation` is the name of the one it stands for."""
    if key in AUDIENCES:
        return gettext(AUDIENCES[key])
    if organisation:
        return gettext("%(organisation)s and everything that belongs to it") % {"organisation": organisation}
    return gettext("A closed group")


def language_words(code: str) -> str:
    """What a language is called; the code where it is unknown."""
    try:
        name = Locale.parse(code, sep="-").get_language_name(language())
    except (UnknownLocaleError, ValueError):
        return code
    return name or code


def _host(host: Row, viewer: Viewer) -> dict[str, str]:
    card = {"name": host["person.name"], "href": person_path(host)}
    about = host["about"]
    if about["biography_for"] == "public" or (about["biography_for"] == "members" and viewer.member):
        card["text"] = plain(about["biography"])
    return card


def _organisation(row: Row) -> dict[str, str] | None:
    if not row["organisation.name"]:
        return None
    href = f"/organisations/{row['organisation.slug']}" if row["organisation.state"] == "released" else ""
    return {"label": row["organisation.name"], "href": href}


def _details(row: Row) -> list[tuple[str, str]]:
    facts = [
        (gettext("Previous knowledge"), words_for(DIFFICULTIES, row["difficulty"]) if row["difficulty"] else ""),
        (gettext("Costs"), row["costs"]),
        (gettext("Language"), language_words(row["language"]) if row["language"] else ""),
    ]
    return [(term, text) for term, text in facts if text]
