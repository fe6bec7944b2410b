"""Seats: what the hub's sign-up costs beside the bare claim, which is one UPDATE and one INSERT in plain SQL."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from benchmarks.installations import ENGINES, installation, opened
from benchmarks.measure import Figure, rates
from hub.appointments import actions, seats
from hub.appointments.tables import Appointment
from hub.database import current, write
from hub.database.sqlite import Sqlite
from hub.refused import Refused
from hub.tables import Person
from hub.viewer import Viewer
from sessions.booking import actions as booking

CROWD = 200
MANY = 1_000_000


async def run() -> list[Figure]:
    """Figures of both engines: 200 people at once, who all get a seat, or are all refused."""
    figures = []
    for engine in ENGINES:
        async with installation(engine) as config, opened(config):
            people = await _people()
            figures += await _successes(engine, people)
            figures += await _refusals(engine, people)
    return figures


async def _people() -> list[int]:
    now = datetime.now(UTC)
    rows = [Person(uuid=uuid4(), name=f"p{n}", created=now) for n in range(CROWD)]
    return [row["id"] for row in await Person.insert(*rows).returning(Person.id)]


async def _appointment(capacity: int) -> dict[str, Any]:
    start = datetime.now(UTC) + timedelta(days=7)
    draft = actions.Draft(
        uuid=uuid4(), kind="session", title="Seats", path="/sessions/seats", start=start,
        end=start + timedelta(hours=1), capacity=capacity, state="published",
    )  # fmt: skip
    id = await actions.create(draft, now=datetime.now(UTC))
    row = await Appointment.select().where(Appointment.id == id).first()
    assert row is not None
    return row


async def _successes(engine: str, people: list[int]) -> list[Figure]:
    async def hub(person: int, row: dict[str, Any]) -> None:
        viewer = Viewer(person=person, uuid=uuid4(), name="p", language="de", keys=frozenset({"public"}))
        await booking.sign_up(row, booking.Details(shown_name="p"), by=viewer, now=datetime.now(UTC))

    found = await rates({"bare": _crowd(people, MANY, _bare), "hub": _crowd(people, MANY, hub)}, times=CROWD)
    return [
        Figure(f"{engine}: seats taken, bare claim", found["bare"], "/s"),
        Figure(f"{engine}: seats taken by the hub's sign-up", found["hub"], "/s"),
        Figure(f"{engine}: seats taken, hub to bare", found["hub"] / found["bare"], "", least=0.2),
    ]


async def _refusals(engine: str, people: list[int]) -> list[Figure]:
    async def hub(person: int, row: dict[str, Any]) -> None:
        wish = seats.Wish(person=person, by=person, shown_name="p", waiting_welcome=False)
        try:
            await seats.take(row["id"], wish, now=datetime.now(UTC))
        except Refused:
            return
        raise RuntimeError("somebody got a seat where there was none")

    found = await rates({"bare": _crowd(people, 0, _bare), "hub": _crowd(people, 0, hub)}, times=CROWD)
    return [
        Figure(f"{engine}: refused where all seats are taken, bare claim", found["bare"], "/s"),
        Figure(f"{engine}: refused where all seats are taken, by the hub", found["hub"], "/s"),
        Figure(f"{engine}: refused, hub to bare", found["hub"] / found["bare"], "", least=0.5),
    ]


def _crowd(
    people: list[int], capacity: int, one: Callable[[int, dict[str, Any]], Awaitable[None]]
) -> Callable[[int], Awaitable[object]]:
    async def all_at_once(times: int) -> None:
        row = await _appointment(capacity)
        await asyncio.gather(*(one(person, row) for person in people[:times]))

    return all_at_once


async def _bare(person: int, row: dict[str, Any]) -> None:
    """Claim and book as one would by hand, over the same connections."""
    engine = current()
    lite = isinstance(engine, Sqlite)
    now = datetime.now(UTC)
    one, booking = (CLAIM_LITE, BOOK_LITE) if lite else (CLAIM, BOOK)
    async with write():
        if await engine.run_raw(one, row["id"]):
            await engine.run_raw(booking, str(uuid4()) if lite else uuid4(), row["id"], person, now)


CLAIM = "UPDATE appointment SET taken = taken + 1 WHERE id = $1 AND taken < capacity RETURNING id"
BOOK = """
INSERT INTO booking (uuid, appointment, person, state, active, shown_name, assistant, created, changed, guest_email,
    revision)
VALUES ($1, $2, $3, 'confirmed', 1, 'p', false, $4, $4, '', 0)
"""
CLAIM_LITE = CLAIM.replace("$1", "?1")
BOOK_LITE = BOOK.replace("$", "?").replace("false", "0")
