"""Lists are a page at a time, and cost the same number of queries whatever their length."""

from datetime import datetime
from uuid import uuid4

import pytest

from hub.tables import Membership, Organisation
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.factories import person
from tests.sessions.programme.making import counted

pytestmark = pytest.mark.anyio


async def grow(cast: Cast, start: int, count: int, now: datetime) -> None:
    """More organisations, applications and people asking and working, all found by the word Zuwachs."""
    for n in range(start, start + count):
        for state, kind in (("released", "member"), ("applied", "member")):
            slug = f"zuwachs-{state}-{n}"
            id = await cast.found(slug, kind, "north", now)
            await Organisation.update({Organisation.state: state, Organisation.uuid: uuid4()}).where(
                Organisation.id == id
            )
        for state in ("asked", "released"):
            await Membership(
                person=await person(f"Zuwachs {n}", now),
                organisation=cast.organisations["alpha"],
                state=state,
                created=now,
                released=now,
            ).save()


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("visitor", "/organisations?q=zuwachs&branch=north&kind=member"),
        ("visitor", "/organisations/north"),
        ("visitor", "/api/organisations?q=zuwachs"),
        ("editor_north", "/editing/organisations?q=zuwachs&state=released"),
        ("coordinator", "/organisations/alpha/people"),
        ("coordinator", "/me"),
    ],
)
async def test_the_number_of_queries_does_not_grow(
    client_for: ClientFor, cast: Cast, clock: Clock, who: str, path: str
) -> None:
    counts = []
    for start, more in ((0, 1), (1, 2), (3, 60)):
        await grow(cast, start, more, clock.now)
        with counted() as statements:
            assert (await client_for(who).get(path)).status_code == 200
        counts.append(len(statements))
    assert len(set(counts)) == 1, counts


async def test_a_long_directory_has_pages_that_together_show_everything(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    await grow(cast, 0, 70, clock.now)
    client = client_for("visitor")
    shown: list[set[str]] = []
    for number in (1, 2, 3):
        text = (await client.get(f"/organisations?q=zuwachs&page={number}")).text
        shown.append({f"zuwachs-released-{n}" for n in range(70) if f'/organisations/zuwachs-released-{n}"' in text})
    assert [len(each) for each in shown] == [60, 10, 10]
    assert len(shown[0] | shown[1]) == 70
