"""Where an appointment takes place: in a room of its own online, on site, or both."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID


def has_room(appointment: Mapping[str, Any]) -> bool:
    """Whether people meet in a video room; an event itself has none, its sessions have theirs."""
    return appointment["place_kind"] in {"online", "hybrid"} and appointment["kind"] != "event"


def join_path(appointment: UUID, booking: UUID | None = None, mark: str = "") -> str:
    """The path of the page that leads into the room; with a booking and its mark for somebody without account."""
    return f"/join/{appointment}" + (f"?booking={booking}&mark={mark}" if booking else "")
