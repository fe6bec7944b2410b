"""The people of the demo."""

from datetime import timedelta
from uuid import uuid4

import pytest

from hub.accounts import demo
from hub.accounts.actions import find_persons
from hub.accounts.queries import viewer_for
from hub.config import Config
from hub.demo import ROLES
from hub.tables import Organisation, Person
from hub.viewer import Viewer
from tests.conftest import Clock

pytestmark = pytest.mark.anyio


async def found_organisations(clock: Clock) -> None:
    """The organisations that people.toml names, side by side."""
    slugs = {each[name] for each in demo.people() for name in ("organisation", "branch") if name in each}
    for slug in sorted(slugs):
        row = Organisation(
            uuid=uuid4(), slug=slug, name=slug, kind="regional" if slug.startswith("landesverband") else "member",
            path="/", state="released", created=clock.now,
        )  # fmt: skip
        await row.save()
        await Organisation.update({Organisation.path: f"/{row.id}/"}).where(Organisation.id == row.id)


async def viewer(role: str) -> Viewer:
    (person,) = await find_persons(f"{role}@demo.example")
    row = await Person.select(Person.id, Person.uuid, Person.name, Person.language, Person.joined).where(
        Person.id == person["id"]
    )
    return await viewer_for(row[0])


async def test_each_role_has_a_way_in_that_is_what_it_says(database: Config, clock: Clock) -> None:
    await found_organisations(clock)
    await demo.move_in(clock.now)
    seen = {role: await viewer(role) for role in ROLES}
    assert all(each.joined and each.name for each in seen.values())
    assert {role for role, each in seen.items() if each.administrator} == {"administrator"}
    assert {role: each.branches == ("/",) for role, each in seen.items() if each.editor} == {
        "editor": True,
        "branch": False,
    }
    assert {role for role, each in seen.items() if each.scout} == {"scout"}
    assert {role for role, each in seen.items() if each.coordinates} == {"coordinator"}
    assert seen["coordinator"].coordinates == seen["member"].works_for
    assert {role for role, each in seen.items() if not each.member} == {"newcomer"}


async def test_everybody_has_lived_here_for_a_while(database: Config, clock: Clock) -> None:
    await found_organisations(clock)
    await demo.move_in(clock.now)
    rows = await Person.select(Person.joined, Person.slug, Person.name)
    assert len(rows) == len(demo.people())
    assert all(row["slug"] and row["joined"] < clock.now - timedelta(days=29) for row in rows)
    assert len({row["slug"] for row in rows}) == len(rows)
