"""SQLite for one serving process: one writer behind a first-come lock, a few readers, write-ahead log.

Piccolo's own engine opens a thread and a connection for every query; this subclass keeps them (measured: 730 µs a row
there, about 170 µs here).
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import QueryString

from hub.database.routing import only_reads
from hub.database.transactions import Transaction, uninterrupted

Result = TypeVar("Result")

READERS = 4
# While another process writes we ask again every few milliseconds. SQLite's own waiting grows to a tenth of a second,
# which never met the gap between two transactions of a busy process (measured: locked out for ten seconds).
BUSY_MS = 12
PATIENCE_S = 30
# How long a read may take on the event loop, and after how many steps of SQLite's machine that is looked at.
QUICK_S = 0.005
QUICK_STEPS = 20_000
PRAGMAS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)


def _stored_time(value: datetime) -> str:
    # Only Piccolo's own table of migrations stores naive times; PostgreSQL refuses one in any column of ours.
    return value.isoformat(" ") if value.tzinfo is None else value.astimezone(UTC).isoformat(" ")


# Piccolo's converters go through Decimal and strptime-like checks; these two halve a read of 60 rows.
sqlite3.register_adapter(datetime, _stored_time)
sqlite3.register_converter("INTEGER", int)
sqlite3.register_converter("TIMESTAMPTZ", lambda raw: datetime.fromisoformat(raw.decode()))


def _as_dicts(cursor: sqlite3.Cursor) -> list[Any]:
    # A row factory, which reads the names anew for each row, takes twice as long.
    rows = cursor.fetchall()
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows]


def open_connection(path: str, *, readonly: bool) -> sqlite3.Connection:
    """A connection as the hub needs it; a read-only one refuses to write."""
    connection = sqlite3.connect(
        path, detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES, isolation_level=None
    )
    for pragma in PRAGMAS:
        connection.execute(pragma)
    if readonly:
        connection.execute("PRAGMA query_only = ON")
    return connection


class SqliteConnection:
    """One connection with the one thread that may use it."""

    def __init__(self, path: str, *, readonly: bool) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._connection: sqlite3.Connection | None = None
        self._path = path
        self._readonly = readonly

    async def run(self, sql: str, *args: Any, before: list[str] | None = None) -> list[Any]:
        """Run one statement, and first those of `before`; while another process writes, wait up to half a minute."""
        patience = time.monotonic() + PATIENCE_S
        while True:
            try:
                return await self._in_thread(self._run, sql, args, before)
            except sqlite3.OperationalError as error:
                if not _waits_for_another_process(error) or time.monotonic() > patience:
                    raise

    async def commit(self) -> None:
        """Commit, or raise."""
        await self.run("COMMIT")

    async def rollback(self) -> None:
        """Roll back what is open; a connection that cannot is closed and made anew at its next use."""
        with contextlib.suppress(RuntimeError):
            await self._in_thread(self._rollback)

    async def close(self) -> None:
        """Close the connection after what it is doing, and end its thread."""
        await self._in_thread(self._close)
        self._thread.shutdown(wait=False)

    async def _in_thread(self, work: Callable[..., Result], *args: Any) -> Result:
        # A thread cannot be cancelled, so who is cancelled waits until it is known what has been done.
        return await uninterrupted(asyncio.get_running_loop().run_in_executor(self._thread, work, *args))

    def _run(self, sql: str, args: tuple[Any, ...], before: list[str] | None = None) -> list[Any]:
        if self._connection is None:
            self._connection = open_connection(self._path, readonly=self._readonly)
        while before:
            self._connection.execute(before[0])
            del before[0]
        cursor = self._connection.execute(sql, args)
        try:
            return _as_dicts(cursor)
        finally:
            cursor.close()

    def _rollback(self) -> None:
        if self._connection is not None and self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error:
                self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _waits_for_another_process(error: sqlite3.OperationalError) -> bool:
    # BUSY_SNAPSHOT is the one kind of busy that waiting does not mend.
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY and code != sqlite3.SQLITE_BUSY_SNAPSHOT


class QuickReader:
    """Reads on the event loop itself, which costs a fifth of the way to a thread and back (measured: 30 µs to 150).

    A read that turns out to be long is broken off after some milliseconds, and is one for a thread. SQLite counts the
    steps of a statement over all its runs, so the clock decides: steps alone broke off every fifth of the quick ones.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._until = 0.0

    def read(self, sql: str, args: tuple[Any, ...]) -> list[Any] | None:
        """The rows of a SELECT; None where it takes too long, or another process is in the way."""
        if self._connection is None:
            self._connection = open_connection(self._path, readonly=True)
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.set_progress_handler(lambda: time.perf_counter() > self._until, QUICK_STEPS)
        self._until = time.perf_counter() + QUICK_S
        try:
            return _as_dicts(self._connection.execute(sql, args))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT or _waits_for_another_process(error):
                return None
            raise

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Sqlite(SQLiteEngine):
    """Piccolo's SQLite engine over kept connections; `path` is the database file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path))
        self._writer: SqliteConnection | None = None
        self._turn = asyncio.Lock()
        self._idle: asyncio.LifoQueue[SqliteConnection] = asyncio.LifoQueue()
        self._all: list[SqliteConnection] = []
        self._quick = QuickReader(self.path)

    async def open(self) -> None:
        """Get ready on the running event loop; connections are made at their first use."""
        readers = [SqliteConnection(self.path, readonly=True) for _ in range(READERS)]
        self._turn, self._idle = asyncio.Lock(), asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait(reader)
        self._writer = SqliteConnection(self.path, readonly=False)
        self._all = [*readers, self._writer]

    async def close(self) -> None:
        """Close every connection, those in use too, and end its thread; what was not committed is undone."""
        connections, self._all = self._all, []
        self._quick.close()
        for connection in connections:
            await connection.close()

    async def take(self, *, readonly: bool) -> SqliteConnection:
        assert self._writer is not None, "the engine is not open"
        if readonly:
            return await self._idle.get()
        await self._turn.acquire()
        return self._writer

    async def give_back(self, connection: SqliteConnection, *, readonly: bool) -> None:
        if readonly:
            self._idle.put_nowait(connection)
        else:
            self._turn.release()

    async def lost(self, error: Exception) -> bool:
        """A file does not hang up."""
        return False

    def begin_statement(self, *, readonly: bool) -> str:
        return "BEGIN" if readonly else "BEGIN IMMEDIATE"

    def transaction(self, *args: Any, **kwargs: Any) -> Transaction:  # type: ignore[override]
        return Transaction(self)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> Any:
        sql, args = querystring.compile_string(engine_type="sqlite")
        return await self.run_raw(sql, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> Any:
        return await self.run_raw(ddl)

    async def state(self) -> object:
        """What differs from before as soon as any process has committed a change; to be asked outside transactions."""
        return self._quick.read("PRAGMA data_version", ()) or object()

    async def run_raw(self, sql: str, *args: Any) -> list[Any]:
        """Run one statement in the open transaction, else by itself; placeholders are `?`."""
        open_one: Any = self.current_transaction.get()
        if open_one is not None and open_one.live():
            found: list[Any] = await open_one.run(sql, *args)
            return found
        readonly = only_reads(sql)
        if readonly and (rows := self._quick.read(sql, args)) is not None:
            return rows
        connection = await self.take(readonly=readonly)
        try:
            return await connection.run(sql, *args)
        finally:
            await self.give_back(connection, readonly=readonly)
