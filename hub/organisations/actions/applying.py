"""From an application to a released organisation, and back where that was a mistake."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hub.audience import ancestors
from hub.audit import record
from hub.database import claim, write
from hub.organisations.actions.calendars import feed_changed
from hub.organisations.actions.places import hold, plant
from hub.organisations.actions.tell import about, editors_of, name_of, tell
from hub.organisations.directory import known_as
from hub.organisations.policies import NOT_PUBLIC_YET, Row, applied_for, may_place
from hub.refused import Refused
from hub.tables import Membership, Organisation
from hub.viewer import Viewer

UNDO = timedelta(hours=1)


async def apply(*, by: Viewer, parent: Row, now: datetime, uuid: UUID, name: str, **values: Any) -> Row:
    """Apply for an organisation below `parent`; whoever applies becomes its coordinator with the release.

    Refused: known_already.
    """
    kind = "member" if parent["kind"] in {"federation", "regional"} else "facility"
    who = await name_of(by.person)
    async with write():
        # Applications wait for each other at the root, else pressing twice would make two.
        await hold(ancestors(parent["path"])[0])
        if await known_as(name, values["postcode"]):
            raise Refused("known_already")
        made = await plant(uuid=uuid, name=name, kind=kind, parent=parent, now=now, state="applied", **values)
        await Membership(person=by.person, organisation=made["id"], state="asked", coordinator=True, created=now).save()
        await record("organisation.applied", "organisation", made["id"], by=by.person, now=now, branch=made["id"])
        told = {**about(made), "applicant": who}
        await tell(await editors_of(made["path"]), "organisation_applied", values=told, now=now)
    return made


async def release(organisation: Row, *, by: Viewer, now: datetime) -> None:
    """Release an application: it is public from now on, and whoever applied speaks for it."""
    _check(by, organisation)
    async with write():
        await _change(organisation, NOT_PUBLIC_YET, {Organisation.state: "released", Organisation.released: now}, now)
        applicants = await _applicants(organisation["id"], "asked")
        change: dict[Any, Any] = {Membership.state: "released", Membership.released: now}
        await _update_applicants(organisation["id"], "asked", change)
        await _note("organisation.released", organisation, by, now)
        await tell(applicants, "organisation_released", values=about(organisation), now=now)


async def reject(organisation: Row, *, reason: str, by: Viewer, now: datetime) -> None:
    """Say no to an application; the reason goes to whoever applied and is kept nowhere else."""
    _check(by, organisation)
    async with write():
        await _change(organisation, {"applied"}, {Organisation.state: "rejected"}, now)
        await _note("organisation.rejected", organisation, by, now)
        told = {**about(organisation), "reason": reason}
        await tell(await _applicants(organisation["id"], "asked"), "organisation_rejected", values=told, now=now)


async def take_back(organisation: Row, *, by: Viewer, now: datetime) -> None:
    """Put a rejected application, or one released within the last hour, back into the queue."""
    _check(by, organisation)
    async with write():
        released = organisation["released"]
        recent = organisation["state"] == "released" and released is not None and released >= now - UNDO
        states = {"rejected", "released"} if recent else {"rejected"}
        await _change(organisation, states, {Organisation.state: "applied", Organisation.released: None}, now)
        change: dict[Any, Any] = {Membership.state: "asked", Membership.released: None}
        await _update_applicants(organisation["id"], "released", change, since=released)
        await _note("organisation.reopened", organisation, by, now)
        applicants = await _applicants(organisation["id"], "asked")
        await tell(applicants, "organisation_reopened", values=about(organisation), now=now)


async def hand_in_again(organisation: Row, *, by: Viewer, now: datetime) -> None:
    """Put a corrected application back into the queue, by whoever applied; the editors are told."""
    if not applied_for(organisation):
        raise Refused("not_allowed")
    who = await name_of(by.person)
    async with write():
        await _change(organisation, {"rejected"}, {Organisation.state: "applied"}, now)
        await _note("organisation.applied", organisation, by, now)
        told = {**about(organisation), "applicant": who}
        await tell(await editors_of(organisation["path"]), "organisation_applied", values=told, now=now)


async def close(organisation: Row, *, by: Viewer, now: datetime) -> None:
    """Take an organisation out of the public; refused (`has_below`) while others stand below it."""
    _check(by, organisation)
    async with write():
        below = (Organisation.parent == organisation["id"]) & (Organisation.state == "released")
        if await Organisation.exists().where(below):
            raise Refused("has_below")
        await _change(organisation, {"released"}, {Organisation.state: "closed"}, now)
        await _note("organisation.closed", organisation, by, now)


async def reopen(organisation: Row, *, by: Viewer, now: datetime) -> None:
    """Bring a closed organisation back."""
    _check(by, organisation)
    async with write():
        await _change(organisation, {"closed"}, {Organisation.state: "released"}, now)
        await _note("organisation.released", organisation, by, now)


def _check(by: Viewer, organisation: Row) -> None:
    if not may_place(by, organisation):
        raise Refused("not_allowed")


async def _change(organisation: Row, states: set[str], change: dict[Any, Any], now: datetime) -> None:
    standing = (Organisation.id == organisation["id"]) & Organisation.state.is_in(sorted(states))
    if await claim(Organisation, change, standing) is None:
        raise Refused("gone")
    await feed_changed(organisation["id"], now)


async def _applicants(organisation: int, state: str) -> list[int]:
    condition = (
        (Membership.organisation == organisation) & (Membership.state == state) & Membership.coordinator.eq(True)
    )
    return sorted(await Membership.select(Membership.person).where(condition).output(as_list=True))


async def _update_applicants(
    organisation: int, state: str, change: dict[Any, Any], since: datetime | None = None
) -> None:
    condition = (
        (Membership.organisation == organisation) & (Membership.state == state) & Membership.coordinator.eq(True)
    )
    if since is not None:
        condition = condition & (Membership.released == since)
    await Membership.update(change).where(condition)


async def _note(verb: str, organisation: Row, by: Viewer, now: datetime) -> None:
    await record(verb, "organisation", organisation["id"], by=by.person, now=now, branch=organisation["id"])
