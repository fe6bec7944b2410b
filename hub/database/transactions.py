"""Transactions that behave alike on both engines: nested ones are savepoints, a cancelled one leaves nothing behind."""

import asyncio
import contextlib
from collections.abc import Coroutine
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

Result = TypeVar("Result")


class Connection(Protocol):
    """What a transaction needs of a connection, whichever engine it belongs to."""

    async def run(self, sql: str, *args: Any) -> list[Any]: ...


class TransactionalEngine(Protocol):
    """What a transaction needs of an engine."""

    current_transaction: ContextVar[Any]

    async def take(self, *, readonly: bool) -> Any: ...
    async def give_back(self, connection: Any, *, readonly: bool) -> None: ...
    def begin_statement(self, *, readonly: bool) -> str: ...


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
        self.depth = 0
        self._token: Token[Any] | None = None

    def live(self) -> bool:
        """Whether queries of the current task belong to this transaction."""
        if self.closed:
            return False
        if self.task is not asyncio.current_task():
            raise RuntimeError("a task started inside a transaction must not use the database before it ends")
        return True

    async def __aenter__(self) -> Self:
        self.outer = self.engine.current_transaction.get()
        if self.outer is not None and self.outer.live():
            self.connection, self.depth = self.outer.connection, self.outer.depth + 1
            await self.connection.run(f"SAVEPOINT level_{self.depth}")
        else:
            self.outer = None
            self.connection = await self.engine.take(readonly=self.readonly)
            try:
                await self.connection.run(self.engine.begin_statement(readonly=self.readonly))
            except BaseException:
                await uninterrupted(self._abandon())
                raise
        self.task = asyncio.current_task()
        self._token = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._token is not None
        self.engine.current_transaction.reset(self._token)
        self.closed = True
        await uninterrupted(self._finish(failed=kind is not None))

    async def _finish(self, *, failed: bool) -> None:
        if self.outer is not None:
            if failed:
                await self.connection.run(f"ROLLBACK TO SAVEPOINT level_{self.depth}")
            await self.connection.run(f"RELEASE SAVEPOINT level_{self.depth}")
            return
        try:
            if failed:
                await self.connection.run("ROLLBACK")
            else:
                try:
                    await self.connection.run("COMMIT")
                except Exception:
                    await self._quietly("ROLLBACK")
                    raise
        finally:
            await self.engine.give_back(self.connection, readonly=self.readonly)

    async def _abandon(self) -> None:
        await self._quietly("ROLLBACK")
        await self.engine.give_back(self.connection, readonly=self.readonly)

    async def _quietly(self, sql: str) -> None:
        # The engine may have rolled back already, and then says so with an error that tells nothing new.
        with contextlib.suppress(Exception):
            await self.connection.run(sql)


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
