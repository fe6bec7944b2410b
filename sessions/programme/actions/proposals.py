"""A draft on its way to those who publish it, and back to whoever wrote it."""

from datetime import datetime
from typing import Any

from hub.audit import record
from hub.database import claim, write
from hub.refused import Refused
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.actions.ask import allow
from sessions.programme.actions.telling import about, editors_of, name_of, tell
from sessions.programme.sheets import Row, item_of, session_by
from sessions.programme.tables import Session


async def propose_session(session: int, *, by: Viewer, now: datetime) -> None:
    """Hand a draft in for publishing, and tell the editors of its branch. Refused `not_allowed`, `gone`."""
    async with write():
        row = await _loaded(session)
        allow(policies.may_propose(by, item_of(row)))
        this = (Session.id == session) & Session.handed_in.is_null()
        if await claim(Session, {Session.handed_in: now}, this) is None:
            raise Refused("gone")
        editors = await editors_of(row["appointment.branch.path"])
        await tell([each for each in editors if each != by.person], "session_proposed", values=await _from(by, row),
                   now=now)  # fmt: skip
        await _note("session.proposed", row, by, now)


async def send_back_session(session: int, *, word: str, by: Viewer, now: datetime) -> bool:
    """Give a draft back with a word for whoever wrote it; gives back whether a mail goes out.

    The word is mailed and not kept. Refused `not_allowed`, `gone`.
    """
    change: dict[Any, Any] = {Session.handed_in: None}
    async with write():
        row = await _loaded(session)
        allow(policies.may_send_back(by, item_of(row)))
        if await claim(Session, change, (Session.id == session) & Session.handed_in.is_not_null()) is None:
            raise Refused("gone")
        told = await tell(_writer(row, by), "session_sent_back", values={**await _from(by, row), "word": word}, now=now)
        await _note("session.sent_back", row, by, now)
    return bool(told)


async def was_published(row: Row, *, by: Viewer, now: datetime) -> None:
    """Take a loaded session out of the queue and tell whoever wrote it; call it inside `write()`."""
    change: dict[Any, Any] = {Session.handed_in: None}
    await Session.update(change).where(Session.id == row["id"])
    await tell(_writer(row, by), "session_published", values=await _from(by, row), now=now)


def _writer(row: Row, by: Viewer) -> list[int]:
    return [row["created_by"]] if row["created_by"] not in (None, by.person) else []


async def _from(by: Viewer, row: Row) -> dict[str, Any]:
    return {**await about(row), "who": await name_of(by.person), "edit_path": f"/editing/sessions/{row['uuid']}"}


async def _loaded(session: int) -> Row:
    row = await session_by(session)
    if row is None:
        raise Refused("gone")
    return row


async def _note(verb: str, row: Row, by: Viewer, now: datetime) -> None:
    await record(verb, "session", row["id"], by=by.person, now=now, branch=row["appointment.branch"])
