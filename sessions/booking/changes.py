"""What becomes of a booking: a free seat accepted, or the seat given up, by whoever may."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hub import audit
from hub.appointments import seats, waiting_list
from hub.database import write
from hub.refused import Refused
from hub.viewer import Viewer
from sessions.booking import queries
from sessions.booking.policies import acts_for, sees_participants


async def accept(uuid: UUID, *, by: Viewer, now: datetime) -> dict[str, Any]:
    """Take a free seat for oneself, or for a colleague who waits; gives back the booking.

    Refused `not_allowed` and as `waiting_list.accept`.
    """
    row = await _own(uuid, by)
    await waiting_list.accept(row["id"], by=by.person, now=now)
    return row


async def accept_by_link(booking: dict[str, Any], *, now: datetime) -> None:
    """Take a free seat by the secret link of who waits; Refused as `waiting_list.accept`."""
    await waiting_list.accept(booking["id"], by=booking["person"], now=now)


async def cancel(uuid: UUID, *, by: Viewer, now: datetime) -> dict[str, Any]:
    """Cancel one's own booking, or one made for a colleague; gives back the booking. Refused `gone`, `not_allowed`."""
    row = await _own(uuid, by)
    await _give_up(row, by=by.person, now=now)
    return row


async def cancel_by_link(booking: dict[str, Any], *, now: datetime) -> None:
    """Cancel a booking by its secret link; Refused `gone`."""
    await _give_up(booking, by=booking["person"], now=now)


async def cancel_seat(appointment: dict[str, Any], uuid: UUID, *, by: Viewer, now: datetime) -> dict[str, Any]:
    """Cancel a seat of somebody who comes, as a host or an editor; the person is told. Gives back the booking.

    Refused `not_allowed`, `gone`.
    """
    host, pledged = await queries.is_host(by, appointment["id"]), await queries.has_pledged(by)
    if not sees_participants(by, host=host, branch=appointment["branch.path"], pledged=pledged):
        raise Refused("not_allowed")
    row = await queries.by_name(uuid)
    if row is None or row["appointment.id"] != appointment["id"]:
        raise Refused("gone")
    async with write():
        await _give_up(row, by=by.person, now=now)
        branch = appointment["branch"]
        await audit.record("booking.cancelled", "appointment", appointment["id"], by=by.person, now=now, branch=branch)
    return row


async def not_me(booking: dict[str, Any], *, now: datetime) -> None:
    """Free a seat that somebody else booked for the wrong person, and leave a trace for those who booked it."""
    async with write():
        await _give_up(booking, by=None, now=now)
        await audit.record("booking.not_me", "appointment", booking["appointment.id"], by=booking["by"], now=now)


async def _own(uuid: UUID, by: Viewer) -> dict[str, Any]:
    row = await queries.by_name(uuid)
    if row is None or not acts_for(by, person=row["person"], organisation=row["organisation"]):
        raise Refused("not_allowed")
    return row


async def _give_up(booking: dict[str, Any], *, by: int | None, now: datetime) -> None:
    # Seats in its sessions are had by those who come to the event.
    async with write():
        if booking["appointment.kind"] == "event":
            for chosen in await queries.chosen_in(booking["person"], booking["appointment.id"], now=now):
                await seats.give_up(chosen, by=by, now=now)
        await seats.give_up(booking["id"], by=by, now=now)
