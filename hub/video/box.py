"""The box about the room on the page of a session."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub import config
from hub.appointments.places import has_room, join_path
from hub.feature import Action
from hub.video import queries
from hub.viewer import Viewer

FIRST, LATER = 5, 60


async def box(viewer: Viewer, appointment: Mapping[str, Any], now: datetime) -> Action | None:
    """When the door opens, or the way in; hosts are told that a room is missing, nobody else sees a dead button.

    Where no seat is needed this is the main box, and says too that something is over or cancelled.
    """
    if not has_room(appointment) or appointment["state"] == "draft":
        return None
    visit = await queries.visit_of(appointment, viewer, config=config.current(), now=now)
    state = visit.door.state(now)
    open_to_all = appointment["registration"] == "none"
    if not visit.looks_after and not open_to_all and (visit.way is None or state == "over"):
        return None
    context = {
        "visit": visit,
        "appointment": appointment,
        "door": state,
        "opens": visit.door.opens,
        "address": join_path(appointment["uuid"]),
        "open_to_all": open_to_all,
    }
    is_open = visit.way is not None and state == "open" and visit.there_is_a_room
    return Action("video/box.html", context, order=FIRST if is_open or open_to_all else LATER)
