"""Bring the schema up to date, one process at a time."""

import asyncio
import contextlib
import fcntl
import io
import sys
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder

from hub.database.current import Engine, current
from hub.database.postgres import Postgres

LOCK_KEY = 4_815_162_342


@asynccontextmanager
async def alone(engine: Engine) -> AsyncIterator[None]:
    """Keep other processes from changing the schema for the length of a block."""
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


class TooNew(Exception):
    """The database was brought up to date by a newer hub, whose tables this one does not know."""


async def migrate() -> list[str]:
    """Run every migration that has not run yet on the current engine, under a lock; give back their names.

    TooNew where a newer hub has been here.

    Two processes may start on an empty database at once: the second waits and finds nothing to do.
    """
    async with alone(current()):
        if too_new := await newer():
            raise TooNew(too_new)
        before = await done()
        await forwards()
        return [str(each) for each in await done() if each not in before]


async def forwards(*, only: Collection["Step"] | None = None) -> None:
    """Run what has not run yet, each app in one transaction; with `only`, no further than the last of those steps."""
    for app in BaseMigrationManager().get_sorted_app_names():
        last = "all" if only is None else max((step.id for step in only if step.app == app), default=None)
        if last is None:
            continue
        manager = ForwardsMigrationManager(app_name=app, migration_id=last)
        with contextlib.redirect_stdout(io.StringIO()), _own_path():
            async with current().transaction():
                result = await manager.run()
        if not result.success:
            raise RuntimeError(result.message)


@dataclass(frozen=True, order=True)
class Step:
    """One migration: two apps may have one of the same id."""

    app: str
    id: str

    def __str__(self) -> str:
        return f"{self.app} {self.id}"


@contextlib.contextmanager
def _own_path() -> Iterator[None]:
    # Piccolo imports migrations by bare name and leaves each folder on the path.
    path = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = path


async def done() -> list[Step]:
    """The migrations that have run on the current engine, in order; none in an empty database."""
    if not await Migration.table_exists():
        return []
    rows = await Migration.select(Migration.app_name, Migration.name).order_by(Migration._meta.primary_key)
    return [Step(row["app_name"], row["name"]) for row in rows]


def known() -> list[Step]:
    """Every migration that this version of the hub brings."""
    manager = BaseMigrationManager()
    steps = []
    for app in manager.get_sorted_app_names():
        folder = Finder().get_app_config(app).resolved_migrations_folder_path
        with _own_path():
            steps += [Step(app, id) for id in manager.get_migration_ids(manager.get_migration_modules(folder))]
    return steps


async def newer() -> str:
    """What a newer hub has done to the current engine, and the way out; "" where none has been here."""
    steps = [step for step in await done() if step not in set(known())]
    if not steps:
        return ""
    return f"A newer hub has used this database ({steps[-1]}); please install that version, or restore an older backup"


async def pending() -> list[Step]:
    """The migrations that have not run yet on the current engine."""
    ran = set(await done())
    return [step for step in known() if step not in ran]
