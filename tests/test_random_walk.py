"""A short random walk on each engine; `make soak` has the long ones."""

import pytest
from litestar import Litestar

from hub import demo
from hub.jobs.worker import Worker
from tests.conftest import Clock
from tests.wander import assert_whole, wander

pytestmark = pytest.mark.anyio


async def test_five_hundred_steps_leave_the_house_whole(app: Litestar, worker: Worker, clock: Clock) -> None:
    await demo.fill(clock.now)
    await wander(app, worker, steps=500, seed=1, now=clock.now)
    await assert_whole(clock.now)
