"""What is due goes, with a moved clock; nobody waits long meanwhile."""

import asyncio
from datetime import timedelta

import pytest

from hub.audit import record
from hub.config import Config
from hub.database import write
from hub.feature import Feature, Purge
from hub.jobs.worker import Worker
from hub.mail.outbox import post
from hub.mail.tables import Outgoing
from hub.privacy.batches import SIZE, delete_in_batches
from hub.privacy.purge import purge_everything
from hub.privacy.rules import AUDIT
from hub.rates import count
from hub.tables import Audit, RateCount
from tests.conftest import NOW, Clock

pytestmark = pytest.mark.anyio


async def test_sent_failed_and_stuck_mails_go_after_thirty_days(database: Config) -> None:
    for name, change in (
        ("sent", {Outgoing.sent: NOW}),
        ("failed", {Outgoing.failed: NOW}),
        ("stuck", {Outgoing.due: NOW}),
        ("planned", {Outgoing.due: NOW + timedelta(days=60)}),
    ):
        await post("m", to="a@b.example", values={}, now=NOW - timedelta(days=1), once=name)
        await Outgoing.update(change).where(Outgoing.once == name)
    await purge_everything(NOW + timedelta(days=30))
    assert await Outgoing.count() == 4
    await purge_everything(NOW + timedelta(days=31))
    assert await Outgoing.select(Outgoing.once).output(as_list=True) == ["planned"]


async def test_audit_goes_after_a_year_and_counters_after_a_week(database: Config) -> None:
    async with write():
        await record("v", "k", None, by=None, now=NOW)
        await count("what", "who", now=NOW, minutes=60)
    await purge_everything(NOW + timedelta(days=7))
    assert (await Audit.count(), await RateCount.count()) == (1, 1)
    await purge_everything(NOW + timedelta(days=8))
    assert (await Audit.count(), await RateCount.count()) == (1, 0)
    await purge_everything(NOW + timedelta(days=366))
    assert await Audit.count() == 0


async def test_the_worker_purges_once_a_day(worker: Worker, clock: Clock) -> None:
    async with write():
        await record("v", "k", None, by=None, now=NOW)
    await worker.round()
    clock.forward(days=366)
    await worker.round()
    assert await Audit.count() == 0


async def test_a_purge_that_fails_does_not_stop_the_others(database: Config, caplog: pytest.LogCaptureFixture) -> None:
    from hub.app import FEATURES, move_in

    async def broken(now: object) -> int:
        raise RuntimeError("Ada Lovelace")

    async with write():
        await record("v", "k", None, by=None, now=NOW)
    try:
        move_in([Feature(key="broken", folder=FEATURES[0].folder, purges=[Purge(AUDIT, broken)]), *FEATURES])
        await purge_everything(NOW + timedelta(days=366))
    finally:
        move_in(FEATURES)
    assert await Audit.count() == 0
    assert [each.message for each in caplog.records] == ["purge failed"]


async def test_others_write_between_the_batches_of_a_long_purge(database: Config) -> None:
    batches = 20
    rows = [
        Audit(at=NOW, actor=None, verb="v", kind="k", object=i, branch=None, note="") for i in range(SIZE * batches)
    ]
    await Audit.insert(*rows)
    seen = set()

    async def somebody_else() -> None:
        while SIZE * batches not in seen or 0 not in seen:
            async with write():
                seen.add(await Audit.count().where(Audit.verb == "v"))
            await asyncio.sleep(0)

    watching = asyncio.create_task(somebody_else())
    while not seen:
        await asyncio.sleep(0)
    gone = await delete_in_batches(Audit, Audit.verb == "v")
    await watching
    assert gone == SIZE * batches
    assert {left % SIZE for left in seen} == {0}
    assert len(seen) > 2
