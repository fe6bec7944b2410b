"""Putting a mail in the post: a message's name and a snapshot of its values, in the writing transaction."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.jobs import queue
from hub.mail.tables import JOB, Outgoing
from hub.tables import PersonAddress


async def post(
    message: str,
    *,
    to: str,
    values: Mapping[str, Any],
    now: datetime,
    language: str = "",
    person: int | None = None,
    calendar: bytes = b"",
    method: str = "",
    once: str | None = None,
) -> None:
    """Queue one mail; `values` must be JSON and hold all the template shows, paths instead of whole addresses.

    Without `language` it is written in that of the settings. With `once` a second mail of the same is not queued.
    `calendar` is an iTIP body for `method` (RFC 6047).
    """
    rows = await (
        Outgoing.insert(
            Outgoing(
                message=message,
                language=language,
                recipient=to,
                person=person,
                values=json.dumps(values),
                calendar=calendar,
                method=method,
                once=once,
                created=now,
                due=now,
            )
        )
        .on_conflict(action="DO NOTHING")
        .returning(Outgoing.id)
    )
    if rows:
        await queue.add(JOB, {"id": rows[0]["id"]}, due=now, once=f"{JOB}:{rows[0]['id']}")


async def post_to(person: int, message: str, *, values: Mapping[str, Any], now: datetime, **rest: Any) -> bool:
    """Queue a mail to a person's main address in their language; False where they have none."""
    found = (
        await PersonAddress.select(PersonAddress.address.email, PersonAddress.person.language)
        .where((PersonAddress.person == person) & (PersonAddress.main.eq(True)))
        .first()
    )
    if found is None:
        return False
    language = found["person.language"]
    await post(message, to=found["address.email"], values=values, now=now, language=language, person=person, **rest)
    return True
