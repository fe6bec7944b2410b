"""Telling the rooms above what has changed."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from hub.appointments import hooks
from tests.conftest import NOW

pytestmark = pytest.mark.anyio


@pytest.fixture
def heard() -> Iterator[list[list[int]]]:
    found: list[list[int]] = []
    before = list(hooks.changed)

    async def hear(appointments: list[int], now: datetime) -> None:
        found.append(appointments)

    hooks.changed[:] = [hear]
    yield found
    hooks.changed[:] = before


async def test_what_changes_together_is_told_once(heard: list[list[int]]) -> None:
    async with hooks.told_together(NOW):
        for appointments in ([3], [1, 2], [3]):
            await hooks.tell_changed(appointments, NOW)
        assert heard == []
    await hooks.tell_changed([4], NOW)
    assert heard == [[1, 2, 3], [4]]


async def test_where_nothing_changed_or_it_failed_nothing_is_told(heard: list[list[int]]) -> None:
    async with hooks.told_together(NOW):
        pass
    with pytest.raises(ZeroDivisionError):
        async with hooks.told_together(NOW):
            await hooks.tell_changed([1], NOW)
            _ = 1 / 0
    assert heard == []
    await hooks.tell_changed([2], NOW)
    assert heard == [[2]]
