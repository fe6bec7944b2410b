"""What else is going on at the same time with the same people or in the same room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And

from hub.appointments.queries import visible
from hub.appointments.tables import Appointment, Host
from hub.viewer import Viewer
from sessions.programme.tables import Session


@dataclass(frozen=True)
class Clash:
    """One overlap; `host` names the person, else it is about the room. `title` and `path` are empty where the viewer
    may not see the other session."""

    start: datetime
    end: datetime
    host: str = ""
    title: str = ""
    path: str = ""


async def clashes(
    viewer: Viewer,
    *,
    start: datetime,
    end: datetime,
    hosts: Sequence[int] = (),
    room: int | None = None,
    own: int | None = None,
) -> list[Clash]:
    """Overlaps of hosts and room with anything that is not cancelled; `own` is the appointment in question.

    An end and a start at the same moment do not overlap.
    """
    found = []
    if hosts:
        found += await _of_hosts(viewer, start, end, list(hosts), own)
    if room is not None:
        found += await _of_room(viewer, start, end, room, own)
    return found


def _meanwhile(appointment: Any, start: datetime, end: datetime, own: int | None) -> And:
    overlapping = And((appointment.start < end) & (appointment.end > start), appointment.state != "cancelled")
    return And(overlapping, appointment.id != (own or 0))


async def _of_hosts(viewer: Viewer, start: datetime, end: datetime, hosts: list[int], own: int | None) -> list[Clash]:
    appointment: Any = Host.appointment
    rows = (
        await Host.select(appointment.id, appointment.start, appointment.end, Host.person.name)
        .where(_meanwhile(appointment, start, end, own) & (appointment.kind != "event"))
        .where(Host.person.is_in(hosts) & Host.deputy.eq(False))
        .order_by(appointment.start)
    )
    return await _seen(viewer, rows, "appointment.", host="person.name")


async def _of_room(viewer: Viewer, start: datetime, end: datetime, room: int, own: int | None) -> list[Clash]:
    appointment: Any = Session.appointment
    rows = (
        await Session.select(appointment.id, appointment.start, appointment.end)
        .where(_meanwhile(appointment, start, end, own) & (Session.room == room))
        .order_by(appointment.start)
    )
    return await _seen(viewer, rows, "appointment.")


async def _seen(viewer: Viewer, rows: list[dict[str, Any]], at: str, host: str = "") -> list[Clash]:
    ids = sorted({row[f"{at}id"] for row in rows})
    shown: dict[int, dict[str, Any]] = {}
    if ids:
        columns = (Appointment.id, Appointment.title, Appointment.path)
        seen = await Appointment.select(*columns).where(And(Appointment.id.is_in(ids), visible(Appointment, viewer)))
        shown = {row["id"]: row for row in seen}
    return [
        Clash(
            row[f"{at}start"],
            row[f"{at}end"],
            host=row[host] if host else "",
            title=shown.get(row[f"{at}id"], {}).get("title", ""),
            path=shown.get(row[f"{at}id"], {}).get("path", ""),
        )
        for row in rows
    ]
