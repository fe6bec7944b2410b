"""Changing an address: confirmed at the new one, told to the old one, undoable for seven days."""

from datetime import datetime, timedelta
from typing import Any

from hub.accounts.actions import attach, detach
from hub.accounts.queries import token_hash, viewer_for
from hub.accounts.tables import ADDRESS_CHANGE, AddressChange, Device
from hub.audit import record
from hub.database import claim, write
from hub.mail.outbox import post
from hub.rates import limit
from hub.refused import Refused
from hub.tables import Person, PersonAddress
from hub.vouching import vouchable_among

CONFIRM_WITHIN = timedelta(days=1)
UNDO_WITHIN = timedelta(days=ADDRESS_CHANGE.days or 0)
DAY = 24 * 60


async def main_address(person: int) -> str:
    """Where mail to a person goes; empty where they have no address."""
    row = (
        await PersonAddress.select(PersonAddress.address.email)
        .where((PersonAddress.person == person) & PersonAddress.main.eq(True))
        .first()
    )
    return row["address.email"] if row else ""


async def ask_change(person: int, new: str, *, by: int, confirm: str, sender: str, now: datetime) -> None:
    """Mail the new address a link that confirms it; `confirm` is a new secret.

    `by` is the person, or whoever vouches for them. An earlier wish that was not confirmed is forgotten. Refused:
    `same_address`, `too_often`.
    """
    old = await main_address(person)
    if new == old:
        raise Refused("same_address")
    await limit("address.sender", sender, now=now, minutes=DAY, most=20)
    await limit("address.person", str(person), now=now, minutes=DAY, most=5)
    who = await Person.select(Person.name, Person.language).where(Person.id == person).first()
    assert who is not None
    change = AddressChange(
        person=person,
        old=old,
        new=new,
        confirm_hash=token_hash(confirm),
        undo_hash="",
        vouched_by=None if by == person else by,
        created=now,
    )
    values = {"path": f"/address/confirm/{confirm}", "name": who["name"]}
    async with write():
        await AddressChange.delete().where((AddressChange.person == person) & AddressChange.confirmed.is_null())
        await change.save()
        await post("address_confirm", to=new, values=values, now=now, language=who["language"] or "de", person=person)
        await record("address.asked", "person", person, by=by, now=now)


async def waiting(confirm: str, *, now: datetime) -> dict[str, Any] | None:
    """The change that a mailed link confirms: new, person.name; None where the link is over."""
    return (
        await AddressChange.select(AddressChange.new, AddressChange.person.name)
        .where(_confirmable(confirm, now))
        .first()
    )


def _confirmable(confirm: str, now: datetime) -> Any:
    return (
        (AddressChange.confirm_hash == token_hash(confirm))
        & AddressChange.confirmed.is_null()
        & (AddressChange.created > now - CONFIRM_WITHIN)
    )


async def confirm_change(confirm: str, *, undo: str, now: datetime) -> int:
    """Make the new address the person's only one, and tell the old one with a link `undo`, a new secret.

    Gives back the person. Refused: `link_over`.
    """
    async with write():
        change: dict[Any, Any] = {AddressChange.confirmed: now, AddressChange.undo_hash: token_hash(undo)}
        row = await claim(AddressChange, change, _confirmable(confirm, now))
        if row is None:
            raise Refused("link_over")
        person = await Person.select(Person.name, Person.language).where(Person.id == row["person"]).first()
        assert person is not None
        # The link works for a day: until then whoever vouched may have lost the right, or the person may have got more.
        if row["vouched_by"] is not None and not await _vouches(row["vouched_by"], row["person"]):
            raise Refused("link_over")
        await attach(row["person"], row["new"], now=now)
        if row["old"]:
            await detach(row["person"], row["old"])
            values = {"path": f"/address/undo/{undo}", "name": person["name"], "vouched": row["vouched_by"] is not None}
            language = person["language"] or "de"
            await post("address_changed", to=row["old"], values=values, now=now, language=language)
        await record("address.changed", "person", row["person"], by=row["vouched_by"] or row["person"], now=now)
    return int(row["person"])


async def _vouches(who: int, person: int) -> bool:
    columns = (Person.id, Person.uuid, Person.name, Person.language, Person.joined)
    row = await Person.select(*columns).where((Person.id == who) & Person.erased.is_null()).first()
    return row is not None and person in await vouchable_among([person], await viewer_for(row))


async def undoable(undo: str, *, now: datetime) -> dict[str, Any] | None:
    """The change that a mailed link takes back: old, person.name; None where the link is over."""
    return await AddressChange.select(AddressChange.old, AddressChange.person.name).where(_undoable(undo, now)).first()


def _undoable(undo: str, now: datetime) -> Any:
    return (
        (AddressChange.undo_hash == token_hash(undo))
        & (AddressChange.confirmed > now - UNDO_WITHIN)
        & AddressChange.undone.is_null()
    )


async def undo_change(undo: str, *, now: datetime) -> int:
    """Give a person the old address back, take every later one, and sign them out everywhere.

    Gives back the person. Refused: `link_over`.
    """
    async with write():
        row = await claim(AddressChange, {AddressChange.undone: now}, _undoable(undo, now))
        if row is None:
            raise Refused("link_over")
        # Whoever took the account over may have moved it on; their own links back must not work either.
        later = (AddressChange.person == row["person"]) & (AddressChange.created >= row["created"])
        others = await AddressChange.select(AddressChange.new).where(later)
        await AddressChange.update({AddressChange.undone: now}).where(later)
        await AddressChange.delete().where((AddressChange.person == row["person"]) & AddressChange.confirmed.is_null())
        await attach(row["person"], row["old"], now=now)
        for each in others:
            if each["new"] != row["old"]:
                await detach(row["person"], each["new"])
        await Device.delete().where(Device.person == row["person"])
        await record("address.undone", "person", row["person"], by=None, now=now)
    return int(row["person"])
