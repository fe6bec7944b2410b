"""The standing cast: the same people in every test.

The tree: federation > north, south; north > alpha (member) > alpha-house (facility), hidden (member that hides address
and staff); south > beta (member).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from hub.accounts.queries import token_hash, viewer_for
from hub.accounts.tables import Device
from hub.tables import Address, Membership, Organisation, Person, PersonAddress, RoleGrant
from hub.viewer import VISITOR, Viewer

CHARACTERS = (
    "visitor",
    "newcomer",
    "member",
    "colleague",
    "coordinator",
    "scout",
    "stranger",
    "editor_north",
    "editor_south",
    "editor",
    "administrator",
)


@dataclass
class Cast:
    """Ids of persons and organisations by name, and each person's token for the device cookie.

    newcomer: signed in, no membership. member, colleague: released in alpha. coordinator: speaks for alpha.
    scout: member of alpha-house and scout. stranger: member of beta. editor_north, editor_south: of a branch.
    """

    persons: dict[str, int]
    organisations: dict[str, int]
    tokens: dict[str, str]

    async def uuid(self, name: str) -> str:
        """What somebody is called in forms and addresses."""
        row = await Person.select(Person.uuid).where(Person.id == self.persons[name]).first()
        assert row is not None
        return str(row["uuid"])

    @classmethod
    async def move_in(cls, now: datetime) -> "Cast":
        """Create everybody."""
        cast = cls({}, {}, {})
        await cast.found("federation", "federation", None, now)
        for region in ("north", "south"):
            await cast.found(region, "regional", "federation", now)
        await cast.found("alpha", "member", "north", now)
        await cast.found("alpha-house", "facility", "alpha", now)
        await cast.found("hidden", "member", "north", now, address_hidden=True, staff_hidden=True)
        await cast.found("beta", "member", "south", now)
        for name in CHARACTERS[1:]:
            await cast.person(name, now)
        for name, place in (
            ("member", "alpha"),
            ("colleague", "alpha"),
            ("stranger", "beta"),
            ("scout", "alpha-house"),
        ):
            await cast.join(name, place, now)
        await cast.join("coordinator", "alpha", now, coordinator=True)
        await cast.grant("scout", "scout", None, now)
        await cast.grant("editor_north", "editor", "north", now)
        await cast.grant("editor_south", "editor", "south", now)
        await cast.grant("editor", "editor", None, now)
        await cast.grant("administrator", "administrator", None, now)
        return cast

    async def found(self, slug: str, kind: str, parent: str | None, now: datetime, **values: Any) -> int:
        """Create a released organisation."""
        row = Organisation(
            uuid=uuid4(),
            slug=slug,
            name=slug.replace("-", " ").title(),
            kind=kind,
            parent=self.organisations[parent] if parent else None,
            path="/",
            state="released",
            place="Kiel",
            street="Deichweg 1",
            contact_name=f"Contact of {slug}",
            contact_email=f"contact@{slug}.example",
            created=now,
            released=now,
            **values,
        )
        await row.save()
        above = "/"
        if parent:
            found = await Organisation.select(Organisation.path).where(Organisation.slug == parent).first()
            assert found is not None
            above = found["path"]
        await Organisation.update({Organisation.path: f"{above}{row.id}/"}).where(Organisation.id == row.id)
        self.organisations[slug] = row.id
        return int(row.id)

    async def person(self, name: str, now: datetime) -> int:
        """Create somebody with an account, an address and a device."""
        row = Person(
            uuid=uuid4(), slug=name.replace("_", "-"), name=name.replace("_", " ").title(), name_for="members",
            biography_for="nobody", topics_for="nobody", language="de", created=now, joined=now,
        )  # fmt: skip
        await row.save()
        address = Address(email=f"{name}@cast.example", confirmed=now)
        await address.save()
        await PersonAddress(person=row.id, address=address.id, main=True).save()
        self.tokens[name] = secrets.token_urlsafe(32)
        await Device(
            token_hash=token_hash(self.tokens[name]), person=row.id, label="Test", created=now, last_seen=now,
            expires=now + timedelta(days=3650),
        ).save()  # fmt: skip
        self.persons[name] = row.id
        return int(row.id)

    async def join(self, name: str, place: str, now: datetime, *, coordinator: bool = False) -> None:
        """Release somebody in an organisation."""
        await Membership(
            person=self.persons[name], organisation=self.organisations[place], state="released",
            coordinator=coordinator, created=now, released=now,
        ).save()  # fmt: skip

    async def ask(self, name: str, place: str, now: datetime) -> None:
        """Let somebody ask to join an organisation."""
        await Membership(
            person=self.persons[name], organisation=self.organisations[place], state="asked", created=now
        ).save()

    async def grant(self, name: str, role: str, branch: str | None, now: datetime) -> None:
        """Give somebody a role."""
        organisation = self.organisations[branch] if branch else None
        await RoleGrant(person=self.persons[name], role=role, organisation=organisation, created=now).save()

    async def viewer(self, name: str) -> Viewer:
        """The viewer that a character is."""
        if name == "visitor":
            return VISITOR
        columns = (Person.id, Person.uuid, Person.name, Person.language, Person.joined)
        row = await Person.select(*columns).where(Person.id == self.persons[name]).first()
        assert row is not None
        return await viewer_for(row)
