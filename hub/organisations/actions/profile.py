"""Changing what an organisation says about itself."""

from datetime import datetime
from typing import Any

from hub.audit import record
from hub.database import write
from hub.organisations.actions.calendars import profile_changed
from hub.organisations.policies import Row, may_edit
from hub.refused import Refused
from hub.tables import Organisation
from hub.viewer import Viewer

FIELDS = (
    "name",
    "place",
    "postcode",
    "street",
    "summary",
    "website",
    "contact_name",
    "contact_email",
    "contact_phone",
    "address_hidden",
    "staff_hidden",
)


async def edit(organisation: Row, *, by: Viewer, now: datetime, **values: Any) -> None:
    """Store a changed profile (values for FIELDS); the address of its page stays what it was."""
    if not may_edit(by, organisation):
        raise Refused("not_allowed")
    change: dict[Any, Any] = {getattr(Organisation, name): values[name] for name in FIELDS}
    async with write():
        await Organisation.update(change).where(Organisation.id == organisation["id"])
        await profile_changed(organisation, values, now)
        await record(
            "organisation.edited", "organisation", organisation["id"], by=by.person, now=now, branch=organisation["id"]
        )
