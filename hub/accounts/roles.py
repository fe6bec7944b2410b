"""Who has which role: giving one, taking it away, and the list of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hub.accounts.actions import find_persons, make_person
from hub.audit import record
from hub.database import write
from hub.refused import Refused
from hub.tables import Membership, Organisation, PersonAddress, RoleGrant

HELD = ("administrator", "editor", "scout")
AT_AN_ORGANISATION = ("coordinator", "member")
ROLES = (*HELD, *AT_AN_ORGANISATION)


async def listed(*, offset: int, limit: int) -> list[dict[str, Any]]:
    """The roles there are, by role and name: role, since, branch and its slug ("" for all), person (uuid), name, slug.

    `email` is filled for whoever has no name yet, since nothing else tells who was meant.
    """
    of, place = RoleGrant.person, RoleGrant.organisation
    rows = (
        await RoleGrant.select(
            RoleGrant.role, RoleGrant.created, of.id, of.uuid, of.name, of.slug, of.joined, place.name, place.slug
        )
        .order_by(RoleGrant.role)
        .order_by(of.name)
        .order_by(RoleGrant.id)
        .offset(offset)
        .limit(limit)
    )
    emails = await _addresses([row["person.id"] for row in rows if not row["person.name"]])
    return [
        {
            "role": row["role"],
            "since": row["created"],
            "branch": row["organisation.name"] or "",
            "branch_slug": row["organisation.slug"] or "",
            "person": row["person.uuid"],
            "name": row["person.name"] or emails.get(row["person.id"], ""),
            "slug": row["person.slug"] if row["person.joined"] else None,
            "joined": row["person.joined"] is not None,
        }
        for row in rows
    ]


async def total() -> int:
    """How many roles were given."""
    return int(await RoleGrant.count())


async def one(role: str, person: UUID, branch: str) -> dict[str, Any] | None:
    """A role that somebody has: person (id), name, organisation (id or None), branch (its name or ""); else None."""
    of, place = RoleGrant.person, RoleGrant.organisation
    here: Any = place.slug == branch if branch else place.id.is_null()
    row = (
        await RoleGrant.select(of.id, of.uuid, of.name, place.id, place.name)
        .where((RoleGrant.role == role) & (of.uuid == person) & here)
        .first()
    )
    if row is None:
        return None
    name = row["person.name"] or (await _addresses([row["person.id"]])).get(row["person.id"], "")
    return {
        "person": row["person.id"], "name": name, "organisation": row["organisation.id"],
        "branch": row["organisation.name"] or "",
    }  # fmt: skip


async def branches() -> list[dict[str, Any]]:
    """The regional federations that an editor can look after: slug and name."""
    regional = (Organisation.kind == "regional") & (Organisation.state == "released")
    return await Organisation.select(Organisation.slug, Organisation.name).where(regional).order_by(Organisation.name)


async def _addresses(persons: list[int]) -> dict[int, str]:
    if not persons:
        return {}
    main = PersonAddress.person.is_in(persons) & PersonAddress.main.eq(True)
    rows = await PersonAddress.select(PersonAddress.person, PersonAddress.address.email).where(main)
    return {row["person"]: row["address.email"] for row in rows}


async def grant(
    role: str, email: str, *, person: UUID | None, branch: str | None, by: int | None, now: datetime
) -> str:
    """Give a role to the person behind an address (`person` where there are several); gives back their name.

    Refused: `no_branch`, `needs_branch`, `no_branch_here`, `no_person`, `has_role`.
    """
    if role in AT_AN_ORGANISATION and not branch:
        raise Refused("needs_branch")
    if branch and role not in (*AT_AN_ORGANISATION, "editor"):
        raise Refused("no_branch_here")
    async with write():
        place = await _place(branch)
        found = await _person(email, person)
        id = found["id"] if found else await make_person(email, name="", now=now, confirmed=False)
        if role in AT_AN_ORGANISATION:
            await _employ(id, place, coordinator=role == "coordinator", now=now)
        else:
            row = RoleGrant(person=id, role=role, organisation=place, created=now)
            if not await RoleGrant.insert(row).on_conflict(action="DO NOTHING").returning(RoleGrant.id):
                raise Refused("has_role")
        await record("role.granted", "person", id, by=by, now=now, branch=place, note=role)
    return found["name"] if found else ""


async def revoke(
    role: str, email: str, *, person: UUID | None, branch: str | None, by: int | None, now: datetime
) -> str:
    """Take a role from the person behind an address (`person` where there are several); gives back their name.

    Refused: `no_branch`, `no_person`, and as `take`.
    """
    async with write():
        place = await _place(branch)
        found = await _person(email, person)
        if found is None:
            raise Refused("no_person")
        await take(role, found["id"], place, by=by, now=now)
    name: str = found["name"]
    return name


async def take(role: str, person: int, organisation: int | None, *, by: int | None, now: datetime) -> None:
    """Take a role from somebody, an editor's for that branch; Refused: `no_role`, `only_administrator`."""
    place: Any = RoleGrant.organisation
    here = place.is_null() if organisation is None else place == organisation
    async with write():
        if role == "administrator":
            await _keep_an_administrator(but=person)
        this = (RoleGrant.person == person) & (RoleGrant.role == role) & here
        if not await RoleGrant.delete().where(this).returning(RoleGrant.id):
            raise Refused("no_role")
        await record("role.revoked", "person", person, by=by, now=now, branch=organisation, note=role)


async def _keep_an_administrator(*, but: int) -> None:
    role = RoleGrant.role == "administrator"
    # Two administrators who take the role from each other at the same moment wait for each other here.
    await RoleGrant.update({RoleGrant.role: RoleGrant.role}).where(role)
    # Whoever has never signed in may never do so: the address may be mistyped.
    if not await RoleGrant.exists().where(role & (RoleGrant.person != but) & RoleGrant.person.joined.is_not_null()):
        raise Refused("only_administrator")


async def _place(branch: str | None) -> int | None:
    if not branch:
        return None
    organisation = await Organisation.select(Organisation.id).where(Organisation.slug == branch).first()
    if organisation is None:
        raise Refused("no_branch")
    return int(organisation["id"])


async def _person(email: str, uuid: UUID | None) -> dict[str, Any] | None:
    people = await find_persons(email)
    if uuid is not None:
        people = [each for each in people if each["uuid"] == uuid]
    if len(people) > 1 or (uuid is not None and not people):
        raise Refused("no_person")
    return people[0] if people else None


async def _employ(person: int, organisation: int | None, *, coordinator: bool, now: datetime) -> None:
    this = (Membership.person == person) & (Membership.organisation == organisation)
    row = Membership(
        person=person, organisation=organisation, state="released", coordinator=coordinator, created=now, released=now
    )
    if await Membership.insert(row).on_conflict(action="DO NOTHING").returning(Membership.id):
        return
    change: dict[Any, Any] = {Membership.state: "released", Membership.released: now}
    if coordinator:
        change[Membership.coordinator] = True
    await Membership.update(change).where(this)
