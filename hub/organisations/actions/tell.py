"""Mails about organisations and memberships, queued in the transaction that they tell of."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from hub.audience import ancestors
from hub.mail.outbox import post_to
from hub.tables import Membership, Person, RoleGrant


async def coordinators_of(organisation: int) -> list[int]:
    """The persons who speak for an organisation."""
    condition = (
        (Membership.organisation == organisation) & (Membership.state == "released") & Membership.coordinator.eq(True)
    )
    return sorted(await Membership.select(Membership.person).where(condition).output(as_list=True))


async def editors_of(path: str) -> list[int]:
    """The editors nearest to a place in the tree; where a branch has none, those of the next one above, then of all."""
    rows = await RoleGrant.select(RoleGrant.person, RoleGrant.organisation).where(RoleGrant.role == "editor")
    for branch in [*reversed(ancestors(path)), None]:
        found = sorted(row["person"] for row in rows if row["organisation"] == branch)
        if found:
            return found
    return []


async def responsible_for(organisation: Mapping[str, Any]) -> list[int]:
    """Who answers people who ask to join: the coordinators, or without any the editors of the branch."""
    return await coordinators_of(organisation["id"]) or await editors_of(organisation["path"])


async def name_of(person: int | None) -> str:
    """The name to put into a mail."""
    found = await Person.select(Person.name).where(Person.id == person).first() if person else None
    return found["name"] if found else ""


async def tell(persons: Iterable[int], message: str, *, values: Mapping[str, Any], now: datetime) -> None:
    """Send each of some people the same mail."""
    for person in persons:
        await post_to(person, message, values=values, now=now)


def about(organisation: Mapping[str, Any]) -> dict[str, Any]:
    """What every mail says about an organisation."""
    return {"organisation": organisation["name"], "path": f"/organisations/{organisation['slug']}"}
