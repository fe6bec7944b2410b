"""The `hub` command, as an operator types it."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from litestar import Litestar

from hub.cli import _parser
from hub.config import Config
from hub.database import connect, engine_for
from hub.tables import Person
from tests.conftest import NOW
from tests.hub.database.test_processes import ROOT

pytestmark = pytest.mark.anyio


def hub(config: Config, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command against an installation."""
    environment = {
        "PATH": "",
        "HUB_MODE": "demo",
        "HUB_DATA": str(config.data),
        "HUB_DATABASE_URL": config.database_url,
    }
    return subprocess.run(
        [sys.executable, "-m", "hub.cli", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def in_production(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command with these settings alone."""
    return subprocess.run(
        [sys.executable, "-m", "hub.cli", *arguments],
        cwd=ROOT,
        env={"PATH": "", **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_production_start_says_at_once_everything_that_is_missing(tmp_path: Path) -> None:
    done = in_production("serve", HUB_DATA=str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(" is missing")[0] for line in done.stderr.splitlines()] == [
        "HUB_SECRET",
        "HUB_BASE_URL",
        "HUB_MAIL_URL",
        "The page /impressum",
        "The page /datenschutz",
    ]


def test_nothing_is_stored_before_the_hub_knows_its_address(tmp_path: Path) -> None:
    # The first one writes down the host in every calendar entry, for good.
    done = in_production("grant", "administrator", "ada@hub.example", HUB_DATA=str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "HUB_BASE_URL is missing or not an address such as https://hub.example.org\n"


@pytest.mark.parametrize("command", [["migrate"], ["serve"], ["backup", "hub.zip"]])
def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    for mode in ("demo", "production"):
        done = in_production(*command, HUB_DATA=str(folder), HUB_MODE=mode)
        assert (done.returncode, done.stderr) == (2, f"HUB_DATA: {folder} cannot be used (Not a directory).\n")


def test_every_command_is_there_and_explained() -> None:
    text = _parser().format_help()
    promised = ["serve", "worker", "migrate", "demo", "grant", "config", "doctor", "backup", "restore", "retry"]
    lines = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.startswith("    ")}
    assert [name for name in promised if not lines.get(name)] == []


async def test_backup_and_restore(config: Config, tmp_path: Path) -> None:
    file, uuid, gone = tmp_path / "hub.zip", uuid4(), uuid4()
    async with connect(engine_for(config.database_url, config.data)):
        await Person.insert(
            Person(uuid=uuid, name="Ada", created=NOW), Person(uuid=gone, name="Bela", slug="bela", created=NOW)
        )
    done = hub(config, "backup", str(file))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert str(file) in done.stdout
    assert hub(config, "backup", str(file)).stderr == f"{file} exists already; nothing was changed.\n"
    # Bela is erased after the backup was made.
    entry = {"person": str(gone), "at": datetime.now(UTC).isoformat()}
    (config.data / "erasures.jsonl").write_text(json.dumps(entry) + "\n")
    refused = hub(config, "restore", str(file))
    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr
    done = hub(config, "restore", str(file), "--overwrite")
    assert done.returncode == 0, done.stderr
    assert "1 people had been erased since, and are erased again." in done.stdout
    async with connect(engine_for(config.database_url, config.data)):
        rows = await Person.select(Person.uuid, Person.name, Person.slug).order_by(Person.id)
    assert rows == [{"uuid": uuid, "name": "Ada", "slug": None}, {"uuid": gone, "name": "", "slug": None}]


async def test_nothing_is_replaced_under_a_hub_that_serves(config: Config, app: Litestar, tmp_path: Path) -> None:
    file = tmp_path / "hub.zip"
    assert hub(config, "backup", str(file)).returncode == 0
    await Person.insert(Person(uuid=uuid4(), name="Ada", created=NOW))
    done = hub(config, "restore", str(file), "--overwrite")
    said = "A hub or its worker runs on this database. Please stop it first; nothing was changed.\n"
    assert (done.returncode, done.stderr) == (2, said)
    assert await Person.select(Person.name) == [{"name": "Ada"}]


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("command", [("backup", "new.zip"), ("restore", "hub.zip", "--overwrite")])
def test_a_damaged_database_says_the_way_out(config: Config, tmp_path: Path, command: tuple[str, ...]) -> None:
    assert hub(config, "backup", str(tmp_path / "hub.zip")).returncode == 0
    file = config.data / "hub.sqlite"
    pages = bytearray(file.read_bytes())
    # All but what says which tables there are.
    for start in range(len(pages) // 2, len(pages), 4096):
        pages[start : start + 4096] = b"\xff" * 4096
    file.write_bytes(pages)
    done = hub(config, command[0], str(tmp_path / command[1]), *command[2:])
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"The database is damaged (database disk image is malformed). Please move {file}* away,"
        " and bring a backup back."
    )


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_file_that_is_no_backup(config: Config, tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_text("miau")
    done = hub(config, "restore", str(tmp_path / "cat.jpg"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path / 'cat.jpg'} is no whole backup of a hub. Nothing was changed.\n"
    assert hub(config, "backup", "/no/such/folder/hub.zip").stderr.startswith("/no/such/folder/hub.zip cannot be")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_doctor_ends_with_one_where_something_is_wrong(config: Config) -> None:
    done = hub(config, "doctor")
    assert (done.returncode, "PROBLEM" in done.stdout) == (0, False), done.stdout
    (config.data / "hub.sqlite").write_text("This is no database. " * 100)
    done = hub(config, "doctor")
    assert done.returncode == 1
    assert "PROBLEM  database: file is not a database. Please check" in done.stdout
    assert hub(config, "migrate").stderr == (
        f"The database is damaged (file is not a database). Please move {config.data}/hub.sqlite* away,"
        " and bring a backup back.\n"
    )


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_settings_that_cannot_be_read(config: Config) -> None:
    environment = {"PATH": "", "HUB_PORT": "many"}
    done = subprocess.run([sys.executable, "-m", "hub.cli", "config"], cwd=ROOT, env=environment,
                          capture_output=True, text=True)  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "HUB_PORT must be a whole number, not 'many'\n")
    listed = hub(config, "config").stdout
    assert f"HUB_DATA = {config.data}" in listed
    assert "HUB_SECRET = (set, not shown)" in listed
