"""Sessions and events as schema.org data, for search engines and other programs."""

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from sessions.programme.places import town

CONTEXT = "https://schema.org"
_MODES = {"online": "Online", "on_site": "Offline", "hybrid": "Mixed"}
_STATES = {"published": "EventScheduled", "cancelled": "EventCancelled"}


def session_data(row: Mapping[str, Any], hosts: list[str], *, base_url: str) -> dict[str, Any]:
    """A session as schema.org EducationEvent; `hosts` are the names that everybody may read."""
    url = f"{base_url}/sessions/{row['slug']}"
    data = {
        "@context": CONTEXT,
        "@type": "EducationEvent",
        "name": row["title"],
        "description": row["summary"],
        "startDate": row["appointment.start"].isoformat(),
        "endDate": row["appointment.end"].isoformat(),
        "url": url,
        "inLanguage": row["language"],
        "location": _location(row["appointment.place_kind"], row["appointment.place"], url, row["room.name"]),
        "performer": [{"@type": "Person", "name": name} for name in hosts],
        "keywords": ", ".join(tag["name"] for tag in row["tags"]),
        **_common(row, base_url),
    }
    return {name: value for name, value in data.items() if value}


def event_data(row: Mapping[str, Any], *, base_url: str) -> dict[str, Any]:
    """An event as schema.org Event, on whole days."""
    url = f"{base_url}/events/{row['slug']}"
    data = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": row["title"],
        "description": row["summary"],
        "startDate": row["first"].isoformat(),
        "endDate": row["last"].isoformat(),
        "url": url,
        "location": _location(row["appointment.place_kind"], row["appointment.place"], url),
        **_common(row, base_url),
    }
    return {name: value for name, value in data.items() if value}


def _common(row: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "eventAttendanceMode": f"{CONTEXT}/{_MODES[row['appointment.place_kind']]}EventAttendanceMode",
        "eventStatus": f"{CONTEXT}/{_STATES.get(row['appointment.state'], 'EventScheduled')}",
    }
    if row["organisation.name"]:
        data["organizer"] = {
            "@type": "Organization",
            "name": row["organisation.name"],
            "url": f"{base_url}/organisations/{row['organisation.slug']}",
        }
    return data


def _location(kind: str, place: str, url: str, room: str | None = None) -> Any:
    online = {"@type": "VirtualLocation", "url": url}
    there = {"@type": "Place", "name": room} if room else None
    if place:
        there = {"@type": "Place", "name": place, "address": town(place)}
    if kind == "on_site":
        return there
    return [online, there] if kind == "hybrid" and there else online


def script(data: Mapping[str, Any]) -> Markup:
    """The data for a script element: no text in it can end the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
