"""Bring the schema up to date, one process at a time."""

import asyncio
import contextlib
import fcntl
import io
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder

from hub.database.current import Engine, current
from hub.database.postgres import Postgres

LOCK_KEY = 4_815_162_342


@asynccontextmanager
async def _alone(engine: Engine) -> AsyncIterator[None]:
    if isinstance(engine, Postgres):
        connection = await engine.get_new_connection()
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
            yield
        finally:
            await connection.close()
        return
    with Path(f"{engine.path}.migrating").open("w") as lock:
        await asyncio.get_running_loop().run_in_executor(None, fcntl.flock, lock, fcntl.LOCK_EX)
        yield


async def migrate() -> list[str]:
    """Run every migration that has not run yet on the current engine, under a lock; give back their ids.

    Two processes may start on an empty database at once: the second waits and finds nothing to do.
    """
    engine = current()
    async with _alone(engine):
        before = await _done()
        for app in BaseMigrationManager().get_sorted_app_names():
            manager = ForwardsMigrationManager(app_name=app, migration_id="all")
            with contextlib.redirect_stdout(io.StringIO()), _own_path():
                async with engine.transaction():
                    result = await manager.run()
            if not result.success:
                raise RuntimeError(result.message)
        return [name for name in await _done() if name not in before]


@contextlib.contextmanager
def _own_path() -> Iterator[None]:
    # Piccolo imports migrations by bare name and leaves each folder on the path.
    path = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = path


async def _done() -> list[str]:
    if not await Migration.table_exists():
        return []
    rows = await Migration.select(Migration.name).order_by(Migration._meta.primary_key)
    return [row["name"] for row in rows]


async def pending() -> list[str]:
    """The ids of migrations that have not run yet on the current engine."""
    done = set(await _done())
    manager = BaseMigrationManager()
    waiting = []
    for app in manager.get_sorted_app_names():
        folder = Finder().get_app_config(app).resolved_migrations_folder_path
        with _own_path():
            waiting += [i for i in manager.get_migration_ids(manager.get_migration_modules(folder)) if i not in done]
    return waiting
