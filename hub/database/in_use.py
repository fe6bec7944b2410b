"""Who serves from a database, so that nobody replaces it under them."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hub.database.current import Engine
from hub.database.postgres import Postgres
from hub.database.sqlite import Sqlite

LOCK_KEY = 7_274_002


class InUse(Exception):
    """A hub or its worker is running on the database."""


@asynccontextmanager
async def in_use(engine: Engine) -> AsyncIterator[None]:
    """Say for the length of a block that this process works with the database, as others may; wait for `unused`.

    Whoever is killed has said nothing any more; on PostgreSQL a restart of the server forgets it too.
    """
    if isinstance(engine, Postgres):
        async with _connection(engine) as connection:
            await connection.execute("SELECT pg_advisory_lock_shared($1)", LOCK_KEY)
            yield
    else:
        with _file(engine).open("w") as lock:
            await asyncio.get_running_loop().run_in_executor(None, fcntl.flock, lock, fcntl.LOCK_SH)
            yield


@asynccontextmanager
async def unused(engine: Engine) -> AsyncIterator[None]:
    """Keep others from working with the database for the length of a block; InUse where somebody does already."""
    if isinstance(engine, Postgres):
        async with _connection(engine) as connection:
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_KEY):
                raise InUse
            yield
    else:
        with _file(engine).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InUse from None
            yield


@asynccontextmanager
async def _connection(engine: Postgres) -> AsyncIterator[Any]:
    connection = await engine.get_new_connection()
    try:
        yield connection
    finally:
        await connection.close()


def _file(engine: Sqlite) -> Path:
    return Path(f"{engine.path}.in-use")
