"""Whose name stands at an appointment, and which seats are free; pure functions over loaded rows."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.viewer import Viewer

LAST_MOVE_UP = timedelta(hours=2)


def named(host: Mapping[str, Any], viewer: Viewer) -> bool:
    """Whether a host's name is shown to the viewer; `host` is a row of `hosts_of`.

    - Somebody without account was named for the programme and is shown.
    - Who has an account is shown to whom they show their name: everybody, members, nobody.
    - Everybody sees their own name.
    """
    if host["person.joined"] is None or host["person.id"] == viewer.person:
        return True
    return host["person.name_for"] == "public" or (host["person.name_for"] == "members" and viewer.member)


def moves_up(start: datetime, now: datetime) -> bool:
    """Whether people still move up from the waiting list: not from two hours before the start on, since they could
    not know in time."""
    return start > now + LAST_MOVE_UP


def seats_left(row: Mapping[str, Any], now: datetime, prefix: str = "") -> int | None:
    """How many seats can be taken by whoever asks; None is without limit. `prefix` begins the names in `row`.

    - As long as people move up, one seat is kept for each who waits, also for a guest who has yet to confirm.
    - After that it is had by whoever is first, on the waiting list or not.
    """
    capacity = row[f"{prefix}capacity"]
    if capacity is None:
        return None
    kept = row[f"{prefix}waiting"] if moves_up(row[f"{prefix}start"], now) else 0
    return max(0, int(capacity - row[f"{prefix}taken"] - kept))
