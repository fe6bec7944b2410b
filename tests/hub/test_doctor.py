"""The doctor finds what is wrong, and says what to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from piccolo.apps.migrations.tables import Migration

from hub.config import Config
from hub.database import connect, current, engine_for, write
from hub.doctor import examine
from hub.jobs import queue
from hub.jobs.queue import MAX_ATTEMPTS
from hub.jobs.tables import Job
from hub.mail.outbox import post
from hub.mail.tables import NOT_IN_BACKUP, Outgoing
from hub.site import keep
from tests.browser import free_port
from tests.hub.test_cli import hub

pytestmark = pytest.mark.anyio


async def problems(config: Config) -> dict[str, list[str]]:
    """What the doctor finds wrong, by check."""
    found = await examine(config, datetime.now(UTC))
    return {finding.name: list(finding.problems) for finding in found if finding.problems}


@pytest.fixture
def demo(config: Config) -> Config:
    return replace(config, mode="demo")


async def test_a_healthy_hub_has_no_problems(demo: Config) -> None:
    found = await examine(demo, datetime.now(UTC))
    assert [line for finding in found for line in finding.lines() if not line.startswith("ok ")] == []
    names = {finding.name for finding in found}
    assert {"settings", "mail server", "clock of this machine", "time zones", "database", "clock of the database",
            "migrations", "zone of the hub", "sender of mails", "jobs", "mails",
            "pages that the law asks for"} <= names  # fmt: skip


async def test_settings_that_are_missing(config: Config) -> None:
    found = await problems(replace(config, secret="short", base_url=""))
    assert [line.split()[0] for line in found["settings"]] == ["HUB_SECRET", "HUB_BASE_URL", "HUB_MAIL_URL"]
    assert found["pages that the law asks for"]


async def test_a_mail_server_that_does_not_answer(demo: Config) -> None:
    found = await problems(replace(demo, mail_url=f"smtp://127.0.0.1:{free_port()}?tls=none"))
    assert set(found) == {"mail server"}
    assert "Please check HUB_MAIL_URL" in found["mail server"][0]


async def test_a_database_that_does_not_answer(demo: Config) -> None:
    found = await problems(replace(demo, database_url=f"postgresql://127.0.0.1:{free_port()}/hub"))
    assert set(found) == {"database"}
    assert found["database"][0].startswith("PostgreSQL does not answer (")
    assert "Please check HUB_DATABASE_URL" in found["database"][0]


async def test_migrations_that_have_not_run(empty_database_url: str, tmp_path: Path) -> None:
    found = await problems(Config(mode="demo", data=tmp_path, database_url=empty_database_url, secret="s" * 32))
    assert set(found) == {"migrations"}
    assert "hub migrate" in found["migrations"][0]


async def test_a_database_of_a_newer_hub(demo: Config) -> None:
    async with connect(engine_for(demo.database_url, demo.data)):
        await Migration(name="2999-01-01T00:00:00:000000", app_name="hub").save()
    try:
        found = await problems(demo)
        assert set(found) == {"migrations"}
        assert "A newer hub has used this database (hub 2999" in found["migrations"][0]
        refused = hub(demo, "serve")
        assert (refused.returncode, refused.stderr) == (2, f"{found['migrations'][0]}\n")
    finally:
        async with connect(engine_for(demo.database_url, demo.data)):
            await Migration.delete().where(Migration.name.like("2999%"))


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_a_damaged_file(demo: Config) -> None:
    async with connect(engine_for("", demo.data)):
        await current().run_raw("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = await current().run_raw("SELECT rootpage FROM sqlite_master WHERE name = 'one_setting'")
    with (demo.data / "hub.sqlite").open("r+b") as file:
        file.seek((rows[0]["rootpage"] - 1) * 4096)
        file.write(b"\xff" * 4096)
    assert "restore the last backup" in (await problems(demo))["database"][0]
    # So much of it is gone that SQLite cannot even check it.
    with (demo.data / "hub.sqlite").open("r+b") as file:
        file.seek((demo.data / "hub.sqlite").stat().st_size // 2)
        file.write(b"\xff" * 40_000)
    assert "restore the last backup" in (await problems(demo))["database"][0]


async def test_a_zone_that_nobody_knows(demo: Config) -> None:
    async with connect(engine_for(demo.database_url, demo.data)), write():
        await keep(zone="Europe/Bärlin")
    assert set(await problems(demo)) == {"zone of the hub"}


async def test_a_sender_that_does_not_exist(config: Config) -> None:
    # As after a first start on a loopback address, which has no host to send from.
    async with connect(engine_for(config.database_url, config.data)), write():
        await keep(sender="hub@0a1b2c.hub.example")
    assert (await problems(config))["sender of mails"] == [
        "hub@0a1b2c.hub.example does not exist. Please set it on the settings page."
    ]
    async with connect(engine_for(config.database_url, config.data)), write():
        await keep(sender="hub@verband.test")
    assert "sender of mails" not in await problems(config)


async def test_work_that_was_given_up_and_work_that_nobody_does(demo: Config) -> None:
    now = datetime.now(UTC)
    async with connect(engine_for(demo.database_url, demo.data)):
        await queue.add("calendar.tell", {}, due=now)
        await Job.update({Job.attempts: MAX_ATTEMPTS}).where(Job.name == "calendar.tell")
        await queue.add("other", {}, due=now - timedelta(hours=1))
    assert (await problems(demo))["jobs"] == [
        "calendar.tell: 1 given up. Please look into the log, then run: hub retry",
        "1 wait for more than 15 minutes. Please see that hub serve or hub worker runs.",
    ]


async def test_mails_that_were_refused(demo: Config) -> None:
    now = datetime.now(UTC)
    reasons = ["letter refused (554)", "recipient refused (550)", "recipient refused (550)", NOT_IN_BACKUP]
    async with connect(engine_for(demo.database_url, demo.data)):
        for n, reason in enumerate([*reasons, "letter refused (552)"]):
            await post("sign_in", to="ada@hub.example", values={}, now=now)
            old = timedelta(days=30 if n == len(reasons) else 0)
            failed = {Outgoing.failed: now - old, Outgoing.error: reason}
            await Outgoing.update(failed).where(Outgoing.failed.is_null())
        await Job.delete(force=True)
    found = {finding.name: finding for finding in await examine(demo, now)}
    assert [problem.split(" (last")[0] for problem in found["mails"].problems] == [
        "1 letter refused (554)",
        f"1 were {NOT_IN_BACKUP}",
    ]
    assert found["mails"].well == "2 to addresses that do not exist"
