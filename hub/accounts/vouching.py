"""Whom a viewer may give a new address, because the mailbox is lost."""

from typing import Any
from uuid import UUID

from hub.accounts.policies import Vouched, may_vouch
from hub.tables import Membership, Person, RoleGrant
from hub.viewer import Viewer


async def vouchable(uuid: UUID, viewer: Viewer) -> dict[str, Any] | None:
    """The person (id, uuid, name) whom the viewer may vouch for; None for everybody else."""
    person = (
        await Person.select(Person.id, Person.uuid, Person.name)
        .where((Person.uuid == uuid) & Person.erased.is_null() & Person.joined.is_not_null())
        .first()
    )
    if person is None:
        return None
    place = Membership.organisation
    works = await Membership.select(place.id, place.path, Membership.coordinator).where(
        (Membership.person == person["id"]) & (Membership.state == "released") & (place.state == "released")
    )
    roles = await RoleGrant.select(RoleGrant.role).where(RoleGrant.person == person["id"])
    whole = Vouched(
        person=person["id"],
        organisations=frozenset(row["organisation.id"] for row in works),
        paths=[row["organisation.path"] for row in works],
        coordinates=frozenset(row["organisation.id"] for row in works if row["coordinator"]),
        roles=frozenset(row["role"] for row in roles),
    )
    return person if may_vouch(viewer, whole) else None
