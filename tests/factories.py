"""Things that tests need many of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from hub.appointments import actions
from hub.appointments.actions import Draft
from hub.tables import Person


async def appointment(now: datetime, **values: Any) -> int:
    """A published appointment tomorrow, one hour long, open to everybody."""
    start = values.pop("start", now + timedelta(days=1))
    defaults: dict[str, Any] = {
        "uuid": uuid4(),
        "kind": "session",
        "title": "Nextcloud kennenlernen",
        "path": "/sessions/nextcloud-kennenlernen",
        "start": start,
        "end": start + timedelta(hours=1),
        "state": "published",
    }
    return await actions.create(Draft(**{**defaults, **values}), now=now)


async def person(name: str, now: datetime) -> int:
    """Somebody without address."""
    row = Person(uuid=uuid4(), name=name, name_for="nobody", created=now)
    await row.save()
    return int(row.id)
