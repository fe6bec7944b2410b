"""A real `hub serve`: it ends what it has begun, stops in time, and its log tells nothing about anybody."""

import asyncio
import contextlib
import json
import signal
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO
from uuid import uuid4

import asyncpg
import httpx
import pytest

from hub.config import Config
from hub.database import connect, current, engine_for
from hub.tables import Organisation
from tests.browser import free_port
from tests.conftest import NOW
from tests.hub.database.test_processes import start

pytestmark = pytest.mark.anyio
ADDRESS = "zora.geheim@hub.example"
TOKEN = "tokentokentokentokentokentokento"


class Serving:
    """A serving process: its address, and what it writes."""

    def __init__(self, config: Config, **settings: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        config.data.mkdir(exist_ok=True)
        self.log = config.data / "serve.log"
        self._out: IO[str] = self.log.open("w")
        environment = {
            "HUB_MODE": "demo",
            "HUB_DATA": str(config.data),
            "HUB_DATABASE_URL": config.database_url,
            "HUB_PORT": str(port),
            **settings,
        }
        self.process = start("-m", "hub.cli", "serve", out=self._out, **environment)

    async def ready(self) -> float:
        """Wait for the first answer, and give back how long it took in seconds."""
        begun = time.monotonic()
        async with httpx.AsyncClient() as client:
            while time.monotonic() - begun < 60 and self.process.poll() is None:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{self.url}/health/ready")).status_code == 200:
                        return time.monotonic() - begun
                await asyncio.sleep(0.05)
        raise AssertionError(self.log.read_text())

    async def stop(self) -> float:
        """Ask it to stop, and give back how long it took in seconds."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(self.process.wait, 40)
        return time.monotonic() - begun

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._out.close()


@asynccontextmanager
async def serving(config: Config, **settings: str) -> AsyncIterator[Serving]:
    """Serve an installation with one organisation, so that the demo does not move in."""
    async with connect(engine_for(config.database_url, config.data)):
        await Organisation.insert(
            Organisation(uuid=uuid4(), slug="a", name="A", kind="federation", path="/1/", state="released", created=NOW)
        )
    process = Serving(config, **settings)
    try:
        await process.ready()
        yield process
    finally:
        process.close()


@contextlib.contextmanager
def nobody_else_writes(config: Config) -> Iterator[None]:
    """Keep the database's writer until the end of the block, so that a writing request is slow."""
    begun, leave = threading.Event(), threading.Event()

    def sqlite() -> None:
        connection = sqlite3.connect(config.data / "hub.sqlite", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        begun.set()
        leave.wait(30)
        connection.execute("ROLLBACK")
        connection.close()

    async def postgres() -> None:
        connection = await asyncpg.connect(config.database_url)
        async with connection.transaction():
            await connection.execute("LOCK TABLE rate_count IN ACCESS EXCLUSIVE MODE")
            begun.set()
            while not leave.is_set():
                await asyncio.sleep(0.02)
        await connection.close()

    keeper = threading.Thread(target=(lambda: asyncio.run(postgres())) if config.database_url else sqlite)
    keeper.start()
    assert begun.wait(10)
    try:
        yield
    finally:
        leave.set()
        keeper.join()


async def test_a_request_that_has_begun_is_answered_before_it_stops(config: Config) -> None:
    async with serving(config) as hub, httpx.AsyncClient(base_url=hub.url, timeout=30) as client:
        with nobody_else_writes(config):
            form = {"email": ADDRESS}
            slow = asyncio.create_task(client.post("/sign-in", data=form, headers={"Origin": hub.url}))
            await asyncio.sleep(0.5)
            assert not slow.done()
            stopping = asyncio.create_task(hub.stop())
            await asyncio.sleep(0.5)
            assert not slow.done()
        assert (await slow).status_code == 303
        assert await stopping < 8
        assert hub.process.returncode == 0


async def test_it_stops_in_time_with_connections_open_and_a_request_that_hangs(config: Config) -> None:
    async with serving(config) as hub, httpx.AsyncClient(base_url=hub.url, timeout=60) as client:
        await asyncio.gather(*(client.get("/programme") for _ in range(20)))
        with nobody_else_writes(config):
            form = {"email": ADDRESS}
            hanging = asyncio.create_task(client.post("/sign-in", data=form, headers={"Origin": hub.url}))
            await asyncio.sleep(0.3)
            assert await hub.stop() < 20
            await asyncio.gather(hanging, return_exceptions=True)


async def test_the_log_names_nobody(config: Config) -> None:
    async with serving(config) as hub, httpx.AsyncClient(base_url=hub.url) as client:
        assert (await client.get(f"/calendar/me/{TOKEN}.ics")).status_code == 404
        assert (await client.get(f"/sign-in/{TOKEN}")).status_code < 500
        async with connect(engine_for(config.database_url, config.data)):
            await current().run_raw("ALTER TABLE sign_in_code RENAME TO gone")
            await current().run_raw("ALTER TABLE device RENAME TO gone_too")
        form = {"email": ADDRESS}
        headers = {"Origin": hub.url, "Referer": f"{hub.url}/sign-in/{TOKEN}"}
        assert (await client.post("/sign-in", data=form, headers=headers)).status_code == 500
        client.cookies.set("hub_device", TOKEN)
        assert (await client.get(f"/me?next={ADDRESS}")).status_code == 500
        await hub.stop()
        log = hub.log.read_text()
        async with connect(engine_for(config.database_url, config.data)):
            await current().run_raw("ALTER TABLE gone RENAME TO sign_in_code")
            await current().run_raw("ALTER TABLE gone_too RENAME TO device")
    for secret in (ADDRESS, "zora", "geheim", TOKEN, "Mozilla", "httpx"):
        assert secret not in log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    failed = [line for line in lines if line["message"] == "request failed"]
    assert [(line["method"], line["route"]) for line in failed] == [("POST", "/sign-in"), ("GET", "/me")]
    assert all(line["error"] and line["where"] for line in failed)


@pytest.mark.parametrize("engine_name", ["postgres"])
async def test_several_processes_serve_one_database(config: Config) -> None:
    async with serving(config, HUB_PROCESSES="2") as hub, httpx.AsyncClient(base_url=hub.url) as client:
        answers = await asyncio.gather(*(client.get("/programme") for _ in range(20)))
        assert {answer.status_code for answer in answers} == {200}
        assert await hub.stop() < 10
        assert hub.process.returncode == 0


async def test_a_second_hub_does_not_share_the_address_of_the_first(config: Config, tmp_path: Path) -> None:
    async with serving(config) as first:
        second = Serving(replace(config, data=tmp_path / "second"), HUB_PORT=first.url.rpartition(":")[2])
        try:
            assert await asyncio.to_thread(second.process.wait, 30) == 1
        finally:
            second.close()
    assert "Address already in use" in second.log.read_text()


async def test_nothing_serves_on_when_the_hub_is_killed(config: Config) -> None:
    async with serving(config) as hub, httpx.AsyncClient() as client:
        hub.process.kill()
        for _ in range(100):
            try:
                await client.get(f"{hub.url}/health/live")
            except httpx.TransportError:
                return
            await asyncio.sleep(0.1)
    raise AssertionError("it still answers after ten seconds")
