"""Whose words about a host without account an import may put in place of others."""

from typing import Any

import pytest

from hub.tables import Person
from tests.cast import Cast
from tests.conftest import Clock
from tests.sessions.programme import kit
from tests.sessions.transfer.files import again, schedule, take, talk

pytestmark = pytest.mark.anyio


def given_by_ada(text: str) -> bytes:
    """A file of one session that Ada gives, with what it says of her."""
    return schedule(talk(1, persons=[{"code": "ADA111", "name": "Ada", "biography": text}]))


async def said() -> list[dict[str, Any]]:
    return await Person.select(Person.biography).where(Person.name == "Ada")


async def test_a_biography_is_renewed_by_the_branch_that_named_the_person_first(cast: Cast, clock: Clock) -> None:
    events = {
        branch: await kit.event(
            cast, by=f"editor_{branch}", organisation=cast.organisations[branch], publish=True, title=f"Camp {branch}"
        )
        for branch in ("north", "south")
    }

    async def bring(branch: str, text: str) -> None:
        await take(
            given_by_ada(text),
            await again(events[branch]["id"]),
            by=await cast.viewer(f"editor_{branch}"),
            now=clock.now,
        )

    await bring("north", "Kommt aus Kiel.")
    await bring("south", "Kommt aus München.")
    assert await said() == [{"biography": "Kommt aus Kiel."}]
    await bring("south", "Kommt aus Passau.")
    assert await said() == [{"biography": "Kommt aus Kiel."}]
    await bring("north", "Kommt aus Flensburg.")
    assert await said() == [{"biography": "Kommt aus Flensburg."}]
