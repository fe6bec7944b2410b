"""Footer pages as they stand, and their versions."""

from collections.abc import Collection
from typing import Any

from hub.settings.tables import PageVersion


async def shown(page: str) -> dict[str, Any] | None:
    """The newest version of a footer page."""
    return await (
        PageVersion.select(PageVersion.number, PageVersion.title, PageVersion.body, PageVersion.html)
        .columns(PageVersion.created)
        .where(PageVersion.page == page)
        .order_by(PageVersion.number, ascending=False)
        .first()
    )


async def newest_number(page: str) -> int:
    """The number of the newest version, 0 where there is none."""
    row = await shown(page)
    return int(row["number"]) if row else 0


async def version(page: str, number: int) -> dict[str, Any] | None:
    """One version of a footer page."""
    return await (
        PageVersion.select(PageVersion.number, PageVersion.title, PageVersion.body, PageVersion.html)
        .columns(PageVersion.created, PageVersion.by.name)
        .where((PageVersion.page == page) & (PageVersion.number == number))
        .first()
    )


async def versions(page: str, *, limit: int, offset: int) -> list[dict[str, Any]]:
    """The versions of a footer page, newest first: number, title, created, by.name (None for a command)."""
    return await (
        PageVersion.select(PageVersion.number, PageVersion.title, PageVersion.created, PageVersion.by.name)
        .where(PageVersion.page == page)
        .order_by(PageVersion.number, ascending=False)
        .limit(limit)
        .offset(offset)
    )


async def newest_of_all() -> dict[str, dict[str, Any]]:
    """The newest version (number, created) of each footer page that was written."""
    rows = await PageVersion.select(PageVersion.page, PageVersion.number, PageVersion.created).order_by(
        PageVersion.number
    )
    return {row["page"]: row for row in rows}


async def version_names(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """What versions are called in the audit log, and their pages."""
    rows = await PageVersion.select(PageVersion.id, PageVersion.page, PageVersion.number, PageVersion.title).where(
        PageVersion.id.is_in(sorted(ids))
    )
    return {row["id"]: (row["title"], f"/{row['page']}") for row in rows}
