"""PostgreSQL over one pool, with the same transactions as SQLite."""

from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from hub.database.transactions import Transaction

POOL_SIZE = 10


class PostgresConnection:
    """A pooled connection that answers like SQLite's."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    async def run(self, sql: str, *args: Any) -> list[Any]:
        rows: list[Any] = await self.raw.fetch(sql, *args)
        return rows


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
            command_timeout=60,
            timeout=10,
            server_settings={"timezone": "UTC"},
        )

    async def close(self) -> None:
        """Close the pool; an unclosed one would keep the process from stopping."""
        if self.pool is not None:
            await self.pool.close()
            self.pool = None

    async def take(self, *, readonly: bool) -> PostgresConnection:
        assert self.pool is not None, "the engine is not open"
        return PostgresConnection(await self.pool.acquire())

    async def give_back(self, connection: PostgresConnection, *, readonly: bool) -> None:
        if self.pool is not None:
            await self.pool.release(connection.raw)

    def begin_statement(self, *, readonly: bool) -> str:
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if readonly else "BEGIN"

    def transaction(self, *args: Any, **kwargs: Any) -> Transaction:  # type: ignore[override]
        return Transaction(self)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        sql, args = querystring.compile_string(engine_type="postgres")
        return await self.run_raw(sql, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        return await self.run_raw(ddl)

    async def run_raw(self, sql: str, *args: Any) -> list[Any]:
        """Run one statement in the open transaction, else by itself; placeholders are `$1`."""
        open_one: Any = self.current_transaction.get()
        if open_one is not None and open_one.live():
            rows: list[Any] = await open_one.connection.run(sql, *args)
            return rows
        assert self.pool is not None, "the engine is not open"
        return list(await self.pool.fetch(sql, *args))
