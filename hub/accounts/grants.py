"""`hub grant` and `hub revoke`: roles given and taken by the operator, the first administrator's among them."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from hub.accounts.actions import find_persons
from hub.accounts.roles import HELD, ROLES, grant, revoke
from hub.config import Config
from hub.feature import Command
from hub.refused import Refused
from hub.text import usable
from hub.web.state import clock


def arguments(parser: ArgumentParser) -> None:
    """What `hub grant` takes."""
    parser.add_argument("role", choices=ROLES)
    parser.add_argument("email", metavar="EMAIL", help="an unknown address becomes a person at their first sign-in")
    parser.add_argument("--branch", metavar="SLUG", help="organisation: an editor's branch, a coordinator's own")
    parser.add_argument("--person", metavar="UUID", help="which person, where several share the address")


def arguments_to_revoke(parser: ArgumentParser) -> None:
    """What `hub revoke` takes."""
    parser.add_argument("role", choices=HELD)
    parser.add_argument("email", metavar="EMAIL")
    parser.add_argument("--branch", metavar="SLUG", help="organisation: the branch of the editor's role to take away")
    parser.add_argument("--person", metavar="UUID", help="which person, where several share the address")


async def run(parsed: Namespace, config: Config) -> int:
    """Give the role; asks for the person on a terminal, else needs --person, where an address has several."""
    return await _carry_out(parsed, grant, "{name} is {role} now{place}.")


async def run_revoke(parsed: Namespace, config: Config) -> int:
    """Take the role away; asks for the person as `hub grant` does."""
    return await _carry_out(parsed, revoke, "{name} is not {role} any more{place}.")


async def _carry_out(parsed: Namespace, act: Callable[..., Awaitable[str]], done: str) -> int:
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
        name = await act(parsed.role, email, person=uuid, branch=parsed.branch, by=None, now=clock())
    except Refused as refused:
        return _complain(COMPLAINTS[refused.code])
    place = f" at {parsed.branch}" if parsed.branch else ""
    print(done.format(name=name or email, role=parsed.role, place=place))
    return 0


COMPLAINTS = {
    "no_branch": "There is no such organisation.",
    "needs_branch": "A coordinator or member needs --branch SLUG, the organisation.",
    "no_branch_here": "Administrators and scouts have no branch.",
    "no_person": "There is no such person behind this address.",
    "has_role": "They have that role already.",
    "no_role": "They do not have that role; an editor's role for a branch needs --branch SLUG.",
    "only_administrator": "That is the last administrator. Give the role to somebody else first.",
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


commands = (
    Command("grant", "give somebody a role", arguments, run),
    Command("revoke", "take a role from somebody", arguments_to_revoke, run_revoke),
)
