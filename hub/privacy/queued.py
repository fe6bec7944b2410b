"""Taking a person out of mails that wait for others."""

import json
import re
from typing import Any

from hub.database import write
from hub.mail.tables import Outgoing
from hub.privacy.batches import SIZE

SOMEBODY = "…"


async def scrub_queue(words: list[str]) -> int:
    """Replace a person's name and addresses in every mail that was not sent yet; gives back how many were changed."""
    pattern = _pattern(words)
    if pattern is None:
        return 0
    changed, after = 0, 0
    while rows := await _unsent(after):
        after = rows[-1]["id"]
        clean = [(row["id"], _clean(row, pattern)) for row in rows]
        found = [(id, change) for id, change in clean if change]
        async with write():
            for id, change in found:
                await Outgoing.update(change).where((Outgoing.id == id) & Outgoing.sent.is_null())
        changed += len(found)
    return changed


async def _unsent(after: int) -> list[dict[str, Any]]:
    return await (
        Outgoing.select(Outgoing.id, Outgoing.values, Outgoing.calendar)
        .where((Outgoing.id > after) & Outgoing.sent.is_null())
        .order_by(Outgoing.id)
        .limit(SIZE)
    )


def _pattern(words: list[str]) -> re.Pattern[str] | None:
    wanted = sorted({word for word in words if len(word) > 2}, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in wanted)) if wanted else None


def _clean(row: dict[str, Any], pattern: re.Pattern[str]) -> dict[Any, Any]:
    change: dict[Any, Any] = {}
    values = json.loads(row["values"]) if row["values"] else None
    if values is not None and (without := _without(values, pattern)) != values:
        change[Outgoing.values] = json.dumps(without)
    # Long lines of a calendar are folded (RFC 5545, 3.1), maybe in the middle of a name.
    calendar = re.sub(r"\r?\n[ \t]", "", bytes(row["calendar"]).decode("utf-8", "replace"))
    if pattern.search(calendar):
        change[Outgoing.calendar] = _folded(pattern.sub(SOMEBODY, calendar))
    return change


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(SOMEBODY, value)
    if isinstance(value, list):
        return [_without(each, pattern) for each in value]
    if isinstance(value, dict):
        return {name: _without(each, pattern) for name, each in value.items()}
    return value


def _folded(calendar: str) -> bytes:
    lines = []
    for line in calendar.splitlines():
        while len(line.encode()) > 74:
            cut = min(74, len(line))
            while len(line[:cut].encode()) > 74:
                cut -= 1
            lines.append(line[:cut])
            line = " " + line[cut:]
        lines.append(line)
    return ("\r\n".join(lines) + "\r\n").encode()
