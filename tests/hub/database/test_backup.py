"""A backup brings everything back, on either engine; a damaged one brings nothing."""

import asyncio
import signal
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from piccolo.conf.apps import Finder

from hub.config import Config
from hub.database import connect, engine_for, write
from hub.database.archive import BadBackup
from hub.database.backup import backup
from hub.database.migrate import pending
from hub.database.restore import NotEmpty, restore
from hub.jobs import queue
from hub.mail.outbox import post
from hub.mail.tables import NOT_IN_BACKUP, Outgoing
from hub.tables import Audit, Membership, Organisation, Person
from tests.cast import Cast
from tests.conftest import NOW
from tests.hub.database.test_processes import start
from tests.hub.database.test_transactions import somebody

pytestmark = pytest.mark.anyio


async def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table but jobs and mails, of which backups hold less."""
    return {
        table._meta.tablename: await table.select().order_by(table._meta.primary_key)
        for table in Finder().get_table_classes()
        if table._meta.tablename not in {"job", "outgoing_mail"}
    }


async def move_in() -> None:
    """The cast, and texts that are awkward in a file."""
    await Cast.move_in(NOW)
    await Person.insert(
        Person(
            uuid=uuid4(),
            name='Zoë "\u202eabc\n\t\\ 🦉',
            biography="x" * 50_000,
            created=NOW + timedelta(microseconds=1),
        )
    )
    # Its parent stands below it.
    parent = Organisation(
        uuid=uuid4(), slug="late", name="Late", kind="member", path="/", state="released", created=NOW
    )
    await parent.save()
    await Organisation.update({Organisation.parent: parent.id}).where(Organisation.slug == "alpha")


def where(config: Config) -> dict[str, str]:
    """The environment of a process that works on the same database."""
    return {"HUB_DATA": str(config.data), "HUB_DATABASE_URL": config.database_url}


@pytest.fixture
def elsewhere(empty_database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Config]:
    """An empty installation on an engine by name."""

    def make(engine: str) -> Config:
        if engine == "sqlite":
            return Config(data=tmp_path / "elsewhere")
        server = request.getfixturevalue("postgres_server")
        name = f"elsewhere_{uuid4().hex}"
        server.psql(f"CREATE DATABASE {name};")
        return Config(data=tmp_path / "elsewhere", database_url=str(server.get_uri(name)))

    return make


@pytest.mark.parametrize("to", ["sqlite", "postgres"])
async def test_everything_comes_back_on_either_engine(
    config: Config, to: str, elsewhere: Callable[[str], Config], tmp_path: Path
) -> None:
    file = tmp_path / "hub.zip"
    async with connect(engine_for(config.database_url, config.data)):
        await move_in()
        before = await everything()
        rows = await backup(file, now=NOW)
    target = elsewhere(to)
    async with connect(engine_for(target.database_url, target.data)):
        assert await restore(file) == rows
        assert await everything() == before
        assert await pending() == []
        newest = Person(uuid=uuid4(), name="New", created=NOW)
        await newest.save()
        assert newest.id == len(before["person"]) + 1
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            await Membership.insert(Membership(person=999_999, organisation=1, state="released", created=NOW))


async def test_a_backup_is_for_its_owner_only_and_is_never_overwritten(database: Config, tmp_path: Path) -> None:
    file = tmp_path / "hub.zip"
    await backup(file, now=NOW)
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    with pytest.raises(FileExistsError):
        await backup(file, now=NOW)
    assert file.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []


async def test_texts_of_mails_are_left_out_and_the_unsent_say_so(database: Config, tmp_path: Path) -> None:
    await post("sign_in", to="ada@hub.example", values={"path": "/sign-in/a-secret-token"}, now=NOW)
    await queue.add("other", {"n": 1}, due=NOW)
    await backup(tmp_path / "hub.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "hub.zip") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"a-secret-token" not in content
    assert b"ada@hub.example" not in content
    await restore(tmp_path / "hub.zip", overwrite=True)
    mail = await Outgoing.select(Outgoing.recipient, Outgoing.values, Outgoing.error, Outgoing.failed)
    assert mail == [{"recipient": "", "values": "", "error": NOT_IN_BACKUP, "failed": NOW}]
    job = await queue.take(NOW)
    assert job is not None
    assert job["name"] == "other"
    assert await queue.take(NOW) is None


async def test_where_somebody_lives_nothing_is_overwritten_unless_told(database: Config, tmp_path: Path) -> None:
    await Person.insert(somebody("Ada"))
    await backup(tmp_path / "hub.zip", now=NOW)
    await Person.insert(somebody("Bela"))
    with pytest.raises(NotEmpty):
        await restore(tmp_path / "hub.zip")
    assert sorted(await Person.select(Person.name).output(as_list=True)) == ["Ada", "Bela"]
    await restore(tmp_path / "hub.zip", overwrite=True)
    assert await Person.select(Person.name).output(as_list=True) == ["Ada"]


async def test_a_damaged_file_changes_nothing(database: Config, tmp_path: Path) -> None:
    await Person.insert(*(somebody(f"p{n}") for n in range(300)))
    await backup(tmp_path / "hub.zip", now=NOW)
    whole = (tmp_path / "hub.zip").read_bytes()
    cut, flipped = tmp_path / "cut.zip", tmp_path / "flipped.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(tmp_path / "hub.zip") as archive:
        middle = archive.getinfo("tables/person.jsonl")
    place = middle.header_offset + middle.compress_size // 2
    flipped.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
    for bad in (cut, flipped, tmp_path / "missing.zip"):
        with pytest.raises(BadBackup):
            await restore(bad, overwrite=True)
        assert await Person.count() == 300
    await Person.insert(somebody("after"))


async def test_what_fails_afterwards_undoes_the_restore(database: Config, tmp_path: Path) -> None:
    await backup(tmp_path / "hub.zip", now=NOW)
    await Person.insert(somebody("Ada"))

    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await restore(tmp_path / "hub.zip", overwrite=True, afterwards=fail)
    assert await Person.select(Person.name).output(as_list=True) == ["Ada"]


async def test_a_backup_of_a_newer_hub_is_refused(database: Config, tmp_path: Path) -> None:
    await backup(tmp_path / "hub.zip", now=NOW)
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(tmp_path / "hub.zip") as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "head.json":
                content = content.replace(
                    b'"steps": [', b'"steps": [{"app": "hub", "id": "2999-01-01T00:00:00:000000"}, '
                )
            new.writestr(name, content)
    with pytest.raises(BadBackup, match="2999"):
        await restore(newer, overwrite=True)


async def test_a_backup_is_one_moment_while_the_hub_writes(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "hub.zip"
    async with connect(engine_for(config.database_url, config.data)):
        stop = asyncio.Event()

        async def write_pairs() -> int:
            pairs = 0
            while not stop.is_set():
                async with write():
                    uuid = uuid4()
                    await Person.insert(Person(uuid=uuid, name="Ada", created=NOW))
                    await Audit.insert(Audit(at=NOW, verb="born", kind="person", note=str(uuid)))
                pairs += 1
            return pairs

        writing = asyncio.create_task(write_pairs())
        while await Person.count() < 20:
            await asyncio.sleep(0.01)
        rows = await backup(file, now=NOW)
        stop.set()
        assert await writing > rows["person"] >= 20
        await restore(file, overwrite=True)
        born = set(await Audit.select(Audit.note).output(as_list=True))
        assert {str(uuid) for uuid in await Person.select(Person.uuid).output(as_list=True)} == born
        assert len(born) == rows["person"]


async def test_a_restore_that_is_killed_leaves_what_was_there(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "hub.zip"
    async with connect(engine_for(config.database_url, config.data)):
        await Person.insert(*(somebody(f"p{n}") for n in range(400)))
        for _ in range(5):
            await Audit.insert(*(Audit(at=NOW, verb="was", kind="row", note="x" * 100) for _ in range(1000)))
        await backup(file, now=NOW)
        await Person.insert(somebody("after"))
    interrupted = 0
    for _ in range(4):
        process = start("-m", "hub.cli", "restore", str(file), "--overwrite", **where(config))
        await asyncio.sleep(0.7 + 0.1 * interrupted)
        interrupted += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        async with connect(engine_for(config.database_url, config.data)):
            assert await Person.count() in {400, 401}
            assert await Audit.count() == 5000
    assert interrupted
