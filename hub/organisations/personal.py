"""A person's own data in this room, its erasure, and what goes when an organisation is no longer public."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.organisations.tables import KnownAddress
from hub.tables import Audit, Membership, Organisation, Person, PersonAddress

AFTER = timedelta(days=30)


async def _emails(person: int) -> list[str]:
    query = PersonAddress.select(PersonAddress.address.email).where(PersonAddress.person == person)
    return sorted(await query.output(as_list=True))


async def export(person: int) -> Mapping[str, Any]:
    """The memberships, and the entries of imported member lists with the person's addresses."""
    of = Membership.organisation
    memberships = await (
        Membership.select(of.name, Membership.state, Membership.coordinator, Membership.created, Membership.released)
        .where(Membership.person == person)
        .order_by(Membership.created)
    )
    emails = await _emails(person)
    listed = KnownAddress.organisation.name, KnownAddress.email, KnownAddress.name
    known = await KnownAddress.select(*listed).where(KnownAddress.email.is_in(emails)) if emails else []
    return {
        "memberships": [_named(row) for row in memberships],
        "member_lists": [_named(row) for row in known],
    }


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {"organisation": row.pop("organisation.name"), **row}


async def erase(person: int, now: datetime) -> None:
    """Forget the memberships, the entries of member lists, and the person as an organisation's contact.

    It asks for name and addresses, so it runs before the account itself is emptied.
    """
    emails = await _emails(person)
    # A mailbox may be shared: what stands there under another's name stays theirs.
    shared = PersonAddress.select(PersonAddress.address.email).where(
        (PersonAddress.person != person) & PersonAddress.person.erased.is_null()
    )
    others = (
        set(await shared.where(PersonAddress.address.email.is_in(emails)).output(as_list=True)) if emails else set()
    )
    own = sorted(set(emails) - others)
    name = await Person.select(Person.name).where(Person.id == person).first()
    organisations = Membership.select(Membership.organisation).where(Membership.person == person)
    ids = sorted(set(await organisations.output(as_list=True)))
    nobody: dict[Any, Any] = {
        Organisation.contact_name: "",
        Organisation.contact_email: "",
        Organisation.contact_phone: "",
    }
    if own:
        await KnownAddress.delete().where(KnownAddress.email.is_in(own))
        await Organisation.update(nobody).where(Organisation.contact_email.is_in(own))
    if name and name["name"]:
        if emails:
            named = KnownAddress.email.is_in(emails) & (KnownAddress.name == name["name"])
            await KnownAddress.delete().where(named)
        if ids:
            mine = Organisation.id.is_in(ids) & (Organisation.contact_name == name["name"])
            await Organisation.update(nobody).where(mine)
    await Membership.delete().where(Membership.person == person)


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
    emptied = await Organisation.update(change).where(Organisation.id.is_in(due) & full).returning(Organisation.id)
    deleted = await KnownAddress.delete().where(KnownAddress.organisation.is_in(due)).returning(KnownAddress.id)
    return len(emptied) + len(deleted)
