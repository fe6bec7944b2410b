"""Uploaded files between the steps of an import; they are kept for a day."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hub.database import write
from hub.privacy.rules import UPLOAD
from sessions.transfer.sheet import COLUMNS, Column
from sessions.transfer.tables import ImportDraft


async def keep(body: bytes, *, filename: str, event: int, by: int, now: datetime) -> UUID:
    """Keep a file; an earlier one of the same person for the same event goes."""
    uuid = uuid4()
    async with write():
        await ImportDraft.delete().where((ImportDraft.event == event) & (ImportDraft.by == by))
        await ImportDraft(uuid=uuid, event=event, by=by, filename=filename[:200], body=body, created=now).save()
    return uuid


async def find(uuid: UUID, *, event: int, by: int) -> dict[str, Any] | None:
    """A person's own file for an event, with `columns` as {place: field}."""
    mine = (ImportDraft.uuid == uuid) & (ImportDraft.event == event) & (ImportDraft.by == by)
    row = await ImportDraft.select().where(mine).first()
    if row is None:
        return None
    chosen: dict[str, str] = json.loads(row["columns"] or "{}")
    return {**row, "columns": {int(place): column for place, column in chosen.items() if column in COLUMNS}}


async def choose_columns(draft: int, columns: Mapping[int, Column]) -> None:
    """Keep what an editor says about the columns of a table."""
    await ImportDraft.update({ImportDraft.columns: json.dumps(columns)}).where(ImportDraft.id == draft)


async def drop(draft: int) -> None:
    """Forget a file."""
    await ImportDraft.delete().where(ImportDraft.id == draft)


async def purge(now: datetime) -> int:
    """Forget the files that nobody went on with."""
    old = ImportDraft.created < now - timedelta(days=UPLOAD.days or 0)
    gone = await ImportDraft.delete().where(old).returning(ImportDraft.id)
    return len(gone)
