"""Sessions by the thousand, for pages and feeds to show."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hub.appointments.tables import Appointment, Host
from hub.tables import Organisation, Person
from sessions.programme.tables import Session, SessionTag, Tag

BATCH = 200
TITLE = "Nextcloud kennenlernen: gemeinsam ablegen, gemeinsam finden"
TEXT = "Wir legen zusammen einen Ordner an, teilen ihn mit einer Arbeitsgruppe und klären, wer was sehen darf. " * 3


async def fill(sessions: int, *, now: datetime) -> None:
    """Publish so many sessions, four a day from tomorrow on, each with a host, an organisation and two tags."""
    person = {"name_for": "public", "created": now}
    people = await _made(
        Person, [{**person, "uuid": uuid4(), "slug": f"p-{n}", "name": f"Host {n}"} for n in range(30)]
    )
    place = {"kind": "member", "path": "/", "state": "released", "created": now}
    places = await _made(
        Organisation, [{**place, "uuid": uuid4(), "slug": f"o-{n}", "name": f"Verein {n}"} for n in range(25)]
    )
    tags = await _made(Tag, [{"slug": f"t-{n}", "name": f"Thema {n}"} for n in range(10)])
    for first in range(0, sessions, BATCH):
        numbers = range(first, min(first + BATCH, sessions))
        appointments = await _made(Appointment, [_appointment(n, now) for n in numbers])
        made = await _made(
            Session,
            [
                {"appointment": id, "uuid": uuid4(), "slug": f"s-{n}", "type": "workshop", "title": f"{TITLE} {n}",
                 "summary": TEXT[:200], "description": TEXT, "description_html": f"<p>{TEXT}</p>", "language": "de",
                 "organisation": places[n % len(places)], "created": now}
                for n, id in zip(numbers, appointments, strict=True)
            ],
        )  # fmt: skip
        await _made(Host, [{"appointment": id, "person": people[id % len(people)]} for id in appointments])
        await _made(
            SessionTag, [{"session": id, "tag": tags[(id + each) % len(tags)]} for id in made for each in (0, 3)]
        )


def _appointment(n: int, now: datetime) -> dict[str, Any]:
    start = datetime(now.year, now.month, now.day, 8, tzinfo=UTC) + timedelta(days=1 + n // 4, hours=n % 4)
    return {
        "uuid": uuid4(), "kind": "session", "title": f"{TITLE} {n}", "path": f"/sessions/s-{n}", "start": start,
        "end": start + timedelta(hours=1), "place_kind": "online", "state": "published", "visible_to": "public",
        "open_to": "public", "registration": "session", "capacity": 20, "taken": n % 20, "created": now, "changed": now,
    }  # fmt: skip


async def _made(table: Any, rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in await table.insert(*(table(**row) for row in rows)).returning(table.id)]
