"""`hub grant` and `hub revoke`."""

from argparse import ArgumentParser
from typing import Any

import pytest

from hub.accounts import grants
from hub.accounts.actions import ensure_person_by_address, find_persons
from hub.config import Config
from hub.tables import Membership, RoleGrant
from tests.cast import Cast
from tests.conftest import Clock

pytestmark = pytest.mark.anyio


async def run(config: Config, *words: str) -> int:
    parser = ArgumentParser()
    grants.arguments(parser)
    return await grants.run(parser.parse_args(words), config)


async def revoke(config: Config, *words: str) -> int:
    parser = ArgumentParser()
    grants.arguments_to_revoke(parser)
    return await grants.run_revoke(parser.parse_args(words), config)


async def roles(email: str) -> list[Any]:
    (person,) = await find_persons(email)
    rows = RoleGrant.select(RoleGrant.role, RoleGrant.organisation.slug).where(RoleGrant.person == person["id"])
    return [(row["role"], row["organisation.slug"]) for row in await rows.order_by(RoleGrant.id)]


async def test_the_first_administrator_needs_no_account_yet(config: Config, database: Config) -> None:
    assert await run(config, "administrator", "Root@Hub.example") == 0
    assert await roles("root@hub.example") == [("administrator", None)]
    (person,) = await find_persons("root@hub.example")
    assert (person["name"], person["joined"]) == ("", None)


async def test_roles_with_and_without_branch(database: Config, clock: Clock) -> None:
    cast = await Cast.move_in(clock.now)
    email = "member@cast.example"
    assert await run(database, "editor", email, "--branch", "north") == 0
    assert await run(database, "editor", email) == 0
    assert await run(database, "scout", email) == 0
    assert await roles(email) == [("editor", "north"), ("editor", None), ("scout", None)]
    assert await run(database, "coordinator", email, "--branch", "alpha") == 0
    viewer = await cast.viewer("member")
    assert viewer.coordinates == {cast.organisations["alpha"]}
    assert viewer.branches == (*sorted({"/", f"/{cast.organisations['federation']}/{cast.organisations['north']}/"}),)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("editor", "member@cast.example", "--branch", "nowhere"), "no such organisation"),
        (("administrator", "member@cast.example", "--branch", "north"), "no branch"),
        (("coordinator", "member@cast.example"), "--branch"),
        (("editor", "administrator"), "not a mail address"),
        (("administrator", "administrator@cast.example"), "already"),
        (("scout", "member@cast.example", "--person", "x"), "no such person"),
    ],
)
async def test_what_cannot_be_granted_is_said(
    database: Config, clock: Clock, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], complaint: str
) -> None:
    await Cast.move_in(clock.now)
    before = await RoleGrant.count(), await Membership.count()
    assert await run(database, *words) == 2
    assert complaint in capsys.readouterr().err
    assert (await RoleGrant.count(), await Membership.count()) == before


async def test_where_several_share_a_mailbox_it_needs_to_know_whom(
    database: Config, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Ada", "Bea"):
        await ensure_person_by_address("info@x.example", name=name, now=clock.now)
    assert await run(database, "scout", "info@x.example") == 2
    listed = capsys.readouterr().err
    people = await find_persons("info@x.example")
    assert all(f"{each['name']}  {each['uuid']}" in listed for each in people)
    assert not await RoleGrant.exists()
    assert await run(database, "scout", "info@x.example", "--person", str(people[1]["uuid"])) == 0
    assert await RoleGrant.select(RoleGrant.person).output(as_list=True) == [people[1]["id"]]


async def test_a_role_is_taken_for_one_branch_only(database: Config, clock: Clock) -> None:
    await Cast.move_in(clock.now)
    email = "member@cast.example"
    for words in (("editor", email, "--branch", "north"), ("editor", email), ("scout", email)):
        assert await run(database, *words) == 0
    assert await revoke(database, "editor", "Member@cast.example", "--branch", "north") == 0
    assert await roles(email) == [("editor", None), ("scout", None)]
    assert await revoke(database, "scout", email) == 0
    assert await roles(email) == [("editor", None)]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("editor", "editor_north@cast.example"), "--branch"),
        (("editor", "editor@cast.example", "--branch", "nowhere"), "no such organisation"),
        (("scout", "member@cast.example"), "do not have"),
        (("scout", "unknown@cast.example"), "no such person"),
        (("administrator", "administrator@cast.example"), "last administrator"),
    ],
)
async def test_what_cannot_be_taken_is_said(
    database: Config, clock: Clock, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], complaint: str
) -> None:
    await Cast.move_in(clock.now)
    before = await RoleGrant.count()
    assert await revoke(database, *words) == 2
    assert complaint in capsys.readouterr().err
    assert await RoleGrant.count() == before
