"""PostgreSQL over one pool, with the same transactions as SQLite."""

import asyncio
import contextlib
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from hub.database.routing import only_reads
from hub.database.transactions import Transaction
from hub.refused import Refused

POOL_SIZE = 10
STATEMENT_S = 60
CONNECT_S = 10
CLOSE_S = 3
HEAR_S = 0.05
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleSessionTimeoutError,
    # What asyncpg says where the server hung up on a connection that was idle.
    asyncpg.InternalClientError,
    OSError,
)


class PostgresConnection:
    """A pooled connection that answers like SQLite's."""

    def __init__(self, raw: Any, pool: Any) -> None:
        self.raw = raw
        self.pool = pool

    async def run(self, sql: str, *args: Any, before: list[str] | None = None) -> list[Any]:
        """Run one statement, and first those of `before`, which need one way to the server together.

        Refused `busy` where two transactions waited for each other and this one had to give way.
        """
        if before:
            await self.raw.execute("; ".join(before))
            before.clear()
        try:
            rows: list[Any] = await self.raw.fetch(sql, *args)
        except asyncpg.DeadlockDetectedError:
            raise Refused("busy") from None
        return rows

    async def commit(self) -> None:
        """Commit, or raise; PostgreSQL answers the COMMIT of a failed transaction with a silent rollback."""
        if await self.raw.execute("COMMIT") != "COMMIT":
            raise RuntimeError("PostgreSQL has undone the transaction")

    async def rollback(self) -> None:
        """Roll back; a connection that cannot is closed, and the pool makes another."""
        try:
            # Even where none seems open: a BEGIN that was cancelled on its way may have arrived.
            await self.raw.execute("ROLLBACK", timeout=CLOSE_S)
        except Exception:
            # The pool takes back by itself what the server has closed, and then it cannot be used at all any more.
            with contextlib.suppress(asyncpg.InterfaceError):
                self.raw.terminate()


class Postgres(PostgresEngine):
    """Piccolo's PostgreSQL engine on an asyncpg pool; `url` is a libpq address, TLS by its sslmode."""

    def __init__(self, url: str) -> None:
        super().__init__(config={"dsn": url})
        self.url = url

    async def check_version(self) -> None:
        # Piccolo connects while the module is being imported; the pool tells soon enough.
        return None

    async def open(self) -> None:
        """Connect the pool on the running event loop."""
        self.pool = await asyncpg.create_pool(
            dsn=self.url,
            min_size=1,
            max_size=POOL_SIZE,
            command_timeout=STATEMENT_S,
            timeout=CONNECT_S,
            server_settings={"timezone": "UTC", "application_name": "hub"},
            # Nothing here changes a session, so the reset that costs a round trip per statement is left out.
            reset=_nothing_to_reset,
        )

    async def close(self) -> None:
        """Close the pool; one that is still in use after three seconds is cut, or the process would not stop."""
        pool, self.pool = self.pool, None
        if pool is None:
            return
        try:
            await asyncio.wait_for(pool.close(), CLOSE_S)
        except TimeoutError:
            pool.terminate()

    async def take(self, *, readonly: bool) -> PostgresConnection:
        assert self.pool is not None, "the engine is not open"
        return PostgresConnection(await self.pool.acquire(), self.pool)

    async def give_back(self, connection: PostgresConnection, *, readonly: bool) -> None:
        await connection.pool.release(connection.raw)

    def begin_statement(self, *, readonly: bool) -> str:
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if readonly else "BEGIN"

    async def lost(self, error: Exception) -> bool:
        """Whether the server had closed the connection, as in a restart or a failover."""
        closed = isinstance(error, asyncpg.InterfaceError) and "closed" in str(error)
        if self.pool is None or not (closed or isinstance(error, LOST)):
            return False
        # Time for the loop to hear that the others are closed too; the pool makes those anew by itself.
        await asyncio.sleep(HEAR_S)
        return True

    def transaction(self, *args: Any, **kwargs: Any) -> Transaction:  # type: ignore[override]
        return Transaction(self)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        sql, args = querystring.compile_string(engine_type="postgres")
        return await self.run_raw(sql, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        return await self.run_raw(ddl)

    async def state(self) -> object:
        """What differs from before as soon as any process has committed a change; to be asked outside transactions.

        A snapshot says which transactions it sees, and only those that write are counted ("Transaction ID and Snapshot
        Information Functions" in the manual of PostgreSQL).
        """
        return [tuple(row) for row in await self.run_raw("SELECT pg_current_snapshot()::text")]

    async def run_raw(self, sql: str, *args: Any) -> list[Any]:
        """Run one statement in the open transaction, else by itself; placeholders are `$1`.

        A lone read whose connection had died is asked again; a write is not, it may have happened.
        """
        open_one: Any = self.current_transaction.get()
        if open_one is not None and open_one.live():
            rows: list[Any] = await open_one.run(sql, *args)
            return rows
        assert self.pool is not None, "the engine is not open"
        for _ in range(POOL_SIZE):
            try:
                return list(await self.pool.fetch(sql, *args))
            except Exception as error:
                if not only_reads(sql) or not await self.lost(error):
                    raise
        return list(await self.pool.fetch(sql, *args))


async def _nothing_to_reset(connection: Any) -> None:
    return None
