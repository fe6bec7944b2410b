"""Bringing a backup back, on either engine, whichever it was made on."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder
from piccolo.table import sort_table_classes

from hub.database.archive import BadBackup, Column, Head, Reader
from hub.database.current import Engine, current
from hub.database.migrate import alone, forwards, known
from hub.database.postgres import Postgres
from hub.database.transactions import write
from hub.progress import Progress

ROWS_AT_ONCE = 200
MOST_PARAMETERS = 30_000
# What a hub writes by itself when it starts for the first time.
BORN_WITH = frozenset({"setting", "beat"})


class NotEmpty(Exception):
    """Somebody lives in the database already."""


async def restore(
    path: Path, *, overwrite: bool = False, afterwards: Callable[[], Awaitable[None]] | None = None
) -> Mapping[str, int]:
    """Load a backup into the current database and bring it up to date; gives back the rows of each table.

    All of it or nothing, in one transaction: a restore that is broken off leaves what was there before. `afterwards`
    belongs to it. An older backup is loaded into the schema it was made with, which is then migrated. No hub may serve
    meanwhile. NotEmpty unless `overwrite`; BadBackup for a damaged file, or one of a newer hub.
    """
    engine = current()
    with Reader(path) as file:
        newer = [step for step in file.head.steps if step not in set(known())]
        if newer:
            raise BadBackup(f"{path} was made by a newer hub ({newer[-1]}); please install that version first.")
        async with alone(engine), _without_foreign_keys(engine), write():
            if not overwrite and await _inhabited():
                raise NotEmpty
            await _drop(engine, file.head)
            await forwards(only=file.head.steps)
            await _load(engine, file)
            await _check_references(engine)
            await forwards()
            if afterwards is not None:
                await afterwards()
        return file.rows


async def _inhabited() -> bool:
    for table in Finder().get_table_classes():
        if table._meta.tablename not in BORN_WITH and await table.table_exists() and await table.exists():
            return True
    return False


async def _drop(engine: Engine, head: Head) -> None:
    ours = [table._meta.tablename for table in sort_table_classes(Finder().get_table_classes())]
    names = dict.fromkeys([*ours, *head.tables, Migration._meta.tablename])
    cascade = " CASCADE" if isinstance(engine, Postgres) else ""
    for name in reversed(names):
        await engine.run_raw(f'DROP TABLE IF EXISTS "{name}"{cascade}')


async def _load(engine: Engine, file: Reader) -> None:
    with Progress("restore", sum(file.rows.values())) as progress:
        for table, columns in file.head.tables.items():
            inner = [n for n, column in enumerate(columns) if column.refers == table]
            for chunk in _chunks(file.read(table), len(columns)):
                # A parent may stand further down, so what points into its own table comes second.
                first = [[None if n in inner else value for n, value in enumerate(row)] for row in chunk]
                await _insert(engine, table, columns, first)
                progress.step(len(chunk))
            for n in inner:
                await _point(engine, table, columns[n].name, ((row[0], row[n]) for row in file.read(table)))
            if isinstance(engine, Postgres):
                await engine.run_raw(
                    f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), coalesce(max(id), 0) + 1, false)"
                    f' FROM "{table}"'
                )


def _chunks(rows: Iterator[list[Any]], width: int) -> Iterator[list[list[Any]]]:
    size = max(1, min(ROWS_AT_ONCE, MOST_PARAMETERS // width))
    while chunk := list(islice(rows, size)):
        yield chunk


async def _insert(engine: Engine, table: str, columns: Iterable[Column], rows: list[list[Any]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in columns)
    marks = _marks(engine)
    values = ", ".join("(" + ", ".join(next(marks) for _ in row) + ")" for row in rows)
    try:
        await engine.run_raw(
            f'INSERT INTO "{table}" ({names}) VALUES {values}', *(value for row in rows for value in row)
        )
    except Exception as error:
        between = f"{rows[0][0]} and {rows[-1][0]}"
        raise BadBackup(f"The table {table} cannot be loaded between id {between}: {error}") from error


async def _point(engine: Engine, table: str, column: str, pairs: Iterable[tuple[int, int | None]]) -> None:
    marks = _marks(engine)
    sql = f'UPDATE "{table}" SET "{column}" = {next(marks)} WHERE "id" = {next(marks)}'
    for id, target in pairs:
        if target is not None:
            await engine.run_raw(sql, target, id)


def _marks(engine: Engine) -> Iterator[str]:
    n = 0
    while True:
        n += 1
        yield f"${n}" if isinstance(engine, Postgres) else "?"


@asynccontextmanager
async def _without_foreign_keys(engine: Engine) -> AsyncIterator[None]:
    # SQLite minds them while tables are dropped, and can be told so only outside a transaction.
    if isinstance(engine, Postgres):
        yield
        return
    await engine.run_raw("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        with contextlib.suppress(Exception):
            await engine.run_raw("PRAGMA foreign_keys = ON")


async def _check_references(engine: Engine) -> None:
    if isinstance(engine, Postgres):
        return
    broken = [dict(row) for row in await engine.run_raw("PRAGMA foreign_key_check")]
    if broken:
        raise BadBackup(f"{len(broken)} rows point to nothing, the first in the table {broken[0]['table']}.")
