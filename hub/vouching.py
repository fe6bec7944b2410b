"""Whom somebody may give a new mail address, because the mailbox is lost; pages of two rooms ask for it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.tables import Membership, Person, RoleGrant
from hub.viewer import Viewer


@dataclass(frozen=True)
class Vouched:
    """What matters of the person who lost a mailbox: released memberships (with tree paths), duties and roles."""

    person: int
    organisations: frozenset[int]
    paths: Collection[str]
    coordinates: frozenset[int]
    roles: frozenset[str]


def may_vouch(viewer: Viewer, person: Vouched) -> bool:
    """Whether the viewer may give somebody's account a new address.

    - Nobody vouches for themselves.
    - Administrators vouch for everybody.
    - Nobody else vouches for administrators and editors: that would be a way to their rights.
    - A coordinator vouches for people of their organisation, unless these also coordinate another one.
    - An editor vouches for people all of whose organisations are in the branch.
    """
    if viewer.person is None or viewer.person == person.person:
        return False
    if viewer.administrator:
        return True
    if person.roles & {"administrator", "editor"}:
        return False
    if viewer.coordinates & person.organisations and person.coordinates <= viewer.coordinates:
        return True
    return bool(person.paths) and all(viewer.edits(path) for path in person.paths)


async def vouchable(uuid: UUID, viewer: Viewer) -> dict[str, Any] | None:
    """The person (id, uuid, name) whom the viewer may vouch for; None for everybody else."""
    named = Person.select(Person.id, Person.uuid, Person.name).where(Person.uuid == uuid)
    person: dict[str, Any] | None = await named.first()
    return person if person and await vouchable_among([person["id"]], viewer) else None


async def vouchable_among(persons: Collection[int], viewer: Viewer) -> set[int]:
    """Those of some people whom the viewer may vouch for."""
    ids = sorted(persons)
    if not ids:
        return set()
    here = Person.id.is_in(ids) & Person.erased.is_null() & Person.joined.is_not_null()
    place = Membership.organisation
    works = await Membership.select(Membership.person, place.id, place.path, Membership.coordinator).where(
        Membership.person.is_in(ids) & (Membership.state == "released") & (place.state == "released")
    )
    roles = await RoleGrant.select(RoleGrant.person, RoleGrant.role).where(RoleGrant.person.is_in(ids))
    found = set()
    for id in await Person.select(Person.id).where(here).output(as_list=True):
        own = [row for row in works if row["person"] == id]
        whole = Vouched(
            person=id,
            organisations=frozenset(row["organisation.id"] for row in own),
            paths=[row["organisation.path"] for row in own],
            coordinates=frozenset(row["organisation.id"] for row in own if row["coordinator"]),
            roles=frozenset(row["role"] for row in roles if row["person"] == id),
        )
        if may_vouch(viewer, whole):
            found.add(id)
    return found
