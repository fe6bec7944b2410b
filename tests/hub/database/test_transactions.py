"""Transactions mean the same on both engines."""

import asyncio
import contextlib
import contextvars
from uuid import uuid4

import pytest

from hub.config import Config
from hub.database import current, read, write
from hub.tables import Person
from tests.conftest import NOW

pytestmark = pytest.mark.anyio


def somebody(name: str) -> Person:
    return Person(uuid=uuid4(), name=name, created=NOW)


async def names() -> list[str]:
    return sorted(await Person.select(Person.name).output(as_list=True))


async def test_an_error_undoes_all_of_it(database: Config) -> None:
    with pytest.raises(ZeroDivisionError):
        async with write():
            await Person.insert(somebody("Ada"))
            raise ZeroDivisionError
    assert await names() == []


async def test_a_nested_one_is_undone_alone(database: Config) -> None:
    async with write():
        await Person.insert(somebody("Ada"))
        with pytest.raises(ZeroDivisionError):
            async with write():
                await Person.insert(somebody("Bela"))
                raise ZeroDivisionError
        async with write():
            await Person.insert(somebody("Cem"))
    assert await names() == ["Ada", "Cem"]


async def test_a_swallowed_error_undoes_all_of_it_and_says_so(database: Config) -> None:
    with pytest.raises(RuntimeError, match="nest a write"):
        async with write():
            await Person.insert(somebody("Ada"))
            with contextlib.suppress(Exception):
                await current().run_raw("SELECT nonsense FROM nowhere")
    assert await names() == []


async def test_a_failed_statement_in_a_nested_one_leaves_the_outer_one_whole(database: Config) -> None:
    async with write():
        await Person.insert(somebody("Ada"))
        with contextlib.suppress(Exception):
            async with write():
                await Person.insert(somebody("Bela"))
                await current().run_raw("SELECT nonsense FROM nowhere")
    assert await names() == ["Ada"]


async def test_a_nested_one_that_takes_too_long_is_undone_alone(database: Config) -> None:
    async with write():
        await Person.insert(somebody("Ada"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), write():
                await Person.insert(somebody("Bela"))
                await asyncio.sleep(3600)
        await Person.insert(somebody("Cem"))
    assert await names() == ["Ada", "Cem"]


async def test_deeper_ones_are_undone_with_the_one_around_them(database: Config) -> None:
    async with write():
        with pytest.raises(ZeroDivisionError):
            async with write():
                async with write():
                    await Person.insert(somebody("Ada"))
                async with write():
                    pass
                raise ZeroDivisionError
        async with write(), write():
            await Person.insert(somebody("Bela"))
    assert await names() == ["Bela"]


async def test_one_that_does_nothing_costs_nothing(database: Config) -> None:
    async with write(), write():
        pass
    with pytest.raises(ZeroDivisionError):
        async with write(), write():
            raise ZeroDivisionError
    await Person.insert(somebody("Ada"))
    assert await names() == ["Ada"]


async def test_statements_at_once_in_one_transaction_are_refused(database: Config) -> None:
    with pytest.raises(RuntimeError, match="started inside a transaction"):
        async with write():
            await asyncio.gather(names(), names())


async def test_a_snapshot_cannot_write(database: Config) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with read():
            await Person.insert(somebody("Ada"))
    async with write():
        await Person.insert(somebody("Bela"))
    assert await names() == ["Bela"]


async def test_readers_do_not_wait_for_the_writer(database: Config) -> None:
    inside, leave = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with write():
            await Person.insert(somebody("Ada"))
            inside.set()
            await leave.wait()

    holder = asyncio.create_task(hold())
    await inside.wait()
    async with asyncio.timeout(5):
        assert await names() == []
        rows = await current().run_raw("WITH x AS (SELECT 1 AS n) SELECT n FROM x")
    assert [dict(row) for row in rows] == [{"n": 1}]
    leave.set()
    await holder


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_the_writer_is_first_come_first_served(database: Config) -> None:
    served: list[int] = []

    async def insert(n: int) -> None:
        async with write():
            served.append(n)
            await Person.insert(somebody(f"p{n}"))

    async with write():
        tasks = []
        for n in range(5):
            tasks.append(asyncio.create_task(insert(n), context=contextvars.Context()))
            await asyncio.sleep(0.01)
        assert served == []
    await asyncio.gather(*tasks)
    assert served == [0, 1, 2, 3, 4]


async def test_an_insert_with_returning_is_a_write(database: Config) -> None:
    rows = await Person.insert(somebody("Ada")).returning(Person.name)
    assert rows == [{"name": "Ada"}]
    assert await names() == ["Ada"]


async def test_a_cancelled_task_leaves_nothing_and_blocks_nobody(database: Config) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with write():
            await Person.insert(somebody("Ada"))
            inside.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with write():
        await Person.insert(somebody("Bela"))
    assert await names() == ["Bela"]


async def test_tasks_cancelled_while_they_wait_for_the_writer_do_not_keep_it(database: Config) -> None:
    async def insert(name: str) -> None:
        async with write():
            await Person.insert(somebody(name))
            await asyncio.sleep(0.01)

    tasks = [asyncio.create_task(insert(f"p{n}")) for n in range(20)]
    await asyncio.sleep(0.03)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with write():
        await Person.insert(somebody("last"))
    assert "last" in await names()
    assert {f"p{n}" for n in range(1, 20, 2)} <= set(await names())


async def test_a_task_that_outlives_its_transaction_runs_on_its_own(database: Config) -> None:
    release = asyncio.Event()

    async def late() -> None:
        await release.wait()
        await Person.insert(somebody("Late"))

    async with write():
        task = asyncio.create_task(late())
        await Person.insert(somebody("Ada"))
    release.set()
    await task
    assert await names() == ["Ada", "Late"]


async def test_a_task_inside_an_open_transaction_is_told_to_wait(database: Config) -> None:
    async with write():
        with pytest.raises(RuntimeError, match="started inside a transaction"):
            await asyncio.create_task(names())


async def test_a_snapshot_does_not_move(database: Config) -> None:
    await Person.insert(somebody("Ada"))
    async with read():
        before = await names()
        await asyncio.create_task(_insert_elsewhere())
        assert await names() == before
    assert await names() == ["Ada", "Bela"]


async def _insert_elsewhere() -> None:
    from hub.database import current

    current().current_transaction.set(None)
    await Person.insert(somebody("Bela"))
