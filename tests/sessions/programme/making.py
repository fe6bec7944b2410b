"""Sessions and events for tests of what is shown."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from hub.appointments import actions as appointments
from hub.appointments.actions import Draft
from hub.database import current
from hub.text import slug as slug_of
from sessions.programme.tables import Event, Room, Session, SessionTag, Tag, Track

OF_APPOINTMENT = {"place_kind", "place", "visible_to", "open_to", "registration", "branch", "capacity", "state"}


async def session(
    title: str, now: datetime, *, hosts: Sequence[int] = (), tags: Sequence[str] = (), **values: Any
) -> int:
    """A published session tomorrow, one hour long; gives back its appointment's id. Further values of either table."""
    start = values.pop("start", now + timedelta(days=1))
    end = values.pop("end", start + timedelta(hours=1))
    of_appointment = {"state": "published", **{name: values.pop(name) for name in OF_APPOINTMENT & values.keys()}}
    slug = values.pop("slug", slug_of(title, "session"))
    uuid = uuid4()
    draft = Draft(uuid=uuid, kind="session", title=title, path=f"/sessions/{slug}", start=start, end=end,
                  **of_appointment)  # fmt: skip
    appointment = await appointments.create(draft, now=now)
    defaults = {"type": "workshop", "language": "de", "difficulty": "none"}
    row = Session(appointment=appointment, uuid=uuid, slug=slug, title=title, created=now, **{**defaults, **values})
    await row.save()
    for name in tags:
        await SessionTag(session=row.id, tag=await tag(name)).save()
    await appointments.set_hosts(appointment, hosts, now=now)
    return appointment


async def tag(name: str) -> int:
    """A tag by its name, made where there is none."""
    slug = slug_of(name, "tag")
    found = await Tag.select(Tag.id).where(Tag.slug == slug).first()
    if found is None:
        row = Tag(slug=slug, name=name)
        await row.save()
        return int(row.id)
    return int(found["id"])


async def event(title: str, first: date, now: datetime, *, days: int = 1, **values: Any) -> int:
    """A published event; gives back its id."""
    of_appointment = {"state": "published", **{name: values.pop(name) for name in OF_APPOINTMENT & values.keys()}}
    start = datetime(first.year, first.month, first.day, 8, tzinfo=now.tzinfo)
    slug, uuid = slug_of(title, "event"), uuid4()
    draft = Draft(uuid=uuid, kind="event", title=title, path=f"/events/{slug}", start=start,
                  end=start + timedelta(days=days - 1, hours=10), **of_appointment)  # fmt: skip
    appointment = await appointments.create(draft, now=now)
    row = Event(appointment=appointment, uuid=uuid, slug=slug, kind=values.pop("kind", "plain"), title=title,
                first=first, last=first + timedelta(days=days - 1), created=now, **values)  # fmt: skip
    await row.save()
    return int(row.id)


async def room(event: int, name: str, position: int = 0) -> int:
    """A room of an event."""
    row = Room(event=event, name=name, position=position)
    await row.save()
    return int(row.id)


async def track(event: int, name: str, color: str = "blue") -> int:
    """A track of an event."""
    row = Track(event=event, name=name, slug=slug_of(name, "track"), color=color, position=0)
    await row.save()
    return int(row.id)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL of every statement that runs on the current engine inside the block."""
    engine: Any = current()
    run, statements = engine.run_raw, []

    async def counting(sql: str, *args: Any) -> list[Any]:
        statements.append(sql)
        rows: list[Any] = await run(sql, *args)
        return rows

    engine.run_raw = counting
    try:
        yield statements
    finally:
        del engine.run_raw
