"""People and their addresses, for the rooms that meet somebody by mail address."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from hub.database import write
from hub.slugs import free_slug
from hub.tables import Address, Person, PersonAddress


async def find_persons(email: str) -> list[dict[str, Any]]:
    """Everybody behind an address, joined or guest, oldest first: id, uuid, name, joined."""
    person = PersonAddress.person
    rows = (
        await PersonAddress.select(person.id, person.uuid, person.name, person.joined)
        .where((PersonAddress.address.email == email) & person.erased.is_null())
        .order_by(person.id)
    )
    return [{name.removeprefix("person."): value for name, value in row.items()} for row in rows]


async def has_address(person: int, email: str) -> bool:
    """Whether a person can be reached at an address."""
    return await PersonAddress.exists().where((PersonAddress.person == person) & (PersonAddress.address.email == email))


async def ensure_person_by_address(email: str, *, name: str, now: datetime) -> int:
    """The person of that name behind a confirmed address (as `text.usable` gives it); a new guest where there is none.

    A mailbox is not a person: another name is another person.
    """
    wanted = " ".join(name.split()).casefold()
    async with write():
        for person in await find_persons(email):
            if " ".join(person["name"].split()).casefold() == wanted:
                return int(person["id"])
        return await make_person(email, name=name, now=now)


async def make_person(email: str, *, name: str, now: datetime, confirmed: bool = True) -> int:
    """A new person who has not joined, reached at an address; call it inside `write()`."""
    person = Person(
        uuid=uuid4(),
        name=name,
        name_for="nobody",
        biography_for="nobody",
        topics_for="nobody",
        created=now,
    )
    await person.save()
    await attach(person.id, email, now=now if confirmed else None)
    return int(person.id)


async def attach(person: int, email: str, *, now: datetime | None) -> None:
    """Make an address the main one of a person, confirmed at `now`; call it inside `write()`."""
    await Address.insert(Address(email=email)).on_conflict(action="DO NOTHING")
    if now is not None:
        await Address.update({Address.confirmed: now}).where((Address.email == email) & Address.confirmed.is_null())
    row = await Address.select(Address.id).where(Address.email == email).first()
    assert row is not None
    await PersonAddress.update({PersonAddress.main: False}).where(PersonAddress.person == person)
    this = (PersonAddress.person == person) & (PersonAddress.address == row["id"])
    link = PersonAddress(person=person, address=row["id"], main=False)
    await PersonAddress.insert(link).on_conflict(action="DO NOTHING")
    await PersonAddress.update({PersonAddress.main: True}).where(this)


async def detach(person: int, email: str) -> None:
    """Take an address from a person, and forget it where nobody else is reached there; call it inside `write()`."""
    row = await Address.select(Address.id).where(Address.email == email).first()
    if row is None:
        return
    await PersonAddress.delete().where((PersonAddress.person == person) & (PersonAddress.address == row["id"]))
    if not await PersonAddress.exists().where(PersonAddress.address == row["id"]):
        await Address.delete().where(Address.id == row["id"])


async def join(person: int, *, language: str, now: datetime) -> None:
    """Make somebody an account holder, or note that they are here again; call it inside `write()`.

    Whoever joins is shown to members by name until they choose otherwise.
    """
    await Person.update({Person.last_seen: now}).where(Person.id == person)
    row = (
        await Person.select(Person.name, Person.slug, Person.language)
        .where((Person.id == person) & Person.joined.is_null())
        .first()
    )
    if row is None:
        return
    slug = row["slug"] or await free_slug(Person, Person.slug, row["name"], "person")
    await Person.update(
        {
            Person.joined: now,
            Person.slug: slug,
            Person.language: row["language"] or language,
            Person.name_for: "members",
            Person.biography_for: "members",
            Person.topics_for: "members",
        }
    ).where(Person.id == person)
