"""What administrators change: settings, and footer pages in versions."""

from datetime import datetime
from typing import Any

from hub.audit import record
from hub.calendar.upkeep import look_for_new_settings
from hub.database import write
from hub.refused import Refused
from hub.settings import queries
from hub.settings.footer import rendered
from hub.settings.tables import PageVersion
from hub.site import Site, keep


async def change_settings(values: dict[str, Any], *, before: Site, by: int, now: datetime) -> list[str]:
    """Store what differs from `before`; gives back the names of what was changed."""
    changed = {name: value for name, value in values.items() if getattr(before, name) != value}
    if not changed:
        return []
    async with write():
        await keep(**changed)
        await record("settings.changed", "settings", None, by=by, now=now, note=", ".join(sorted(changed)))
        await look_for_new_settings(now)
    return sorted(changed)


async def publish_page(page: str, *, title: str, body: str, base: int | None, by: int | None, now: datetime) -> int:
    """Store a new version of a footer page, shown from now on; gives back its number.

    `base` is the version it was made from: if there is a newer one meanwhile, Refused("page_changed"). None writes
    over whatever is there (a command, the demo).
    """
    html = rendered(body)
    async with write():
        newest = await queries.newest_number(page)
        if base is not None and base != newest:
            raise Refused("page_changed")
        version = PageVersion(page=page, number=newest + 1, title=title, body=body, html=html, created=now, by=by)
        rows = await PageVersion.insert(version).on_conflict(action="DO NOTHING").returning(PageVersion.id)
        if not rows:
            raise Refused("page_changed")
        note = f"version {newest + 1}"
        await record("page.published", "page_version", rows[0]["id"], by=by, now=now, note=note)
    return newest + 1


async def restore_version(page: str, number: int, *, by: int, now: datetime) -> int:
    """Show an older version again, as a new one; gives back the new number. Refused("gone") if there is none."""
    old = await queries.version(page, number)
    if old is None:
        raise Refused("gone")
    newest = await queries.newest_number(page)
    return await publish_page(page, title=old["title"], body=old["body"], base=newest, by=by, now=now)
