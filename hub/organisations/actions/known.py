"""People who are released without anybody's doing: by mail domain or by an imported address."""

from datetime import datetime
from typing import Any

from hub.audit import record
from hub.database import claim, write
from hub.organisations.actions.tell import about, tell
from hub.organisations.policies import Row, may_look_after_people
from hub.organisations.tables import KnownAddress, MailDomain
from hub.refused import Refused
from hub.tables import Membership, PersonAddress
from hub.viewer import Viewer

# Providers where anybody gets a mailbox; their domain says nothing about where somebody works.
FOR_EVERYBODY = {
    "aol.com", "aol.de", "arcor.de", "email.de", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com",
    "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "kabelmail.de",
    "live.com", "live.de", "mac.com", "mail.de", "mailbox.org", "me.com", "msn.com", "online.de", "outlook.com",
    "outlook.de", "posteo.de", "posteo.net", "proton.me", "protonmail.com", "t-online.de", "tuta.com",
    "tutanota.com", "tutanota.de", "vodafone.de", "web.de", "yahoo.com", "yahoo.de",
}  # fmt: skip


async def _addresses(persons: list[int]) -> list[dict[str, Any]]:
    if not persons:
        return []
    return await PersonAddress.select(PersonAddress.person, PersonAddress.address.email).where(
        PersonAddress.person.is_in(persons) & PersonAddress.address.confirmed.is_not_null()
    )


async def known_among(persons: list[int], organisation: int) -> set[int]:
    """Those of some people who have a confirmed address that the organisation knows."""
    addresses = await _addresses(persons)
    emails = sorted({row["address.email"] for row in addresses})
    if not emails:
        return set()
    domain = MailDomain.select(MailDomain.domain).where(MailDomain.organisation == organisation)
    domains = set(await domain.output(as_list=True))
    listed = (KnownAddress.organisation == organisation) & KnownAddress.email.is_in(emails)
    known = set(await KnownAddress.select(KnownAddress.email).where(listed).output(as_list=True))
    return {
        row["person"]
        for row in addresses
        if row["address.email"] in known or row["address.email"].rsplit("@", 1)[-1] in domains
    }


async def is_known(person: int, organisation: int) -> bool:
    """Whether a person has a confirmed address that the organisation knows."""
    return bool(await known_among([person], organisation))


async def organisations_that_know(person: int) -> list[dict[str, Any]]:
    """The released organisations that would release a person at once: id, slug, name."""
    emails = sorted({row["address.email"] for row in await _addresses([person])})
    if not emails:
        return []
    domains = sorted({email.rsplit("@", 1)[-1] for email in emails})
    found: dict[int, dict[str, Any]] = {}
    for table, condition in (
        (MailDomain, MailDomain.domain.is_in(domains)),
        (KnownAddress, KnownAddress.email.is_in(emails)),
    ):
        of = table.organisation
        for row in await table.select(of.id, of.slug, of.name).where(condition & (of.state == "released")):
            each = {name.removeprefix("organisation."): value for name, value in row.items()}
            found[each["id"]] = each
    return sorted(found.values(), key=lambda each: str(each["name"]).casefold())


async def release_waiting(organisation: Row, *, by: Viewer | None, now: datetime) -> int:
    """Release those who asked and whom the organisation knows by now, and tell them; call it inside `write()`."""
    asked = (Membership.organisation == organisation["id"]) & (Membership.state == "asked")
    waiting = await Membership.select(Membership.person).where(asked).output(as_list=True)
    released = 0
    for person in sorted(await known_among(waiting, organisation["id"])):
        change: dict[Any, Any] = {Membership.state: "released", Membership.released: now}
        if await claim(Membership, change, asked & (Membership.person == person)) is None:
            continue
        released += 1
        actor = by.person if by else None
        await record("membership.released", "person", person, by=actor, now=now, branch=organisation["id"])
        await tell([person], "membership_released", values=about(organisation), now=now)
    return released


async def add_domain(organisation: Row, domain: str, *, by: Viewer, now: datetime) -> int:
    """Release everybody with an address of a domain from now on; gives back how many were waiting for it.

    Refused: not_allowed, domain_for_everybody.
    """
    if not may_look_after_people(by, organisation):
        raise Refused("not_allowed")
    if domain in FOR_EVERYBODY:
        raise Refused("domain_for_everybody", domain=domain)
    async with write():
        row = MailDomain(organisation=organisation["id"], domain=domain)
        await MailDomain.insert(row).on_conflict(action="DO NOTHING")
        await record(
            "domain.added", "organisation", organisation["id"], by=by.person, now=now, branch=organisation["id"]
        )
        return await release_waiting(organisation, by=by, now=now)


async def remove_domain(organisation: Row, domain: str, *, by: Viewer, now: datetime) -> None:
    """No longer release people by a domain; who is released stays so."""
    if not may_look_after_people(by, organisation):
        raise Refused("not_allowed")
    this = (MailDomain.organisation == organisation["id"]) & (MailDomain.domain == domain)
    async with write():
        await MailDomain.delete().where(this)
        await record(
            "domain.removed", "organisation", organisation["id"], by=by.person, now=now, branch=organisation["id"]
        )
