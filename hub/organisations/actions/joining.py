"""Asking to belong to an organisation, and leaving it."""

from datetime import datetime
from typing import Any

from piccolo.columns.combination import And

from hub.audit import record
from hub.database import claim, write
from hub.organisations.actions.known import is_known
from hub.organisations.actions.members import keep_a_coordinator, membership
from hub.organisations.actions.tell import about, name_of, responsible_for, tell
from hub.organisations.policies import HELD, Row, may_join
from hub.refused import Refused
from hub.tables import Membership
from hub.viewer import Viewer


async def ask(organisation: Row, *, by: Viewer, now: datetime) -> str:
    """Ask to belong to an organisation; gives back the state: asked, or released at once.

    Whoever has a known address, or was entered by a coordinator, is released.

    Refused: not_allowed, belongs_already.
    """
    if by.person is None or not may_join(by, organisation):
        raise Refused("belongs_already" if organisation["my_state"] in HELD else "not_allowed")
    at_once = organisation["my_state"] == "invited" or await is_known(by.person, organisation["id"])
    state = "released" if at_once else "asked"
    released = now if state == "released" else None
    who = await name_of(by.person)
    change: dict[Any, Any] = {
        Membership.state: state,
        Membership.coordinator: False,
        Membership.created: now,
        Membership.released: released,
    }
    async with write():
        fresh = Membership(
            person=by.person, organisation=organisation["id"], state=state, created=now, released=released
        )
        made = await Membership.insert(fresh).on_conflict(action="DO NOTHING").returning(Membership.id)
        # Had the coordinator just taken the entry back, nobody would be released by it.
        before = organisation["my_state"] or "left"
        again = And(membership(by.person, organisation["id"]), Membership.state == before)
        if not made and await claim(Membership, change, again) is None:
            raise Refused("gone")
        await record(f"membership.{state}", "person", by.person, by=by.person, now=now, branch=organisation["id"])
        if state == "asked":
            told = {**about(organisation), "person": who}
            await tell(await responsible_for(organisation), "membership_asked", values=told, now=now)
    return state


async def leave(organisation: Row, *, by: Viewer, now: datetime) -> None:
    """Leave an organisation; refused (`only_coordinator`) while nobody else speaks for it."""
    if by.person is None:
        raise Refused("not_allowed")
    async with write():
        await keep_a_coordinator(organisation["id"], but=by.person)
        change: dict[Any, Any] = {
            Membership.state: "left",
            Membership.coordinator: False,
            Membership.released: None,
        }
        held = membership(by.person, organisation["id"]) & Membership.state.is_in(sorted(HELD))
        if await claim(Membership, change, held) is None:
            raise Refused("gone")
        await record("membership.left", "person", by.person, by=by.person, now=now, branch=organisation["id"])
