"""Organisations for other programs, as everybody may see them."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from hub.config import current
from hub.organisations import directory, queries
from hub.policies import anybody
from hub.tables import Organisation as Table
from hub.web.paging import paging

PER_PAGE = 100


class Organisation(msgspec.Struct, omit_defaults=True):
    """An organisation; what it hides, or has not said, is left out."""

    id: UUID
    slug: str
    name: str
    kind: str
    url: str
    calendar: str
    parent: str | None = None
    summary: str | None = None
    website: str | None = None
    street: str | None = None
    postcode: str | None = None
    place: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None


class Organisations(msgspec.Struct):
    """One page of organisations by name."""

    total: int
    page: int
    pages: int
    organisations: list[Organisation]


@get("/api/organisations", policy=anybody, tags=["organisations"])
async def organisations(page: FromQuery[int] = 1, q: FromQuery[str] = "", kind: FromQuery[str] = "") -> Organisations:
    """Released organisations by name, 100 a page; `q` looks for words in name and place, `kind` filters."""
    search = directory.Search(q[:100], "", kind if kind in queries.KINDS else "")
    total = await directory.size(search)
    paged = paging(str(page), total, path="/api/organisations", query={}, size=PER_PAGE)
    rows = await directory.rows(search, offset=paged.offset, limit=PER_PAGE)
    return Organisations(total, paged.number, paged.links["pages"], [_public(row) for row in rows])


@get("/api/organisations/{slug:str}", policy=anybody, tags=["organisations"])
async def organisation(slug: FromPath[str]) -> Organisation:
    """One released organisation."""
    row = await (
        Table.select(*queries.COLUMNS, Table.parent.slug)
        .where((Table.slug == slug) & (Table.state == "released"))
        .first()
    )
    if row is None:
        raise NotFoundException
    return _public(queries.without_hidden(row))


def _public(row: dict[str, Any]) -> Organisation:
    base = current().public_url
    said = ("summary", "website", *queries.ADDRESS, *queries.CONTACT)
    return Organisation(
        id=row["uuid"],
        slug=row["slug"],
        name=row["name"],
        kind=row["kind"],
        url=f"{base}/organisations/{row['slug']}",
        calendar=f"{base}/calendar/organisations/{row['slug']}.ics",
        parent=row["parent.slug"],
        **{name: row[name] or None for name in said},
    )
