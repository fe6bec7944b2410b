"""What settings, footer pages and reports hold about a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.feature import PersonalData
from hub.privacy.batches import change_in_batches
from hub.privacy.persons import own_addresses
from hub.settings.tables import PageVersion, Report


async def export(person: int) -> Mapping[str, Any]:
    """Reports with the person's address for an answer, and the footer pages they published."""
    versions = PageVersion.select(PageVersion.page, PageVersion.number, PageVersion.created)
    return {"reports": await _reports(person), "pages published": await versions.where(PageVersion.by == person)}


async def erase(person: int, now: datetime) -> None:
    """Empty the person's reports; who published a page stays a number without a name."""
    addresses = await own_addresses(person)
    if addresses:
        change: dict[Any, Any] = {Report.text: "", Report.reply_to: "", Report.answer: ""}
        await change_in_batches(Report, change, Report.reply_to.is_in(addresses))


async def _reports(person: int) -> list[dict[str, Any]]:
    addresses = await own_addresses(person)
    if not addresses:
        return []
    columns = (
        Report.address,
        Report.reason,
        Report.text,
        Report.reply_to,
        Report.created,
        Report.closed,
        Report.answer,
    )
    return await Report.select(*columns).where(Report.reply_to.is_in(addresses)).order_by(Report.created)


personal = PersonalData(export, erase)
