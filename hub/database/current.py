"""Which engine this process uses."""

import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from piccolo.table import Table

from hub.database.postgres import Postgres
from hub.database.sqlite import Sqlite

Engine = Sqlite | Postgres
_in_use: list[Engine] = []


def engine_for(database_url: str, data: Path) -> Engine:
    """The engine an installation asks for: PostgreSQL by its address, else the embedded file in the data folder."""
    if database_url:
        return Postgres(database_url)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Sqlite(data / "hub.sqlite")


def _tables(parent: type[Table] = Table) -> Iterator[type[Table]]:
    for table in parent.__subclasses__():
        yield table
        yield from _tables(table)


def use(engine: Engine) -> None:
    """Make `engine` the one that every table of this process talks to."""
    os.environ.setdefault("PICCOLO_CONF", "hub.piccolo_conf")
    _in_use[:] = [engine]
    for table in _tables():
        table._meta.db = engine


def current() -> Engine:
    """The engine in use; RuntimeError before `use`."""
    if not _in_use:
        raise RuntimeError("no database is in use")
    return _in_use[0]


class Unreachable(Exception):
    """The database does not answer; the text says why, without address and password."""


def _why(engine: Engine, error: Exception) -> str:
    text = str(error) or type(error).__name__
    if isinstance(engine, Postgres) and isinstance(error, OSError):
        # Of a socket that is not there the system says "No such file or directory", as if it were the data folder.
        return f"PostgreSQL does not answer ({text})"
    return text


@asynccontextmanager
async def connect(engine: Engine) -> AsyncIterator[Engine]:
    """Use and open an engine for the length of a block, and close it whatever happens; else Unreachable."""
    use(engine)
    try:
        await engine.open()
        await engine.run_raw("SELECT 1")
    except (OSError, TimeoutError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        await engine.close()
        raise Unreachable(_why(engine, error)) from error
    try:
        yield engine
    finally:
        await engine.close()
