"""A person's own data in this room, its erasure, and what goes when an organisation is no longer public.

Memberships and an organisation's contact are erased with the account (`hub.privacy.shared`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.organisations.tables import KnownAddress
from hub.privacy.batches import change_in_batches, delete_in_batches
from hub.privacy.persons import own_addresses
from hub.tables import Audit, Membership, Organisation, Person, PersonAddress

AFTER = timedelta(days=30)


async def export(person: int) -> Mapping[str, Any]:
    """The memberships, and the entries of imported member lists with the person's addresses."""
    of = Membership.organisation
    memberships = await (
        Membership.select(of.name, Membership.state, Membership.coordinator, Membership.created, Membership.released)
        .where(Membership.person == person)
        .order_by(Membership.created)
    )
    emails = await own_addresses(person)
    columns = (KnownAddress.organisation.name, KnownAddress.email, KnownAddress.name)
    rows = await KnownAddress.select(*columns).where(KnownAddress.email.is_in(emails)) if emails else []
    return {"memberships": _named(memberships), "member_lists": _named(rows)}


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"organisation": row.pop("organisation.name"), **row} for row in rows]


async def erase(person: int, now: datetime) -> None:
    """Forget the entries of member lists: those with the person's own addresses, and those with name in a shared one.

    It asks for name and addresses, so it runs before the account itself is emptied.
    """
    own = await own_addresses(person)
    if own:
        await delete_in_batches(KnownAddress, KnownAddress.email.is_in(own))
    row = await Person.select(Person.name).where(Person.id == person).first()
    mine = PersonAddress.select(PersonAddress.address.email).where(PersonAddress.person == person)
    emails = await mine.output(as_list=True)
    if row and row["name"] and emails:
        await delete_in_batches(KnownAddress, KnownAddress.email.is_in(emails) & (KnownAddress.name == row["name"]))


async def purge(now: datetime) -> int:
    """Forget contact and member list of organisations that were rejected or closed more than 30 days ago."""
    verbs = ["organisation.rejected", "organisation.closed"]
    gone = Organisation.select(Organisation.id).where(Organisation.state.is_in(["rejected", "closed"]))
    ids = set(await gone.output(as_list=True))
    recent = Audit.select(Audit.object).where(Audit.verb.is_in(verbs) & (Audit.at > now - AFTER))
    due = sorted(ids - set(await recent.output(as_list=True)))
    if not due:
        return 0
    change: dict[Any, Any] = {
        Organisation.contact_name: "",
        Organisation.contact_email: "",
        Organisation.contact_phone: "",
    }
    full = (Organisation.contact_name != "") | (Organisation.contact_email != "") | (Organisation.contact_phone != "")
    emptied = await change_in_batches(Organisation, change, Organisation.id.is_in(due) & full)
    return emptied + await delete_in_batches(KnownAddress, KnownAddress.organisation.is_in(due))
