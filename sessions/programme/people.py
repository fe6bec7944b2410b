"""Finding people to name as hosts."""

from typing import Any
from uuid import UUID

from piccolo.columns.combination import And, Or

from hub.appointments.tables import Host
from hub.tables import Membership, Person
from hub.viewer import Viewer
from sessions.programme.finding import holds
from sessions.programme.sheets import Condition, Row

MOST = 20
SHORTEST = 2


def findable(viewer: Viewer) -> Condition:
    """The people whom somebody who brings sessions in may find by name.

    - Whoever lets members or everybody see their name, and whoever gives a session already.
    - Editors also find the released people of their branch, whatever these let others see.
    - Nobody finds erased accounts, nor guests.
    """
    known: Condition = Or(Person.name_for.is_in(["members", "public"]), Person.id.is_in(Host.select(Host.person)))
    for branch in viewer.branches:
        inside = And(Membership.state == "released", Membership.organisation.path.like(f"{branch}%"))
        known = Or(known, Person.id.is_in(Membership.select(Membership.person).where(inside)))
    joined = Or(Person.joined.is_not_null(), Person.id.is_in(Host.select(Host.person)))
    return And(And(Person.erased.is_null(), joined), known)


async def search(viewer: Viewer, words: str) -> list[Row]:
    """People by a part of their name, with the names of their organisations; none for less than two letters."""
    if len(words.strip()) < SHORTEST:
        return []
    columns = (Person.id, Person.uuid, Person.name, Person.joined)
    rows = (
        await Person.select(*columns)
        .where(And(holds(Person.name, words), findable(viewer)))
        .order_by(Person.name)
        .limit(MOST)
    )
    at = await _organisations_of([row["id"] for row in rows])
    return [{**row, "organisations": at.get(row["id"], "")} for row in rows]


async def _organisations_of(persons: list[int]) -> dict[int, str]:
    if not persons:
        return {}
    organisation: Any = Membership.organisation
    shown = And(Membership.state == "released", organisation.staff_hidden.eq(False))
    rows = (
        await Membership.select(Membership.person, organisation.name)
        .where(And(Membership.person.is_in(persons), shown))
        .order_by(organisation.name)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["person"], []).append(row["organisation.name"])
    return {person: ", ".join(names) for person, names in found.items()}


async def findable_person(viewer: Viewer, uuid: UUID) -> int | None:
    """The id of somebody whom the viewer may find."""
    row: Any = await Person.select(Person.id).where(And(Person.uuid == uuid, findable(viewer))).first()
    return row["id"] if row else None
