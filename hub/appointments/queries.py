"""Which appointments a viewer may see, and which have seats."""

from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Or, Where
from piccolo.query import Select

from hub.appointments.policies import LAST_MOVE_UP
from hub.appointments.tables import Host
from hub.database import Listing, among, less
from hub.viewer import Viewer


def visible(appointment: Any, viewer: Viewer) -> Where | And | Or:
    """The condition under which `viewer` sees an appointment, for the WHERE of any query.

    `appointment` is the Appointment table, or a foreign key to it.

    - What is published or cancelled is seen by whoever holds its audience key.
    - A draft, and whatever is meant for others, is seen by its hosts and by the editors of its branch.
    """
    seen: Where | And | Or = appointment.state.is_in(["published", "cancelled"]) & appointment.visible_to.is_in(
        sorted(viewer.keys)
    )
    if viewer.person is None:
        return seen
    own = appointment.id.is_in(hosted_by(viewer.person))
    return Or(seen, Or(own, edited(appointment, viewer))) if viewer.editor else Or(seen, own)


def edited(appointment: Any, viewer: Viewer) -> Where | And | Or:
    """The condition under which an appointment is in a branch that the viewer edits."""
    if "/" in viewer.branches:
        everything: Where = appointment.id.is_not_null()
        return everything
    conditions = [appointment.branch.path.like(f"{branch}%") for branch in viewer.branches]
    whole: Where | And | Or = conditions[0]
    for each in conditions[1:]:
        whole = Or(whole, each)
    return whole


def with_seats(appointment: Any, now: datetime) -> Where | And | Or:
    """The condition under which whoever asks gets a seat, as `policies.seats_left` says it.

    `appointment` is the Appointment table, or a foreign key to it.
    """
    open_to_all = (appointment.taken < appointment.capacity) & (appointment.start <= now + LAST_MOVE_UP)
    more_than_wait = less(appointment.taken, appointment.capacity, minus=appointment.waiting)
    return Or(appointment.capacity.is_null(), Or(more_than_wait, open_to_all))


def hosted_by(person: int) -> Select[Any]:
    """The ids of appointments that a person gives or is deputy for, as a subquery."""
    return Host.select(Host.appointment).where(Host.person == person)


_person: Any = Host.person
_hosts = Listing(Host, Host.appointment, _person.id, _person.slug, _person.name, _person.name_for, _person.joined)


async def hosts_of(appointments: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The hosts (not deputies) of some appointments, in order: person's id, slug, name, name_for, joined."""
    if not appointments:
        return {}
    found: dict[int, list[dict[str, Any]]] = {}
    condition = And(among(Host.appointment, appointments), Host.deputy.eq(False))
    for row in await _hosts.rows(condition, order=(Host.appointment, Host.position)):
        found.setdefault(row["appointment"], []).append(row)
    return found
