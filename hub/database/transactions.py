"""Transactions that behave alike on both engines: nested ones are savepoints, a cancelled one leaves nothing behind."""

import asyncio
import contextlib
from collections.abc import Coroutine
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

Result = TypeVar("Result")


class Connection(Protocol):
    """What a transaction needs of a connection, whichever engine it belongs to."""

    async def run(self, sql: str, *args: Any) -> list[Any]: ...

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


async def uninterrupted(work: Coroutine[Any, Any, Result]) -> Result:
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
    """

    def __init__(self, engine: TransactionalEngine, *, readonly: bool = False) -> None:
        self.engine = engine
        self.readonly = readonly
        self.outer: Transaction | None = None
        self.connection: Any = None
        self.task: asyncio.Task[Any] | None = None
        self.closed = False
        self.broken = False
        self.depth = 0

    def live(self) -> bool:
        """Whether queries of the current task belong to this transaction."""
        if self.closed:
            return False
        if self.task is not asyncio.current_task():
            raise RuntimeError("a task started inside a transaction must not use the database before it ends")
        return True

    async def run(self, sql: str, *args: Any) -> list[Any]:
        """Run one statement of this transaction."""
        try:
            rows: list[Any] = await self.connection.run(sql, *args)
        except BaseException:
            self.broken = True
            raise
        return rows

    async def __aenter__(self) -> Self:
        self.outer = self.engine.current_transaction.get()
        if self.outer is not None and self.outer.live():
            self.connection, self.depth = self.outer.connection, self.outer.depth + 1
            await self.connection.run(f"SAVEPOINT level_{self.depth}")
        else:
            self.outer = None
            self.connection = await self._begin(tries=2)
        self.task = asyncio.current_task()
        self.engine.current_transaction.set(self)
        return self

    async def _begin(self, *, tries: int) -> Any:
        connection = await self.engine.take(readonly=self.readonly)
        try:
            await connection.run(self.engine.begin_statement(readonly=self.readonly))
        except BaseException as error:
            await uninterrupted(self._give_up(connection))
            if tries > 1 and isinstance(error, Exception) and await self.engine.lost(error):
                return await self._begin(tries=tries - 1)
            raise
        return connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True
        # Not reset(token): an async generator may be closed in another context than it was opened in.
        self.engine.current_transaction.set(self.outer)
        await uninterrupted(self._finish(failed=kind is not None or self.broken))
        if self.broken and kind is None:
            raise RuntimeError("a failed statement was swallowed, so all of its transaction is undone; nest a write()")

    async def _finish(self, *, failed: bool) -> None:
        if self.outer is not None:
            await self._release(failed=failed)
        elif failed:
            await self._give_up(self.connection)
        else:
            try:
                await self.connection.commit()
            except BaseException:
                await self.connection.rollback()
                raise
            finally:
                await self.engine.give_back(self.connection, readonly=self.readonly)

    async def _release(self, *, failed: bool) -> None:
        if not failed:
            await self.connection.run(f"RELEASE SAVEPOINT level_{self.depth}")
            return
        # Where the engine has undone everything already (a full disk, a lost connection), the outer one fails as well.
        with contextlib.suppress(Exception):
            await self.connection.run(f"ROLLBACK TO SAVEPOINT level_{self.depth}")
            await self.connection.run(f"RELEASE SAVEPOINT level_{self.depth}")

    async def _give_up(self, connection: Any) -> None:
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
