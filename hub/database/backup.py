"""Writing a backup of everything, consistent while the hub serves."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from piccolo.columns import ForeignKey
from piccolo.conf.apps import Finder
from piccolo.table import Table, sort_table_classes

from hub.database.archive import Column, Head, Writer
from hub.database.migrate import done
from hub.database.transactions import read
from hub.progress import Progress

CHUNK = 500

Shape = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
_shapes: dict[type[Table], Shape] = {}


def shape(table: type[Table], how: Shape) -> None:
    """Say what a backup holds of each row of a table: the row, a changed one, or None to leave it out."""
    _shapes[table] = how


def _whole(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return row


async def backup(path: Path, *, now: datetime) -> dict[str, int]:
    """Write a backup file and give back how many rows of each table it holds; FileExistsError where there is one.

    Everything is read in one snapshot, in small pieces; nobody who serves or writes meanwhile has to wait.
    """
    if path.exists():
        raise FileExistsError(path)
    tables = sort_table_classes(Finder().get_table_classes())
    rows: dict[str, int] = {}
    async with read():
        head = Head(now, await done(), {table._meta.tablename: _columns(table) for table in tables})
        total = sum([await table.count() for table in tables])
        with Writer(path, head) as file, Progress("backup", total) as progress:
            for table in tables:
                name = table._meta.tablename
                rows[name] = await _write(table, file, progress)
                file.ended(name, rows[name])
    return rows


def _columns(table: type[Table]) -> list[Column]:
    return [
        Column(
            each._meta.name,
            each.value_type.__name__,
            each._foreign_key_meta.resolved_references._meta.tablename if isinstance(each, ForeignKey) else "",
        )
        for each in table._meta.columns
    ]


async def _write(table: type[Table], file: Writer, progress: Progress) -> int:
    key = table._meta.primary_key
    how = _shapes.get(table, _whole)
    last = 0
    with file.table(table._meta.tablename) as out:
        while chunk := await table.select(*table._meta.columns).where(key > last).order_by(key).limit(CHUNK):
            for row in chunk:
                if (kept := how(row)) is not None:
                    out.add(kept)
            last = chunk[-1][key._meta.name]
            progress.step(len(chunk))
    return out.rows
