"""Colleagues whom a coordinator enters by name and address, and who can say that it is not them."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.columns.combination import And

from hub.appointments.tables import Booking
from hub.audit import record
from hub.database import claim, write
from hub.mail.outbox import post
from hub.organisations.actions.members import membership
from hub.organisations.actions.tell import about, name_of, tell
from hub.organisations.policies import Row, may_look_after_people
from hub.refused import Refused
from hub.tables import Address, Membership, Person, PersonAddress
from hub.viewer import Viewer

NOT_ME_FOR = timedelta(days=30)
ENTERED = ["invited", "released"]


def not_me_mark(*, person: UUID, organisation: UUID, created: datetime, secret: str) -> str:
    """The part of the mailed address that proves it: it holds for this entry only."""
    text = f"not-me:{person}:{organisation}:{int(created.timestamp())}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:40]


async def add(organisation: Row, *, name: str, email: str, uuid: UUID, secret: str, by: Viewer, now: datetime) -> int:
    """Enter a colleague, whose id it gives back; the mail says by whom and offers "Das bin ich nicht".

    Who is new here is released at once. Whoever is here already agrees first, since coordinators may vouch for the
    account of their people; who asked has agreed. Behind a known address the person of the same name is meant;
    another name there is another person, since several share mailboxes. `uuid` names a person who is new.
    Refused: not_allowed, belongs_already.
    """
    if not may_look_after_people(by, organisation):
        raise Refused("not_allowed")
    who = await name_of(by.person)
    async with write():
        person, language = await _person(name, email, uuid=uuid, now=now)
        state = await _enter(person["id"], organisation["id"], known=person["uuid"] != uuid, now=now)
        await record(f"membership.{state}", "person", person["id"], by=by.person, now=now, branch=organisation["id"])
        if state == "released" and person["uuid"] != uuid:
            await tell([person["id"]], "membership_released", values=about(organisation), now=now)
            return int(person["id"])
        mark = not_me_mark(person=person["uuid"], organisation=organisation["uuid"], created=now, secret=secret)
        told = about(organisation)
        told |= {"name": name, "by": who, "not_me": f"{told['path']}/not-me/{person['uuid']}/{mark}"}
        message = "colleague_added" if state == "released" else "colleague_invited"
        await post(message, to=email, values=told, now=now, language=language, person=person["id"])
        return int(person["id"])


async def _person(name: str, email: str, *, uuid: UUID, now: datetime) -> tuple[dict[str, Any], str]:
    await Address.insert(Address(email=email)).on_conflict(action="DO NOTHING")
    address = await Address.select(Address.id).where(Address.email == email).first()
    assert address is not None
    of = PersonAddress.person
    there = await PersonAddress.select(of.id, of.uuid, of.name, of.language).where(
        (PersonAddress.address == address["id"]) & of.erased.is_null()
    )
    for row in there:
        if _same(row["person.name"], name):
            return {"id": row["person.id"], "uuid": row["person.uuid"]}, row["person.language"] or "de"
    person = Person(uuid=uuid, name=name, created=now, name_for="members", biography_for="nobody", topics_for="nobody")
    await person.save()
    await PersonAddress(person=person.id, address=address["id"], main=True).save()
    return {"id": person.id, "uuid": uuid}, "de"


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


async def _enter(person: int, organisation: int, *, known: bool, now: datetime) -> str:
    state = "invited" if known else "released"
    released = None if known else now
    fresh = Membership(person=person, organisation=organisation, state=state, created=now, released=released)
    if await Membership.insert(fresh).on_conflict(action="DO NOTHING").returning(Membership.id):
        return state
    this = membership(person, organisation)
    asked: dict[Any, Any] = {Membership.state: "released", Membership.released: now}
    if await claim(Membership, asked, this, Membership.state == "asked"):
        return "released"
    again: dict[Any, Any] = {
        Membership.state: "invited",
        Membership.coordinator: False,
        Membership.created: now,
        Membership.released: None,
    }
    if await claim(Membership, again, this, Membership.state != "released") is None:
        raise Refused("belongs_already")
    return "invited"


async def proven(organisation: Row, person: Row, mark: str, *, secret: str, now: datetime) -> bool:
    """Whether the address from the mail is ours, for an entry that stands and is not older than 30 days."""
    standing = And(membership(person["id"], organisation["id"]), Membership.state.is_in(ENTERED))
    entry = await Membership.select(Membership.created).where(standing).first()
    if entry is None or entry["created"] < now - NOT_ME_FOR:
        return False
    ours = not_me_mark(
        person=person["uuid"], organisation=organisation["uuid"], created=entry["created"], secret=secret
    )
    return hmac.compare_digest(ours.encode(), mark.encode())


async def not_me(organisation: Row, person: Row, mark: str, *, secret: str, now: datetime) -> None:
    """End an entry on the word of whoever got the mail; a person made for it alone is emptied again."""
    if not await proven(organisation, person, mark, secret=secret, now=now):
        raise Refused("gone")
    async with write():
        change: dict[Any, Any] = {Membership.state: "left", Membership.coordinator: False, Membership.released: None}
        standing = membership(person["id"], organisation["id"])
        if await claim(Membership, change, standing, Membership.state.is_in(ENTERED)) is None:
            raise Refused("gone")
        await record("membership.not_me", "person", person["id"], by=None, now=now, branch=organisation["id"])
        elsewhere = (Membership.person == person["id"]) & (Membership.state != "left")
        if (
            person["joined"] is None
            and not await Membership.exists().where(elsewhere)
            and not await Booking.exists().where(Booking.person == person["id"])
        ):
            await _empty(person["id"], now)


async def _empty(person: int, now: datetime) -> None:
    addresses = (
        await PersonAddress.select(PersonAddress.address).where(PersonAddress.person == person).output(as_list=True)
    )
    await PersonAddress.delete().where(PersonAddress.person == person)
    for address in addresses:
        if not await PersonAddress.exists().where(PersonAddress.address == address):
            await Address.delete().where(Address.id == address)
    await Person.update({Person.name: "", Person.erased: now}).where(Person.id == person)
