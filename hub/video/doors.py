"""When a room lets whom in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Role = Literal["host", "guest"]
State = Literal["early", "open", "over"]

_BEFORE: dict[Role, timedelta] = {"host": timedelta(minutes=30), "guest": timedelta(minutes=15)}
_GRACE: dict[Role, timedelta] = {"host": timedelta(minutes=90), "guest": timedelta(minutes=30)}


@dataclass(frozen=True)
class Door:
    """The time in which a room lets one role in: from `opens` up to, but not including, `closes`."""

    opens: datetime
    closes: datetime

    def state(self, now: datetime) -> State:
        """Whether the door is still closed, open, or closed for good."""
        if now < self.opens:
            return "early"
        return "open" if now < self.closes else "over"


def door_for(role: Role, *, start: datetime, end: datetime, now: datetime, running: bool) -> Door:
    """The door of a role; while the session is marked as running past its end, the grace counts from now."""
    last = max(end, now) if running else end
    return Door(opens=start - _BEFORE[role], closes=last + _GRACE[role])
