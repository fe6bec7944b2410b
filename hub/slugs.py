"""Slugs are made once, never change with the title, and an old one leads on."""

from typing import Any

from piccolo.columns import Column
from piccolo.table import Table

from hub.tables import SlugHistory
from hub.text import slug


async def free_slug(table: type[Table], column: Column, title: str, otherwise: str) -> str:
    """A slug for `title` that no row of the table has or had; call it inside the writing transaction."""
    wanted = slug(title, otherwise)
    taken = set(await table.select(column).where(column.like(f"{wanted}%")).output(as_list=True))
    kind = table._meta.tablename
    old = SlugHistory.select(SlugHistory.slug).where((SlugHistory.kind == kind) & SlugHistory.slug.like(f"{wanted}%"))
    taken |= set(await old.output(as_list=True))
    number, made = 1, wanted
    while made in taken:
        number += 1
        made = f"{wanted}-{number}"
    return made


async def moved_to(table: type[Table], column: Column, old: str) -> str | None:
    """The slug that something has now which used to have `old`."""
    row = (
        await SlugHistory.select(SlugHistory.object)
        .where((SlugHistory.kind == table._meta.tablename) & (SlugHistory.slug == old))
        .first()
    )
    if row is None:
        return None
    found: dict[str, Any] | None = await table.select(column).where(table._meta.primary_key == row["object"]).first()
    return found[column._meta.name] if found else None
