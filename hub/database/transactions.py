"""Transactions that behave alike on both engines: nested ones are savepoints, a cancelled one leaves nothing behind."""

import asyncio
import contextlib
from collections.abc import Awaitable
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

Result = TypeVar("Result")
# As many as a pool may hold after the server has closed them all.
DEAD_CONNECTIONS = 10


class Connection(Protocol):
    """What a transaction needs of a connection, whichever engine it belongs to."""

    async def run(self, sql: str, *args: Any, before: list[str] | None = None) -> list[Any]:
        """Run one statement, and first, on one way with it, those of `before`, which are taken out as they are done."""

    async def commit(self) -> None:
        """Commit, or raise."""

    async def rollback(self) -> None:
        """Leave no transaction open, if need be by giving up the connection; never raises."""


class TransactionalEngine(Protocol):
    """What a transaction needs of an engine."""

    current_transaction: ContextVar[Any]

    async def take(self, *, readonly: bool) -> Any: ...
    async def give_back(self, connection: Any, *, readonly: bool) -> None: ...
    def begin_statement(self, *, readonly: bool) -> str: ...

    async def lost(self, error: Exception) -> bool:
        """Whether an error means that an idle connection had died meanwhile, so that another one may do."""


async def uninterrupted(work: Awaitable[Result]) -> Result:
    """Finish `work` even if this task is cancelled meanwhile; the cancellation is raised afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
        except BaseException:
            pass
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result


class Transaction:
    """One transaction, or a savepoint where one is open already.

    A failed statement undoes all of it, as PostgreSQL does, even where the error was caught inside.
    It belongs to the task that opened it: another task that inherited it gets a RuntimeError while it is open
    (asyncpg cannot run two queries at once, SQLite would mix them), and runs on its own once it is closed.

    BEGIN and SAVEPOINT go with the first statement that needs them: a way of their own costs more than they do.
    """

    def __init__(self, engine: TransactionalEngine, *, readonly: bool = False) -> None:
        self.engine = engine
        self.readonly = readonly
        self.outer: Transaction | None = None
        self.root: Transaction = self
        self.connection: Any = None
        self.task: asyncio.Task[Any] | None = None
        self.waiting: list[str] = []
        self.begun = False
        self.closed = False
        self.broken = False
        self.savepoint = ""

    def live(self) -> bool:
        """Whether queries of the current task belong to this transaction."""
        if self.closed:
            return False
        if self.task is not asyncio.current_task():
            raise RuntimeError("a task started inside a transaction must not use the database before it ends")
        return True

    async def run(self, sql: str, *args: Any) -> list[Any]:
        """Run one statement of this transaction."""
        root = self.root
        try:
            if root.begun:
                return await root._run(sql, *args)
            return await root._run_first(sql, *args)
        except BaseException:
            self.broken = True
            # Who knows how much of what waited was done: then nothing of it may stay.
            root.broken = root.broken or bool(root.waiting)
            raise

    async def _run(self, sql: str, *args: Any) -> list[Any]:
        rows: list[Any] = await self.connection.run(sql, *args, before=self.waiting)
        self.begun = True
        return rows

    async def _run_first(self, sql: str, *args: Any) -> list[Any]:
        waiting = list(self.waiting)
        for _ in range(DEAD_CONNECTIONS):
            try:
                return await self._run(sql, *args)
            except Exception as error:
                # Only while not even BEGIN was answered: then nothing has happened.
                if len(self.waiting) < len(waiting) or not await self.engine.lost(error):
                    raise
            await uninterrupted(self._give_back(failed=True))
            self.connection = await self.engine.take(readonly=self.readonly)
        return await self._run(sql, *args)

    async def __aenter__(self) -> Self:
        outer: Transaction | None = self.engine.current_transaction.get()
        if outer is not None and outer.live():
            self.outer, self.root = outer, outer.root
            level = 1 if not outer.savepoint else int(outer.savepoint.rsplit("_", 1)[1]) + 1
            self.savepoint = f"level_{level}"
            self.root.waiting.append(f"SAVEPOINT {self.savepoint}")
        else:
            self.connection = await self.engine.take(readonly=self.readonly)
            self.waiting = [self.engine.begin_statement(readonly=self.readonly)]
        self.task = asyncio.current_task()
        self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True
        # Not reset(token): an async generator may be closed in another context than it was opened in.
        self.engine.current_transaction.set(self.outer)
        failed = kind is not None or self.broken
        if self.outer is None:
            await uninterrupted(self._end(failed=failed))
        else:
            await uninterrupted(self._release(failed=failed))
        if self.broken and kind is None:
            raise RuntimeError("a failed statement was swallowed, so all of its transaction is undone; nest a write()")

    async def _end(self, *, failed: bool) -> None:
        if failed or not self.begun:
            await self._give_back(failed=failed)
            return
        try:
            await self.connection.commit()
        except BaseException:
            await self._give_back(failed=True)
            raise
        await self._give_back(failed=False)

    async def _release(self, *, failed: bool) -> None:
        waiting, begin = self.root.waiting, f"SAVEPOINT {self.savepoint}"
        if begin in waiting:
            del waiting[waiting.index(begin) :]
        elif not failed:
            waiting.append(f"RELEASE SAVEPOINT {self.savepoint}")
        else:
            waiting.clear()
            # Where the engine has undone everything already (a full disk, a lost connection), the outer one fails too.
            with contextlib.suppress(Exception):
                await self.root.connection.run(f"ROLLBACK TO SAVEPOINT {self.savepoint}")
                await self.root.connection.run(f"RELEASE SAVEPOINT {self.savepoint}")

    async def _give_back(self, *, failed: bool) -> None:
        connection, self.connection = self.connection, None
        if connection is None:
            return
        if failed:
            await connection.rollback()
        await self.engine.give_back(connection, readonly=self.readonly)


def write() -> Transaction:
    """A write transaction on the current engine; inside another one, a savepoint.

    SQLite takes the one writer at BEGIN, so keep analysis, rendering and hashing outside: no holder longer than 250 ms.
    """
    from hub.database.current import current

    return Transaction(current())


def read() -> Transaction:
    """One consistent snapshot for several reads; writing inside it fails."""
    from hub.database.current import current

    return Transaction(current(), readonly=True)
