"""Reports and messages from anybody, and how they are dealt with."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hub.audit import record
from hub.database import claim, write
from hub.i18n import message
from hub.mail.outbox import post, post_to
from hub.privacy.batches import delete_in_batches
from hub.privacy.rules import REPORT
from hub.rates import limit
from hub.refused import Refused
from hub.settings.tables import Report
from hub.tables import RoleGrant

REASONS = {
    "illegal": message("This is against the law"),
    "hurtful": message("This hurts or humiliates somebody"),
    "privacy": message("This shows personal data that should not be here"),
    "barrier": message("Here is a barrier"),
    "wrong": message("This is wrong or out of date"),
    "other": message("Something else"),
    "contact": message("A message or question"),
}
COLUMNS = (
    Report.id,
    Report.uuid,
    Report.address,
    Report.reason,
    Report.text,
    Report.reply_to,
    Report.created,
    Report.closed,
    Report.answer,
)


async def report(*, reason: str, text: str, address: str, reply_to: str, sender: str, now: datetime) -> None:
    """Take a report from anybody and tell the administrators; at most five an hour from one `sender` (a mark)."""
    await limit("report", sender, now=now, minutes=60, most=5)
    row = Report(uuid=uuid4(), address=address, reason=reason, text=text, reply_to=reply_to, created=now)
    async with write():
        await Report.insert(row)
        for person in await _administrators():
            values = {"reason": REASONS[reason], "path": f"/editing/reports/{row.uuid}"}
            await post_to(person, "report_new", values=values, now=now, once=f"report:{row.uuid}:{person}")


async def close(uuid: UUID, *, answer: str, by: int, now: datetime) -> bool:
    """Close a report, once, and mail the answer where there is one and an address for it; whether it was mailed."""
    async with write():
        row = await claim(
            Report, {Report.closed: now, Report.answer: answer}, Report.uuid == uuid, Report.closed.is_null()
        )
        if row is None:
            raise Refused("gone")
        await record("report.closed", "report", row["id"], by=by, now=now, note=row["reason"])
        mailed = bool(answer and row["reply_to"])
        if mailed:
            values = {"text": row["text"], "answer": answer, "address": row["address"]}
            await post("report_answer", to=row["reply_to"], values=values, now=now, once=f"answer:{uuid}")
    return mailed


async def reopen(uuid: UUID, *, by: int, now: datetime) -> None:
    """Put a closed report back into the queue."""
    async with write():
        change: dict[Any, Any] = {Report.closed: None}
        row = await claim(Report, change, Report.uuid == uuid, Report.closed.is_not_null())
        if row is None:
            raise Refused("gone")
        await record("report.reopened", "report", row["id"], by=by, now=now)


async def count_of(*, closed: bool) -> int:
    """How many reports are closed, or still open."""
    return int(await Report.count().where(Report.closed.is_not_null() if closed else Report.closed.is_null()))


async def listed(*, closed: bool, limit: int, offset: int) -> list[dict[str, Any]]:
    """Open reports, oldest first, or closed ones, newest first."""
    query = Report.select(*COLUMNS).where(Report.closed.is_not_null() if closed else Report.closed.is_null())
    order = Report.closed if closed else Report.created
    return await query.order_by(order, ascending=not closed).order_by(Report.id).limit(limit).offset(offset)


async def one(uuid: UUID) -> dict[str, Any] | None:
    """A report by its uuid."""
    return await Report.select(*COLUMNS).where(Report.uuid == uuid).first()


async def purge(now: datetime) -> int:
    """Delete reports that were closed long ago."""
    return await delete_in_batches(Report, Report.closed < now - timedelta(days=REPORT.days or 0))


async def _administrators() -> list[int]:
    rows = await RoleGrant.select(RoleGrant.person).where(RoleGrant.role == "administrator")
    return [row["person"] for row in rows]


async def names(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """What a report is called in the audit log: the day it came in, and its page."""
    rows = await Report.select(Report.id, Report.uuid, Report.created).where(Report.id.is_in(sorted(ids)))
    return {row["id"]: (f"{row['created']:%Y-%m-%d}", f"/editing/reports/{row['uuid']}") for row in rows}
