"""The organisations of the demo community."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from hub.database import write
from hub.organisations.actions.places import plant
from hub.tables import Organisation

FILE = Path(__file__).parent.parent / "demo" / "organisations.toml"


async def fill(now: datetime) -> None:
    """Plant the tree of `hub/demo/organisations.toml`, parents first; slugs are those of the file."""
    made: dict[str, dict[str, Any]] = {}
    async with write():
        for each in tomllib.loads(FILE.read_text())["organisation"]:
            hidden = each.get("hidden", False)
            row = await plant(
                uuid=uuid5(NAMESPACE_URL, f"hub-demo:{each['slug']}"),
                name=each["name"],
                kind=each["kind"],
                parent=made[each["parent"]] if "parent" in each else None,
                now=now - timedelta(days=400),
                state="released",
                released=now - timedelta(days=400),
                place=each["place"],
                postcode=each["postcode"],
                summary=each["summary"],
                website=each.get("website", ""),
                contact_email=f"kontakt@{each['slug']}.example",
                address_hidden=hidden,
                staff_hidden=hidden,
            )
            await Organisation.update({Organisation.slug: each["slug"]}).where(Organisation.id == row["id"])
            made[each["slug"]] = dict(row)
