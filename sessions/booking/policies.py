"""Who may take a seat, and who may see who comes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from hub.appointments.policies import moves_up, seats_left
from hub.audience import MEMBERS, PUBLIC
from hub.viewer import Viewer


def obstacle(viewer: Viewer, appointment: Mapping[str, Any], *, asked: bool, now: datetime) -> str | None:
    """Why `viewer` cannot sign up, as a code, or None where they can; `asked` says that a release is under way.

    - What needs no booking is entered without one.
    - Only what is published and not over can be booked.
    - What is open to all can be booked by all, without account too.
    - Else somebody must be signed in and hold the key that the appointment is open to.
    - Who waits for a release takes part in what is for members: the seat counts now, the release follows.
    """
    if appointment["registration"] == "none":
        return "no_booking_needed"
    if appointment["state"] != "published":
        return "not_open"
    if appointment["end"] <= now:
        return "over"
    if appointment["open_to"] == PUBLIC:
        return None
    if not viewer.signed_in:
        return "sign_in_first"
    if appointment["open_to"] in viewer.keys or (appointment["open_to"] == MEMBERS and asked):
        return None
    return "not_for_you"


def offer(appointment: Mapping[str, Any], now: datetime) -> Literal["seat", "waiting", "full"]:
    """What a newcomer would get: a seat, a place on the waiting list, or nothing.

    - A seat is had where one is left that is not for those who wait.
    - The waiting list is there as long as somebody on it may move up.
    """
    if seats_left(appointment, now) != 0:
        return "seat"
    return "waiting" if moves_up(appointment["start"], now) else "full"


def can_accept(state: str | None, appointment: Mapping[str, Any], now: datetime, prefix: str = "") -> bool:
    """Whether somebody with a booking in a state can take a seat that is free; `prefix` begins the names of the row.

    - Who waits can, once nobody moves up any more and until it is over.
    """
    still = appointment[f"{prefix}state"] == "published" and appointment[f"{prefix}end"] > now
    return state == "waiting" and still and seats_left(appointment, now, prefix) != 0


def sees_participants(viewer: Viewer, *, host: bool, branch: str | None, pledged: bool) -> bool:
    """Whether the list of participants may be shown, and any seat on it cancelled; the person is told by mail.

    - Hosts see it once they have promised to keep it to the session.
    - Editors see it for their branch.
    """
    return (host and pledged) or viewer.edits(branch)


def sees_needs(*, host: bool, pledged: bool) -> bool:
    """Whether the list says what each of them needs: to hosts who have promised it, to nobody else."""
    return host and pledged


def acts_for(viewer: Viewer, *, person: int, organisation: int | None) -> bool:
    """Whether `viewer` may cancel a booking as one of those whom it is for.

    - The person whose seat it is.
    - Who speaks for the organisation for which it was booked: coordinators change, the seats stay in good hands.
    """
    if viewer.person is None:
        return False
    return viewer.person == person or organisation in viewer.coordinates
