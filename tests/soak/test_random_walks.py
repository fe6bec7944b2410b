"""Long random walks: ten thousand steps on each engine, hours passing in between."""

import pytest
from litestar import Litestar

from hub import demo
from hub.jobs.worker import Worker
from tests.conftest import Clock
from tests.wander import assert_whole, wander

pytestmark = pytest.mark.anyio


async def test_ten_thousand_steps_leave_the_house_whole(app: Litestar, worker: Worker, clock: Clock) -> None:
    await demo.fill(clock.now)
    for part in range(10):
        await wander(app, worker, steps=1_000, seed=part, now=clock.now)
        await assert_whole(clock.now)
        clock.forward(hours=7)
