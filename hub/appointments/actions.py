"""Making and moving appointments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.appointments import hooks, waiting_list
from hub.appointments.tables import Appointment, Host
from hub.database import claim, write
from hub.refused import Refused

# A change of one of these raises SEQUENCE (RFC 5546, 2.1.4): attendees must look again.
WEIGHTY = frozenset({"start", "end", "place", "place_kind", "state"})


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What an appointment begins with; times aware, `branch` the organisation whose editors look after it."""

    uuid: UUID
    kind: str
    title: str
    path: str
    start: datetime
    end: datetime
    place_kind: str = "online"
    place: str = ""
    visible_to: str = "public"
    open_to: str = "public"
    registration: str = "session"
    branch: int | None = None
    capacity: int | None = None
    state: str = "draft"


async def create(draft: Draft, *, hosts: Sequence[int] = (), deputies: Sequence[int] = (), now: datetime) -> int:
    """Write down a new appointment and who gives it, and give back its id; Refused `ends_before_start`."""
    if draft.end <= draft.start:
        raise Refused("ends_before_start")
    row = Appointment(
        uuid=draft.uuid,
        kind=draft.kind,
        title=draft.title,
        path=draft.path,
        start=draft.start,
        end=draft.end,
        place_kind=draft.place_kind,
        place=draft.place,
        visible_to=draft.visible_to,
        open_to=draft.open_to,
        registration=draft.registration,
        branch=draft.branch,
        capacity=draft.capacity,
        state=draft.state,
        created=now,
        changed=now,
    )
    await row.save()
    await _name(row.id, hosts, deputies)
    return int(row.id)


async def _name(appointment: int, hosts: Sequence[int], deputies: Sequence[int]) -> None:
    rows = [
        Host(appointment=appointment, person=person, position=position, deputy=False)
        for position, person in enumerate(dict.fromkeys(hosts))
    ]
    rows += [
        Host(appointment=appointment, person=person, position=100 + position, deputy=True)
        for position, person in enumerate(dict.fromkeys(deputies))
        if person not in hosts
    ]
    if rows:
        await Host.insert(*rows)


async def change(appointment: int, values: dict[str, Any], *, moved: bool = False, now: datetime) -> dict[str, Any]:
    """Change columns of an appointment; gives back those that really changed, as they were before.

    Raises the revision where time, place or state changed (`moved` says that the place did, where that stands with its
    owner), offers seats that were added to those who wait, and tells the rooms above. Refused `gone` for an unknown
    id, `ends_before_start`.
    """
    async with write():
        before = await Appointment.select().where(Appointment.id == appointment).first()
        if before is None:
            raise Refused("gone")
        after = {**before, **values}
        if after["end"] <= after["start"]:
            raise Refused("ends_before_start")
        different = {name: before[name] for name, value in values.items() if before[name] != value}
        if different or moved:
            update: dict[Any, Any] = {**{name: values[name] for name in different}, "changed": now}
            if moved or WEIGHTY & different.keys():
                update[Appointment.revision] = Appointment.revision + 1
            await Appointment.update(update).where(Appointment.id == appointment)
            if {"capacity", "start", "registration"} & different.keys():
                await waiting_list.offer(appointment, now=now)
        await hooks.tell_changed([appointment], now)
        return different


async def publish(appointment: int, *, now: datetime) -> None:
    """Publish a draft; Refused `gone` where it is none (any more)."""
    async with write():
        update: dict[Any, Any] = {Appointment.state: "published", Appointment.changed: now}
        if await claim(Appointment, update, (Appointment.id == appointment) & (Appointment.state == "draft")) is None:
            raise Refused("gone")
        await hooks.tell_changed([appointment], now)


async def cancel(appointment: int, *, now: datetime) -> None:
    """Cancel what was published; its bookings stay, so that everybody can be told. Refused `gone`."""
    async with write():
        update: dict[Any, Any] = {
            Appointment.state: "cancelled",
            Appointment.changed: now,
            Appointment.revision: Appointment.revision + 1,
        }
        published = (Appointment.id == appointment) & (Appointment.state == "published")
        if await claim(Appointment, update, published) is None:
            raise Refused("gone")
        await hooks.tell_changed([appointment], now)


async def set_hosts(appointment: int, hosts: Sequence[int], *, deputies: Sequence[int] = (), now: datetime) -> None:
    """Say who gives an appointment, in order, and who steps in."""
    async with write():
        await Host.delete().where(Host.appointment == appointment)
        await _name(appointment, hosts, deputies)
        await Appointment.update({Appointment.changed: now}).where(Appointment.id == appointment)
        await hooks.tell_changed([appointment], now)
