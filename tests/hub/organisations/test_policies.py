"""Who may do what with an organisation, as exact sets over the cast."""

from typing import Any

import pytest

from hub.organisations import policies
from hub.organisations.queries import COLUMNS
from hub.tables import Membership, Organisation
from hub.viewer import Viewer
from tests.cast import CHARACTERS, Cast

pytestmark = pytest.mark.anyio

EVERYBODY = set(CHARACTERS)


async def seen_by(cast: Cast, name: str, slug: str) -> tuple[Viewer, dict[str, Any]]:
    """A character and an organisation's row as queries load it for them."""
    viewer = await cast.viewer(name)
    row = await Organisation.select(*COLUMNS).where(Organisation.slug == slug).first()
    assert row is not None
    own = (Membership.person == (viewer.person or 0)) & (Membership.organisation == row["id"])
    mine = await Membership.select(Membership.state, Membership.coordinator).where(own).first()
    return viewer, {
        **row,
        "my_state": mine["state"] if mine else "",
        "my_coordinator": bool(mine and mine["coordinator"]),
    }


async def who(cast: Cast, rule: Any, slug: str) -> set[str]:
    return {name for name in CHARACTERS if rule(*(await seen_by(cast, name, slug)))}


@pytest.fixture
async def applied(cast: Cast, clock: Any) -> Cast:
    """gamma, an application of newcomer below north."""
    await cast.found("gamma", "member", "north", clock.now)
    await Organisation.update({Organisation.state: "applied"}).where(Organisation.slug == "gamma")
    await Membership(
        person=cast.persons["newcomer"],
        organisation=cast.organisations["gamma"],
        state="asked",
        coordinator=True,
        created=clock.now,
    ).save()
    return cast


async def test_released_organisations_are_public_and_others_are_not(applied: Cast) -> None:
    assert await who(applied, policies.may_see, "alpha") == EVERYBODY
    assert await who(applied, policies.may_see, "gamma") == {"newcomer", "editor_north", "editor"}


async def test_hidden_things_are_for_its_own_people_and_the_editors_of_its_branch(applied: Cast) -> None:
    assert await who(applied, policies.may_see_hidden, "hidden") == {"editor_north", "editor"}
    assert await who(applied, policies.may_see_hidden, "alpha") == {
        "member", "colleague", "coordinator", "editor_north", "editor",
    }  # fmt: skip
    assert await who(applied, policies.may_see_hidden, "beta") == {"stranger", "editor_south", "editor"}
    assert await who(applied, policies.may_see_hidden, "gamma") == {"newcomer", "editor_north", "editor"}


async def test_coordinators_and_editors_of_the_branch_edit(applied: Cast) -> None:
    assert await who(applied, policies.may_edit, "alpha") == {"coordinator", "editor_north", "editor"}
    assert await who(applied, policies.may_edit, "alpha-house") == {"editor_north", "editor"}
    assert await who(applied, policies.may_edit, "beta") == {"editor_south", "editor"}
    assert await who(applied, policies.may_edit, "federation") == {"editor"}
    assert await who(applied, policies.may_edit, "gamma") == {"newcomer", "editor_north", "editor"}


async def test_whoever_applied_no_longer_edits_once_the_application_is_withdrawn(applied: Cast) -> None:
    await Membership.update({Membership.state: "left"}).where(Membership.organisation == applied.organisations["gamma"])
    assert await who(applied, policies.may_edit, "gamma") == {"editor_north", "editor"}


async def test_only_editors_of_the_branch_place_and_release(applied: Cast) -> None:
    assert await who(applied, policies.may_place, "gamma") == {"editor_north", "editor"}
    assert await who(applied, policies.may_place, "alpha") == {"editor_north", "editor"}
    assert await who(applied, policies.may_place, "south") == {"editor_south", "editor"}


async def test_people_are_looked_after_by_coordinators_and_editors_once_released(applied: Cast) -> None:
    assert await who(applied, policies.may_look_after_people, "alpha") == {"coordinator", "editor_north", "editor"}
    assert await who(applied, policies.may_look_after_people, "gamma") == set()


async def test_everybody_with_an_account_may_join_what_they_do_not_belong_to(applied: Cast) -> None:
    assert await who(applied, policies.may_join, "alpha") == EVERYBODY - {
        "visitor", "member", "colleague", "coordinator",
    }  # fmt: skip
    assert await who(applied, policies.may_join, "gamma") == set()


async def test_names_are_shown_as_each_person_chose(applied: Cast) -> None:
    shown = {name: policies.names_shown_to(await applied.viewer(name)) for name in CHARACTERS}
    assert {name for name, choices in shown.items() if "members" in choices} == EVERYBODY - {"visitor", "newcomer"}
    assert all("nobody" not in choices and "public" in choices for choices in shown.values())
