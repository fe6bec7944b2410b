"""What goes wrong with a database does not stay wrong."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from hub.config import Config
from hub.database import Unreachable, connect, current, engine_for, use, write
from hub.database.postgres import Postgres
from hub.database.routing import only_reads
from hub.database.sqlite import Sqlite
from hub.refused import Refused
from hub.tables import Person
from tests.hub.database.test_transactions import names, somebody

pytestmark = pytest.mark.anyio

STOPPING = """
import asyncio, sys
from pathlib import Path
from hub.database import Unreachable, connect, current, engine_for, use, write

async def main():
    async with connect(engine_for(sys.argv[1], Path(sys.argv[2]))):
        async def hold():
            async with write():
                await current().run_raw("SELECT 1")
                await asyncio.sleep(3600)
        tasks = [asyncio.create_task(hold()) for _ in range(3)]
        await asyncio.sleep(0.5)
    print("closed", flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("SELECT 1", True),
        ("\n  select name FROM person", True),
        ("WITH x AS (SELECT 1) SELECT * FROM x", True),
        ("VALUES (1)", True),
        ("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", False),
        ("WITH x AS (DELETE FROM t RETURNING id) SELECT * FROM x", False),
        ("INSERT INTO t (a) VALUES (?) RETURNING id", False),
        ("UPDATE t SET a = ? WHERE b IN (SELECT 1)", False),
        ("DELETE FROM t", False),
        ("PRAGMA user_version", False),
        ("selection", False),
    ],
)
def test_statements_that_only_read_are_known(sql: str, reads: bool) -> None:
    assert only_reads(sql) is reads


async def test_a_begin_that_fails_keeps_nobody_waiting(tmp_path: Path) -> None:
    engine = Sqlite(tmp_path / "no-such-folder" / "hub.sqlite")
    use(engine)
    await engine.open()
    for _ in range(2):
        with pytest.raises(Exception, match="unable to open"):
            async with asyncio.timeout(5), write():
                await Person.insert(somebody("Ada"))
    await engine.close()


@pytest.mark.parametrize(
    "url", ["postgresql://127.0.0.1:9/hub", "postgresql://no-such-host.invalid/hub", "postgresql://[/"]
)
async def test_a_database_that_is_not_there_says_so(url: str, tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        async with connect(Postgres(url)):
            pass


async def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "hub.sqlite").write_text("This is no database. " * 100)
    with pytest.raises(Unreachable, match="not a database"):
        async with connect(Sqlite(tmp_path / "hub.sqlite")):
            pass


async def test_a_process_stops_although_transactions_are_open(config: Config) -> None:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", STOPPING, config.database_url, str(config.data)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "closed\n"), done.stderr
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize("engine_name", ["postgres"])
async def test_connections_that_the_server_closed_are_made_anew(database: Config) -> None:
    await asyncio.gather(*(names() for _ in range(5)))
    await hang_up(database)
    assert await names() == []
    await hang_up(database)
    async with write():
        await Person.insert(somebody("Ada"))
    assert await names() == ["Ada"]


@pytest.mark.parametrize("engine_name", ["postgres"])
async def test_a_connection_lost_inside_a_transaction_undoes_it(database: Config) -> None:
    # Which of them depends on whether the loop has heard of the end before it writes.
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        async with write():
            await Person.insert(somebody("Ada"))
            await hang_up(database)
            await Person.insert(somebody("Bela"))
    assert await names() == []


async def hang_up(config: Config) -> None:
    """Close every connection of the pool, as a restarting server does."""
    other = await asyncpg.connect(config.database_url)
    await other.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await other.close()


async def test_a_long_read_holds_up_nobody(database: Config) -> None:
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.001)
            longest = max(longest, time.monotonic() - begun)

    watching = asyncio.create_task(watch())
    rows = await current().run_raw(
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3000000) SELECT count(*) AS n FROM c"
    )
    watching.cancel()
    assert rows[0]["n"] == 3_000_000
    assert longest < 0.25


async def test_a_pool_that_is_busy_is_cut_at_the_end(config: Config) -> None:
    engine = engine_for(config.database_url, config.data)
    async with connect(engine):
        inside = asyncio.Event()

        async def hold() -> None:
            async with write():
                await Person.insert(somebody("Ada"))
                inside.set()
                await asyncio.sleep(3600)

        task = asyncio.create_task(hold())
        await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with connect(engine_for(config.database_url, config.data)):
        assert await names() == []
        assert isinstance(current(), Postgres if config.database_url else Sqlite)


@pytest.mark.parametrize("engine_name", ["postgres"])
async def test_of_two_who_wait_for_each_other_one_is_refused(database: Config) -> None:
    for name in ("Ada", "Bela"):
        await Person.insert(somebody(name))
    both = asyncio.Barrier(2)

    async def rename(first: str, second: str) -> str:
        try:
            async with write():
                await Person.update({Person.slug: f"{first}-1".lower()}).where(Person.name == first)
                await both.wait()
                await Person.update({Person.slug: f"{second}-2".lower()}).where(Person.name == second)
        except Refused as refused:
            return refused.code
        return "done"

    assert sorted(await asyncio.gather(rename("Ada", "Bela"), rename("Bela", "Ada"))) == ["busy", "done"]


CHANGING = """
import asyncio, sys
from pathlib import Path
from hub.database import connect, current, engine_for

async def main():
    async with connect(engine_for(sys.argv[1], Path(sys.argv[2]))):
        await current().run_raw("UPDATE person SET name = 'Ada Nova'")

asyncio.run(main())
"""


async def test_state_differs_after_every_change_and_is_the_same_without(database: Config) -> None:
    before = await current().state()
    assert (await names(), await current().state()) == ([], before)
    async with write():
        await Person.insert(somebody("Ada"))
        in_the_middle = await asyncio.create_task(asked_elsewhere())
    changed = await current().state()
    assert changed not in (before, in_the_middle)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHANGING, database.database_url, str(database.data)
    )
    assert await process.wait() == 0
    assert await current().state() not in (before, in_the_middle, changed)


async def asked_elsewhere() -> object:
    """The state as another request sees it in the middle of a change."""
    current().current_transaction.set(None)
    return await current().state()
