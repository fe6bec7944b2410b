"""What editors see of the organisations of their branches, whatever their state."""

from dataclasses import dataclass
from typing import Any

from piccolo.columns.combination import And, Or, Where

from hub.organisations.directory import matches
from hub.organisations.queries import MOST, Condition, Row
from hub.tables import Membership, Organisation
from hub.viewer import Viewer

STATES = ("applied", "released", "rejected", "closed")


def edited(viewer: Viewer) -> Condition:
    """The condition for organisations in a branch that the viewer edits."""
    if "/" in viewer.branches:
        everything: Where = Organisation.id.is_not_null()
        return everything
    whole: Condition = Organisation.id.is_null()
    for branch in viewer.branches:
        whole = Or(whole, Organisation.path.like(f"{branch}%"))
    return whole


@dataclass(frozen=True)
class Wanted:
    """What an editor looks for in the list."""

    words: str = ""
    state: str = ""
    alone: bool = False

    def condition(self, viewer: Viewer) -> Condition:
        """The organisations of the viewer's branches that match; `alone` are those without coordination."""
        whole: Condition = edited(viewer)
        for word in self.words.split()[:6]:
            whole = And(whole, matches(word))
        if self.state:
            whole = And(whole, Organisation.state == self.state)
        if self.alone:
            speaking = Membership.select(Membership.organisation).where(
                (Membership.state == "released") & Membership.coordinator.eq(True)
            )
            whole = And(whole, And(Organisation.state == "released", Organisation.id.not_in(speaking)))
        return whole


async def queue(viewer: Viewer) -> tuple[list[Row], int]:
    """Applications that wait for the viewer's release, the oldest first, at most 60, and how many there are.

    Each has the whole application and `applicant`, the name of whoever speaks for it.
    """
    condition = And(edited(viewer), Organisation.state == "applied")
    rows = await (
        Organisation.select(
            Organisation.id,
            Organisation.slug,
            Organisation.name,
            Organisation.kind,
            Organisation.place,
            Organisation.postcode,
            Organisation.summary,
            Organisation.website,
            Organisation.contact_name,
            Organisation.contact_email,
            Organisation.created,
            Organisation.parent.name,
            Organisation.parent.slug,
        )
        .where(condition)
        .order_by(Organisation.created)
        .limit(MOST)
    )
    total = int(await Organisation.count().where(condition))
    names = await _applicants([row["id"] for row in rows])
    return [{**row, "applicant": names.get(row["id"], "")} for row in rows], total


async def _applicants(organisations: list[int]) -> dict[int, str]:
    if not organisations:
        return {}
    rows = await Membership.select(Membership.organisation, Membership.person.name).where(
        Membership.organisation.is_in(organisations) & Membership.coordinator.eq(True)
    )
    return {row["organisation"]: row["person.name"] for row in rows}


async def size(wanted: Wanted, viewer: Viewer) -> int:
    """How many organisations match."""
    return int(await Organisation.count().where(wanted.condition(viewer)))


async def rows(wanted: Wanted, viewer: Viewer, *, offset: int, limit: int) -> list[Row]:
    """Some of the organisations by name, with how many people belong, speak for it and wait."""
    found = await (
        Organisation.select(
            Organisation.id,
            Organisation.slug,
            Organisation.name,
            Organisation.kind,
            Organisation.state,
            Organisation.place,
            Organisation.parent.name,
        )
        .where(wanted.condition(viewer))
        .order_by(Organisation.name)
        .order_by(Organisation.id)
        .offset(offset)
        .limit(limit)
    )
    counts = await _people([row["id"] for row in found])
    nobody = {"released": 0, "asked": 0, "coordinators": 0}
    return [{**row, **counts.get(row["id"], nobody)} for row in found]


async def _people(organisations: list[int]) -> dict[int, dict[str, int]]:
    if not organisations:
        return {}
    members: list[dict[str, Any]] = await Membership.select(
        Membership.organisation, Membership.state, Membership.coordinator
    ).where(Membership.organisation.is_in(organisations) & Membership.state.is_in(["asked", "released"]))
    counts: dict[int, dict[str, int]] = {}
    for row in members:
        each = counts.setdefault(row["organisation"], {"released": 0, "asked": 0, "coordinators": 0})
        each[row["state"]] += 1
        each["coordinators"] += row["state"] == "released" and row["coordinator"]
    return counts
