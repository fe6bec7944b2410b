"""The people of one organisation, for those who look after them."""

from typing import Any
from uuid import UUID

from piccolo.columns.combination import And, Where

from hub.organisations.queries import MOST
from hub.organisations.tables import KnownAddress, MailDomain
from hub.tables import Membership, PersonAddress

Row = dict[str, Any]


def _in(organisation: int, state: str) -> And:
    return And(Membership.organisation == organisation, Membership.state == state)


def _belong(organisation: int) -> And:
    return And(Membership.organisation == organisation, Membership.state.is_in(["released", "invited"]))


async def _rows(condition: Where | And, *, offset: int, limit: int, by_name: bool) -> list[Row]:
    person = Membership.person
    query = Membership.select(
        person.id,
        person.uuid,
        person.name,
        person.joined,
        Membership.coordinator,
        Membership.state,
        Membership.created,
    ).where(condition)
    ordered = query.order_by(Membership.coordinator, ascending=False).order_by(person.name) if by_name else query
    rows = await ordered.order_by(Membership.created).order_by(Membership.id).offset(offset).limit(limit)
    found = [{name.removeprefix("person."): value for name, value in row.items()} for row in rows]
    emails = await _main_addresses([row["id"] for row in found])
    return [{**row, "email": emails.get(row["id"], "")} for row in found]


async def _main_addresses(persons: list[int]) -> dict[int, str]:
    if not persons:
        return {}
    rows = await PersonAddress.select(PersonAddress.person, PersonAddress.address.email).where(
        PersonAddress.person.is_in(persons) & PersonAddress.main.eq(True)
    )
    return {row["person"]: row["address.email"] for row in rows}


async def asking(organisation: int) -> tuple[list[Row], int]:
    """Who waits for a release, the longest first, at most 60, and how many there are."""
    condition = _in(organisation, "asked")
    rows = await _rows(condition, offset=0, limit=MOST, by_name=False)
    return rows, int(await Membership.count().where(condition))


async def released_total(organisation: int) -> int:
    """How many people belong to an organisation or were entered."""
    return int(await Membership.count().where(_belong(organisation)))


async def released(organisation: int, *, offset: int, limit: int) -> list[Row]:
    """Who belongs to an organisation or was entered, coordinators first.

    Each has id, uuid, name, email, coordinator, state and created; `pending` is whoever has not signed in, or
    not agreed, yet.
    """
    rows = await _rows(_belong(organisation), offset=offset, limit=limit, by_name=True)
    return [{**row, "pending": row["joined"] is None or row["state"] == "invited"} for row in rows]


async def coordinators_total(organisation: int) -> int:
    """How many people speak for an organisation."""
    return int(await Membership.count().where(And(_in(organisation, "released"), Membership.coordinator.eq(True))))


async def belongs(person: UUID, organisation: int) -> Row | None:
    """A person with any membership in an organisation, also an ended one: id and name."""
    of = Membership.person
    condition = (of.uuid == person) & (Membership.organisation == organisation) & of.erased.is_null()
    row: Row | None = await Membership.select(of.id, of.name).where(condition).first()
    return {"id": row["person.id"], "name": row["person.name"]} if row else None


async def domains(organisation: int) -> list[str]:
    """The mail domains whose people are released at once."""
    query = MailDomain.select(MailDomain.domain).where(MailDomain.organisation == organisation)
    return sorted(await query.output(as_list=True))


async def known_total(organisation: int) -> int:
    """How many addresses an imported list named."""
    return int(await KnownAddress.count().where(KnownAddress.organisation == organisation))
