"""Programme files that tests make."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hub.viewer import Viewer
from sessions.programme import actions
from sessions.programme.content import EventContent
from sessions.programme.sheets import Row, event_by
from sessions.programme.tables import Event
from sessions.transfer.applying import carry_out
from sessions.transfer.matching import Here
from sessions.transfer.reading import Read, programme_in
from sessions.transfer.writing import Import, Outcome, Wishes

ZONE = "Europe/Berlin"
HERE = Here(ZONE, "http://hub.test")


def guid(number: int) -> str:
    return str(UUID(int=number + (4 << 76) + (8 << 60)))


def talk(number: int, **values: Any) -> dict[str, Any]:
    """An event of a schedule, an hour on 1 December 2026, each number at another time."""
    return {
        "guid": guid(number),
        "date": f"2026-12-01T{9 + number % 12:02}:00:00+01:00",
        "duration": "01:00",
        "title": f"Vortrag {number}",
        "type": "Workshop",
        "abstract": "",
        "persons": [],
        **values,
    }


def schedule(*talks: dict[str, Any], room: str = "Aula", **conference: Any) -> bytes:
    """A schedule.json with these events in one room."""
    days = [{"index": 1, "date": "2026-12-01", "rooms": {room: [*talks]}}]
    about = {"title": "Scout-Camp", "acronym": "camp", "start": "2026-12-01", "end": "2026-12-01", "days": days}
    return json.dumps({"schedule": {"version": "1", "conference": {**about, **conference}}}).encode()


async def new_event(by: Viewer, now: datetime, **values: Any) -> Row:
    """A published event on 1 December 2026, of no branch unless told otherwise."""
    defaults = {"kind": "plain", "title": "Scout-Camp", "first": date(2026, 12, 1), "last": date(2026, 12, 2)}
    publish = values.pop("publish", True)
    uuid = await actions.create_event(EventContent(**{**defaults, **values}), by=by, now=now)
    row = await Event.select(Event.id).where(Event.uuid == uuid).first()
    assert row is not None
    if publish:
        await actions.publish_event(row["id"], by=by, now=now)
    return await again(row["id"])


async def again(event: int) -> Row:
    row = await event_by(event)
    assert row is not None
    return row


async def reading(data: bytes, **values: Any) -> Read:
    return await programme_in(data, filename="datei", title="Scout-Camp", zone=ZONE, **values)


async def take(data: bytes, event: Row, *, by: Viewer, now: datetime, **wishes: Any) -> Outcome:
    """Import a file as the page does."""
    read = await reading(data)
    wanted = Wishes(**{"publish": True, **wishes})
    return await carry_out(Import(await again(event["id"]), read.programme, wanted, HERE, "de", by, now))
