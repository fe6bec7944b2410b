"""Deleting and emptying many rows in short transactions, so that nobody waits long for SQLite's one writer."""

from typing import Any

from piccolo.columns.base import Column
from piccolo.columns.combination import And, Or, Where
from piccolo.table import Table

from hub.database import write

SIZE = 200

Condition = Where | And | Or


async def delete_in_batches(table: type[Table], condition: Condition) -> int:
    """Delete the rows that meet a condition, 200 a transaction; gives back how many there were."""
    gone = 0
    while ids := await _ids(table, condition):
        async with write():
            rows = await table.delete().where(table._meta.primary_key.is_in(ids)).returning(table._meta.primary_key)
        gone += len(rows)
    return gone


async def change_in_batches(table: type[Table], change: dict[Column | str, Any], condition: Condition) -> int:
    """Change the rows that meet a condition, 200 a transaction; the change must make the condition untrue."""
    changed = 0
    while ids := await _ids(table, condition):
        async with write():
            key = table._meta.primary_key
            rows = await table.update(change, force=True).where(key.is_in(ids)).returning(key)
        changed += len(rows)
    return changed


async def _ids(table: type[Table], condition: Condition) -> list[int]:
    key = table._meta.primary_key
    return await table.select(key).where(condition).order_by(key).limit(SIZE).output(as_list=True)
