"""Carrying out an imported member list, some organisations at a time."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from hub.audience import ancestors
from hub.audit import record
from hub.database import write
from hub.organisations.actions.applying import release
from hub.organisations.actions.calendars import profile_changed
from hub.organisations.actions.known import release_waiting
from hub.organisations.actions.places import hold, plant
from hub.organisations.importing import Item, Plan
from hub.organisations.policies import Row, may_place_below
from hub.organisations.queries import COLUMNS
from hub.organisations.tables import KnownAddress, MailDomain
from hub.refused import Refused
from hub.tables import Organisation
from hub.viewer import Viewer

# SQLite has one writer, which nobody may hold longer than 250 ms.
TOGETHER = 20


async def take(plan: Plan, *, by: Viewer, now: datetime) -> dict[str, int]:
    """Do what a plan says; gives back how many organisations are new and changed, and how many people were released.

    What is done stays done if a later part fails: the same list brings the rest.
    """
    if not all(may_place_below(by, item.parent) for item in plan.items):
        raise Refused("not_allowed")
    done = {"new": 0, "changed": 0, "released": 0}
    items = [item for item in plan.items if item.kind != "unchanged"]
    for start in range(0, len(items), TOGETHER):
        async with write():
            some = items[start : start + TOGETHER]
            made = await _made_meanwhile(some)
            for item in some:
                if item.organisation is None and (item.name, item.values.get("postcode", "")) in made:
                    continue
                done[item.kind] += 1
                done["released"] += await _carry_out(item, by, now)
    branches = Counter(item.parent["id"] for item in items)
    if not any(done.values()):
        return done
    async with write():
        for branch, n in sorted(branches.items()):
            await record("members.imported", "organisation", branch, by=by.person, now=now, branch=branch, note=str(n))
    return done


async def _made_meanwhile(items: Sequence[Item]) -> set[tuple[str, str]]:
    """Name and postcode of those new ones that are there by now: whoever presses twice sends the list twice."""
    for root in sorted({ancestors(item.parent["path"])[0] for item in items}):
        await hold(root)
    new = [item.name for item in items if item.organisation is None]
    columns = (Organisation.name, Organisation.postcode)
    rows = await Organisation.select(*columns).where(Organisation.name.is_in(new)) if new else []
    return {(row["name"], row["postcode"]) for row in rows}


async def _carry_out(item: Item, by: Viewer, now: datetime) -> int:
    organisation: Row
    if item.organisation is None:
        organisation = await plant(
            uuid=uuid4(), name=item.name, kind="member", parent=item.parent, now=now, state="released", released=now,
            **item.values,
        )  # fmt: skip
    else:
        organisation = item.organisation
        if item.changes:
            change: dict[Any, Any] = {getattr(Organisation, name): new for name, (_, new) in item.changes.items()}
            await Organisation.update(change).where(Organisation.id == organisation["id"])
            await profile_changed(organisation, {name: new for name, (_, new) in item.changes.items()}, now)
        if item.releases:
            full = await Organisation.select(*COLUMNS).where(Organisation.id == organisation["id"]).first()
            assert full is not None
            await release(full, by=by, now=now)
    for email, name in sorted(item.addresses.items()):
        row = KnownAddress(organisation=organisation["id"], email=email, name=name)
        await KnownAddress.insert(row).on_conflict(action="DO NOTHING")
        if name:
            this = (KnownAddress.organisation == organisation["id"]) & (KnownAddress.email == email)
            await KnownAddress.update({KnownAddress.name: name}).where(this)
    for domain in sorted(item.domains):
        await MailDomain.insert(MailDomain(organisation=organisation["id"], domain=domain)).on_conflict(
            action="DO NOTHING"
        )
    if item.organisation is not None and (item.addresses or item.domains):
        return await release_waiting(organisation, by=by, now=now)
    return 0
