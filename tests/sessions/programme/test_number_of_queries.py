"""However long a list is, it takes the same number of queries."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from hub.database import write
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.sessions.programme.making import counted, event, room, session, track

pytestmark = pytest.mark.anyio

FILTERS = "type=workshop&tag=chat&organisation=north&where=online&free=1&open_to=members&from=2026-11-01&track=strang"
PAGES = (
    "/",
    "/programme",
    f"/programme?{FILTERS}",
    "/programme/browse",
    "/events",
    "/events/camp?day=all",
    "/events/camp?day=2026-11-21&track=strang",
    "/sessions/first",
    "/api/programme",
    f"/api/programme?{FILTERS}",
    "/api/events",
    "/api/events/camp",
    "/api/sessions/first",
)


async def grow(cast: Cast) -> AsyncIterator[int]:
    """A programme of 1, then 3, then 60 sessions on one day, each with hosts, tags, event, room and track."""
    camp = await event("Camp", NOW.date() + timedelta(days=1), NOW, organisation=cast.organisations["alpha"])
    rooms = [await room(camp, name) for name in ("Saal", "Hof")]
    thread = await track(camp, "Strang")
    await session("Verwandt", NOW, start=NOW + timedelta(days=9), type="webinar", tags=["Chat"])
    made = 0
    for size in (1, 3, 60):
        async with write():
            for number in range(made, size):
                await session(
                    f"S{number}", NOW, slug="first" if number == 0 else f"s{number}",
                    start=NOW + timedelta(days=1, minutes=number), event=camp, track=thread, room=rooms[number % 2],
                    hosts=[cast.persons["scout"], cast.persons["member"]], tags=["Chat", f"Tag {number}"],
                    organisation=cast.organisations["alpha"], place_kind="hybrid", place=f"Hof, 2410{number % 9} Kiel",
                )  # fmt: skip
                if number:
                    await event(f"Camp {number}", NOW.date() + timedelta(days=number), NOW)
        made = size
        yield size


@pytest.mark.parametrize("who", ["visitor", "member", "editor_north"])
async def test_pages_take_as_many_queries_for_one_row_as_for_sixty(client_for: ClientFor, cast: Cast, who: str) -> None:
    client: httpx.AsyncClient = client_for(who)
    taken: dict[str, list[int]] = {path: [] for path in PAGES}
    async for _ in grow(cast):
        for path in PAGES:
            with counted() as statements:
                assert (await client.get(path)).status_code == 200
            taken[path].append(len(statements))
    assert {path: set(numbers) for path, numbers in taken.items() if len(set(numbers)) > 1} == {}
    assert max(taken["/programme"]) <= 8


async def test_the_second_visitor_of_a_page_asks_for_no_sessions(visitor: httpx.AsyncClient, clock: Clock) -> None:
    await session("Für alle", NOW)
    for path in ("/", "/programme", "/programme?type=workshop"):
        asked = []
        for _ in range(2):
            with counted() as statements:
                text = (await visitor.get(path)).text
            asked.append((any('"session"' in each for each in statements), "Für alle" in text))
        assert asked == [(True, True), (False, True)]
        clock.forward(minutes=1)
