"""What coordinators do with the people of their organisation."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from piccolo.columns.combination import And, Where

from hub.audit import record
from hub.database import claim, write
from hub.organisations.actions.places import hold
from hub.organisations.actions.tell import about, tell
from hub.organisations.policies import Row, may_look_after_people
from hub.refused import Refused
from hub.tables import Audit, Membership, Person
from hub.viewer import Viewer

UNDO = timedelta(hours=1)


def membership(person: int, organisation: int) -> And:
    """The condition for one person's membership in one organisation."""
    return And(Membership.person == person, Membership.organisation == organisation)


async def keep_a_coordinator(organisation: int, *, but: int) -> None:
    """Refuse (`only_coordinator`) if `but` is the only one who speaks for an organisation; call it inside `write()`."""
    # Two coordinators who step down at the same moment wait for each other here.
    await hold(organisation)
    speaking = (
        (Membership.organisation == organisation) & (Membership.state == "released") & Membership.coordinator.eq(True)
    )
    if await Membership.select(Membership.person).where(speaking).output(as_list=True) == [but]:
        raise Refused("only_coordinator")


async def release(organisation: Row, person: int, *, by: Viewer, now: datetime) -> None:
    """Release somebody who asked, and tell them."""
    change = {Membership.state: "released", Membership.released: now}
    async with write():
        await _change(organisation, person, Membership.state == "asked", change, "membership.released", by, now)
        await tell([person], "membership_released", values=about(organisation), now=now)


async def decline(organisation: Row, person: int, *, by: Viewer, now: datetime) -> None:
    """Say no to somebody who asked, and tell them."""
    change = {Membership.state: "declined"}
    async with write():
        await _change(organisation, person, Membership.state == "asked", change, "membership.declined", by, now)
        await tell([person], "membership_declined", values=about(organisation), now=now)


async def let_wait(organisation: Row, person: int, *, by: Viewer, now: datetime) -> None:
    """Take a decline back: the person waits again."""
    change = {Membership.state: "asked"}
    async with write():
        await _change(organisation, person, Membership.state == "declined", change, "membership.asked", by, now)


async def remove(organisation: Row, person: int, *, by: Viewer, now: datetime) -> None:
    """End somebody's membership; refused (`only_coordinator`) for the only one who speaks for the organisation."""
    change = {Membership.state: "left"}
    async with write():
        await keep_a_coordinator(organisation["id"], but=person)
        await _change(organisation, person, Membership.state == "released", change, "membership.removed", by, now)


async def withdraw(organisation: Row, person: int, *, by: Viewer, now: datetime) -> None:
    """Take back the entry of somebody who has not agreed yet."""
    change = {Membership.state: "left"}
    async with write():
        await _change(organisation, person, Membership.state == "invited", change, "membership.removed", by, now)


async def bring_back(organisation: Row, person: int, *, by: Viewer, now: datetime) -> None:
    """Undo a removal of the last hour. Refused: gone, also for whoever left of their own accord.

    Later they may belong elsewhere, and coordinators vouch for the account of their people: so they are asked again.
    """
    change = {Membership.state: "released"}
    removed = And(Membership.state == "left", Membership.released.is_not_null())
    async with write():
        last = await _last_step(person, organisation["id"])
        own = last is not None and last["actor"] == person != by.person
        if last is None or last["verb"] != "membership.removed" or own or last["at"] < now - UNDO:
            raise Refused("gone")
        await _change(organisation, person, removed, change, "membership.released", by, now)


async def make_coordinator(organisation: Row, person: int, *, by: Viewer, now: datetime) -> None:
    """Let a released member speak for the organisation, and tell them; refused (`never_here`) without an account."""
    if not await Person.exists().where((Person.id == person) & Person.joined.is_not_null()):
        raise Refused("never_here")
    standing = And(Membership.state == "released", Membership.coordinator.eq(False))
    change = {Membership.coordinator: True}
    async with write():
        await _change(organisation, person, standing, change, "coordinator.made", by, now)
        await tell([person], "coordinator_made", values=about(organisation), now=now)


async def unmake_coordinator(organisation: Row, person: int, *, by: Viewer, now: datetime) -> None:
    """Let somebody no longer speak for the organisation; refused (`only_coordinator`) for the only one."""
    standing = And(Membership.state == "released", Membership.coordinator.eq(True))
    change = {Membership.coordinator: False}
    async with write():
        await keep_a_coordinator(organisation["id"], but=person)
        await _change(organisation, person, standing, change, "coordinator.unmade", by, now)


async def take_own_step_back(organisation: Row, *, by: Viewer, now: datetime) -> None:
    """Undo that somebody removed themselves or ended their own coordination within the last hour.

    Nobody else has changed their membership since, as the audit log says. Refused: gone.
    """
    if by.person is None:
        raise Refused("gone")
    async with write():
        last = await _last_step(by.person, organisation["id"])
        if last is None or last["actor"] != by.person or last["at"] < now - UNDO:
            raise Refused("gone")
        standing, change, verb = _taken_back(last["verb"])
        if await claim(Membership, change, membership(by.person, organisation["id"]), standing) is None:
            raise Refused("gone")
        await record(verb, "person", by.person, by=by.person, now=now, branch=organisation["id"])


async def _last_step(person: int, organisation: int) -> dict[str, Any] | None:
    """What was last done to somebody's membership, as the audit log says: verb, actor, at."""
    condition = (Audit.kind == "person") & (Audit.object == person) & (Audit.branch == organisation)
    steps = Audit.verb.like("membership.%") | Audit.verb.like("coordinator.%")
    rows = Audit.select(Audit.verb, Audit.actor, Audit.at).where(condition & steps)
    return await rows.order_by(Audit.id, ascending=False).first()


def _taken_back(verb: str) -> tuple[And, dict[Any, Any], str]:
    if verb == "membership.removed":
        removed = And(Membership.state == "left", Membership.released.is_not_null())
        return removed, {Membership.state: "released"}, "membership.released"
    if verb == "coordinator.unmade":
        standing = And(Membership.state == "released", Membership.coordinator.eq(False))
        return standing, {Membership.coordinator: True}, "coordinator.made"
    raise Refused("gone")


async def _change(
    organisation: Row,
    person: int,
    standing: Where | And,
    change: Mapping[Any, Any],
    verb: str,
    by: Viewer,
    now: datetime,
) -> None:
    if not may_look_after_people(by, organisation):
        raise Refused("not_allowed")
    if await claim(Membership, dict(change), membership(person, organisation["id"]), standing) is None:
        raise Refused("gone")
    await record(verb, "person", person, by=by.person, now=now, branch=organisation["id"])
