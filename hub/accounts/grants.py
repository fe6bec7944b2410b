"""`hub grant ROLE EMAIL`: roles given by the operator, the first administrator among them."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.accounts.actions import find_persons, make_person
from hub.audit import record
from hub.config import Config
from hub.database import write
from hub.refused import Refused
from hub.tables import Membership, Organisation, RoleGrant
from hub.text import usable
from hub.web.state import clock

ROLES = ("administrator", "editor", "scout", "coordinator", "member")
AT_AN_ORGANISATION = {"coordinator", "member"}


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("role", choices=ROLES)
    parser.add_argument("email", metavar="EMAIL", help="an unknown address becomes a person at their first sign-in")
    parser.add_argument("--branch", metavar="SLUG", help="organisation: an editor's branch, a coordinator's own")
    parser.add_argument("--person", metavar="UUID", help="which person, where several share the address")


async def run(parsed: Namespace, config: Config) -> int:
    """Give the role; asks for the person on a terminal, else needs --person, where an address has several."""
    email = usable(parsed.email)
    if email is None:
        return _complain("That is not a mail address.")
    people = await find_persons(email)
    uuid: UUID | None = None
    if parsed.person or len(people) > 1:
        uuid = _which(people, parsed.person)
        if uuid is None:
            return 2
    try:
        name = await grant(parsed.role, email, person=uuid, branch=parsed.branch, now=clock())
    except Refused as refused:
        return _complain(COMPLAINTS[refused.code])
    print(f"{name or email} is {parsed.role} now{f' at {parsed.branch}' if parsed.branch else ''}.")
    return 0


COMPLAINTS = {
    "no_branch": "There is no such organisation.",
    "needs_branch": "A coordinator or member needs --branch SLUG, the organisation.",
    "no_branch_here": "Administrators and scouts have no branch.",
    "no_person": "There is no such person behind this address.",
    "has_role": "They have that role already.",
}


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


def _which(people: list[dict[str, Any]], asked: str | None) -> UUID | None:
    """The person chosen by --person or, on a terminal, by number."""
    lines = [f"  {number}. {each['name'] or '(no name yet)'}  {each['uuid']}" for number, each in enumerate(people, 1)]
    if asked is None:
        print("Several people share this address:\n" + "\n".join(lines), file=sys.stderr)
        if not sys.stdin.isatty():
            _complain("Say which one with --person UUID.")
            return None
        asked = input("Number: ").strip()
        if asked.isdecimal() and 0 < int(asked) <= len(people):
            asked = str(people[int(asked) - 1]["uuid"])
    found: UUID | None = next((each["uuid"] for each in people if str(each["uuid"]) == asked), None)
    if found is None:
        _complain(COMPLAINTS["no_person"])
    return found


async def grant(role: str, email: str, *, person: UUID | None, branch: str | None, now: datetime) -> str:
    """Give a role to the person behind an address (`person` where there are several); gives back their name.

    Refused: `no_branch`, `needs_branch`, `no_branch_here`, `no_person`, `has_role`.
    """
    if role in AT_AN_ORGANISATION and not branch:
        raise Refused("needs_branch")
    if branch and role not in AT_AN_ORGANISATION | {"editor"}:
        raise Refused("no_branch_here")
    async with write():
        organisation = await Organisation.select(Organisation.id).where(Organisation.slug == (branch or "")).first()
        if branch and organisation is None:
            raise Refused("no_branch")
        people = await find_persons(email)
        if person is not None:
            people = [each for each in people if each["uuid"] == person]
        if len(people) > 1 or (person is not None and not people):
            raise Refused("no_person")
        id = people[0]["id"] if people else await make_person(email, name="", now=now, confirmed=False)
        place = organisation["id"] if organisation else None
        if role in AT_AN_ORGANISATION:
            await _employ(id, place, coordinator=role == "coordinator", now=now)
        else:
            row = RoleGrant(person=id, role=role, organisation=place, created=now)
            if not await RoleGrant.insert(row).on_conflict(action="DO NOTHING").returning(RoleGrant.id):
                raise Refused("has_role")
        await record("role.granted", "person", id, by=None, now=now, branch=place, note=role)
    return people[0]["name"] if people else ""


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
