"""Appointments of a kind that tests describe themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from litestar import Litestar

from hub.appointments import actions
from hub.calendar import entries
from hub.feature import Shown
from tests import factories

KIND = "talk"


@dataclass
class Stage:
    """What each appointment of the kind shows, by id."""

    shown: dict[int, Shown] = field(default_factory=dict)

    async def describe(self, ids: list[int]) -> Mapping[int, Shown]:
        return {id: self.shown[id] for id in ids if id in self.shown}

    async def talk(self, now: datetime, *, feeds: set[str] | None = None, **values: Any) -> int:
        """An appointment that is told about once what it shows is known."""
        shown = {name: values.pop(name) for name in ("description", "location", "reason", "titles") if name in values}
        id = await factories.appointment(now, kind=KIND, **values)
        standing = frozenset({"programme"} if feeds is None else feeds)
        self.shown[id] = Shown(**{"description": "", "location": "", "feeds": standing, **shown})
        await actions.set_hosts(id, [], now=now)
        return id


@pytest.fixture
def stage(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    monkeypatch.setitem(entries.describers, KIND, made.describe)
    return made
