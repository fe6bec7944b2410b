"""What somebody should look at once more before saving; nothing here keeps them from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from hub.viewer import Viewer
from hub.web.forms import Form
from sessions.programme.choices import Choices
from sessions.programme.clashes import Clash, clashes
from sessions.programme.content import SessionContent
from sessions.programme.sheets import Row, state_of


@dataclass(frozen=True, kw_only=True)
class Warnings:
    """`clashes` of hosts or room; `outside` the event's days (its row); `meanwhile` somebody else saved."""

    clashes: list[Clash] = field(default_factory=list)
    outside: Row | None = None
    meanwhile: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.clashes or self.outside or self.meanwhile)


async def warnings_about(
    viewer: Viewer,
    content: SessionContent,
    choices: Choices,
    form: Form[Any],
    *,
    row: Row | None,
    hosts: Sequence[int],
    zone: str,
) -> Warnings:
    """Look at a session as it would be saved.

    - Of a session that exists only what has changed is warned about, not the same again at each save.
    """
    moved = row is None or (row["appointment.start"], row["appointment.end"]) != (content.start, content.end)
    other_room = row is None or row["room"] != content.room
    found = await clashes(
        viewer,
        start=content.start,
        end=content.end,
        hosts=hosts if moved else (),
        room=content.room if moved or other_room else None,
        own=row["appointment.id"] if row else None,
    )
    event = choices.event
    outside = (
        event is not None
        and (moved or row is None or row["event"] != content.event)
        and not _inside(content, event, zone)
    )
    meanwhile = row is not None and form.values.get("seen") not in (None, "", state_of(row))
    return Warnings(clashes=found, outside=event if outside else None, meanwhile=meanwhile)


def _inside(content: SessionContent, event: Row, zone: str) -> bool:
    day = content.start.astimezone(ZoneInfo(zone)).date()
    return bool(event["first"] <= day <= event["last"])
