"""What search engines read of a session."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sessions.programme.structured import session_data

URL = "https://hub.example/sessions/treffen"
ONLINE = {"@type": "VirtualLocation", "url": URL}


@pytest.mark.parametrize(
    ("kind", "place", "room", "kinds"),
    [
        ("on_site", "", "Aula", ["Place Aula"]),
        ("on_site", "Rathaus", "Aula", ["Place Rathaus"]),
        ("hybrid", "", "Aula", ["VirtualLocation", "Place Aula"]),
        ("hybrid", "", None, ["VirtualLocation"]),
        ("online", "", "Aula", ["VirtualLocation"]),
    ],
)
def test_a_session_with_room_or_video_has_a_location(kind: str, place: str, room: str | None, kinds: list[str]) -> None:
    location: Any = session_data(_row(kind, place, room), [], base_url="https://hub.example")["location"]
    found = location if isinstance(location, list) else [location]
    assert [f"{each['@type']} {each.get('name', '')}".strip() for each in found] == kinds
    assert all(each == ONLINE for each in found if each["@type"] == "VirtualLocation")


def _row(kind: str, place: str, room: str | None) -> dict[str, Any]:
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    row: dict[str, Any] = {"slug": "treffen", "title": "Treffen", "summary": "", "language": "de", "tags": []}
    row |= {"appointment.start": at, "appointment.end": at, "appointment.state": "published"}
    row |= {"appointment.place_kind": kind, "appointment.place": place, "room.name": room}
    return row | {"organisation.name": None, "organisation.slug": None}
