"""Which appointments show something that has just got another name, and telling whoever keeps copies of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Or, Where

from hub.appointments import hooks
from hub.appointments.tables import Appointment
from hub.database import write
from hub.jobs import queue
from sessions.programme.tables import Session, SessionTag

JOB = "programme.tell_changed"
BATCH = 50

# What a calendar entry itself names; an event only decides in which feeds its sessions stand.
IN_THE_ENTRY = {"tag", "room"}

Condition = Where | And | Or
Shows = tuple[str, int]


def shows_tag(tag: int) -> Shows:
    """Sessions with a tag."""
    return "tag", tag


def shows_room(room: int) -> Shows:
    """Sessions in a room."""
    return "room", room


def shows_event(event: int) -> Shows:
    """Sessions of an event."""
    return "event", event


async def tell_all(shows: Shows, *, now: datetime) -> None:
    """Have the worker say that all these appointments changed; call it in the transaction that changed the name."""
    await queue.add(JOB, {"what": shows[0], "id": shows[1], "after": 0}, due=now)


async def carry_on(payload: Mapping[str, Any], now: datetime) -> None:
    """The job behind `tell_all`: one batch, in a transaction short enough for others to write in between."""
    ids = await _next(payload["what"], payload["id"], payload["after"])
    if not ids:
        return
    async with write():
        if payload["what"] in IN_THE_ENTRY:
            await Appointment.update({Appointment.changed: now}).where(Appointment.id.is_in(ids))
        await hooks.tell_changed(ids, now)
        await queue.add(JOB, {**payload, "after": ids[-1]}, due=now)


async def _next(what: str, id: int, after: int) -> list[int]:
    condition: Condition
    if what == "tag":
        condition = Appointment.id.is_in(SessionTag.select(SessionTag.session.appointment).where(SessionTag.tag == id))
    else:
        column = Session.event if what == "event" else Session.room
        condition = Appointment.id.is_in(Session.select(Session.appointment).where(column == id))
    ids: list[int] = await (
        Appointment.select(Appointment.id)
        .where(condition & (Appointment.id > after))
        .order_by(Appointment.id)
        .limit(BATCH)
        .output(as_list=True)
    )
    return ids
