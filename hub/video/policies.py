"""Who comes into a room, as what, and who looks after it."""

from collections.abc import Mapping
from typing import Any, Literal

from hub.viewer import Viewer

Way = Literal["host", "seat", "open"]
Closed = Literal["draft", "cancelled", "waiting", "unconfirmed", "no_seat", "sign_in", "others"]


def way_in(
    viewer: Viewer, appointment: Mapping[str, Any], *, hosting: bool, booking_state: str | None
) -> tuple[Way | None, Closed | None]:
    """How somebody comes in, or why not.

    - Nobody comes into what is a draft or cancelled.
    - Who gives the session, or is deputy, comes in as host.
    - Who has a confirmed seat comes in; one that is waiting, unconfirmed or in any other state opens nothing.
    - Where no registration is needed, everybody comes in whom the session is open to, with a name.
    """
    if appointment["state"] != "published":
        return None, "cancelled" if appointment["state"] == "cancelled" else "draft"
    if hosting:
        return "host", None
    if booking_state == "confirmed":
        return "seat", None
    if appointment["registration"] != "none":
        return None, {"waiting": "waiting", "held": "unconfirmed"}.get(booking_state or "", "no_seat")  # type: ignore[return-value]
    if appointment["open_to"] in viewer.keys:
        return "open", None
    return None, "others" if viewer.signed_in else "sign_in"


def looks_after(viewer: Viewer, *, hosting: bool, branch: str | None) -> bool:
    """Who sets the link of a room, moves it and keeps it open: its hosts and the editors of its branch."""
    return hosting or viewer.edits(branch)
