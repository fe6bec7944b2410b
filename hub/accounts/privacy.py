"""What accounts hold of a person: given out, erased, and purged when its time is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.accounts.actions import detach
from hub.accounts.tables import ADDRESS_CHANGE, AddressChange, Device, SignInCode
from hub.database import write
from hub.mail.outbox import post_to
from hub.mail.tables import Outgoing
from hub.privacy import rules
from hub.privacy.declare import Rule
from hub.tables import Person, PersonAddress, RateCount, RoleGrant, SlugHistory

IDLE = Rule("idle_account", "the last visit; then the person is asked whether to keep the account", 730)
# A little less than mails are kept: within it, the sent mail itself shows who was asked already.
ASKING_DAYS = 25


async def addresses_of(person: int) -> list[str]:
    """Every address a person is reached at."""
    rows = PersonAddress.select(PersonAddress.address.email).where(PersonAddress.person == person)
    return [row["address.email"] for row in await rows.order_by(PersonAddress.id)]


async def own_data(person: int) -> Mapping[str, Any]:
    """Profile, addresses, roles, devices and changes of address."""
    row = await Person.select().where(Person.id == person).first()
    roles = await RoleGrant.select(RoleGrant.role, RoleGrant.organisation.name, RoleGrant.created).where(
        RoleGrant.person == person
    )
    devices = await Device.select(Device.label, Device.created, Device.last_seen).where(Device.person == person)
    changes = await AddressChange.select(
        AddressChange.old, AddressChange.new, AddressChange.created, AddressChange.confirmed, AddressChange.undone
    ).where(AddressChange.person == person)
    hidden = {"id", "uuid", "erased", "biography_html"}
    return {
        "profile": {name: _plain(value) for name, value in (row or {}).items() if name not in hidden},
        "addresses": await addresses_of(person),
        "roles": [
            {"role": each["role"], "branch": each["organisation.name"], "since": _plain(each["created"])}
            for each in roles
        ],
        "devices": [{name: _plain(value) for name, value in each.items()} for each in devices],
        "address_changes": [{name: _plain(value) for name, value in each.items()} for each in changes],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


async def erase(person: int, now: datetime) -> None:
    """Empty a person's row, which stays for what hangs on it, and forget addresses, devices, codes and queued mail."""
    async with write():
        emails = await addresses_of(person)
        for table, column in (
            (Device, Device.person),
            (AddressChange, AddressChange.person),
            (RoleGrant, RoleGrant.person),
        ):
            await table.delete().where(column == person)
        await AddressChange.update({AddressChange.vouched_by: None}).where(AddressChange.vouched_by == person)
        for email in emails:
            await detach(person, email)
            if not await PersonAddress.exists().where(PersonAddress.address.email == email):
                await SignInCode.delete().where(SignInCode.email == email)
                await Outgoing.delete().where((Outgoing.recipient == email) & Outgoing.person.is_null())
        await Outgoing.delete().where((Outgoing.person == person) & Outgoing.sent.is_null())
        await Outgoing.update({Outgoing.person: None}).where(Outgoing.person == person)
        kind = Person._meta.tablename
        await SlugHistory.delete().where((SlugHistory.kind == kind) & (SlugHistory.object == person))
        empty: dict[Any, Any] = dict.fromkeys((Person.name, Person.biography, Person.biography_html, Person.topics), "")
        empty |= {Person.slug: None, Person.language: "", Person.joined: None, Person.last_seen: None}
        empty |= dict.fromkeys((Person.name_for, Person.biography_for, Person.topics_for), "nobody")
        await Person.update({**empty, Person.erased: now}).where(Person.id == person)


def _before(now: datetime, rule: Rule) -> datetime:
    return now - timedelta(days=rule.days or 0)


async def purge_devices(now: datetime) -> int:
    """Forget devices that nobody used for long."""
    old = Device.delete().where(Device.last_seen < _before(now, rules.SIGN_IN))
    return len(await old.returning(Device.id))


async def purge_codes(now: datetime) -> int:
    """Forget ways in that were asked for."""
    old = SignInCode.delete().where(SignInCode.created < _before(now, rules.CODE))
    return len(await old.returning(SignInCode.id))


async def purge_rates(now: datetime) -> int:
    """Forget who tried what how often."""
    old = RateCount.delete().where(RateCount.window < _before(now, rules.RATE))
    return len(await old.returning(RateCount.id))


async def purge_address_changes(now: datetime) -> int:
    """Forget changes of address that nobody can undo any more."""
    limit = _before(now, ADDRESS_CHANGE)
    done = (AddressChange.created < limit) & (AddressChange.confirmed.is_null() | (AddressChange.confirmed < limit))
    return len(await AddressChange.delete().where(done).returning(AddressChange.id))


async def ask_idle(now: datetime) -> int:
    """Ask people who were not here for long whether to keep their account; gives back how many are that idle."""
    limit = _before(now, IDLE)
    idle = (Person.last_seen < limit) & (Person.last_seen >= limit - timedelta(days=ASKING_DAYS))
    rows = await Person.select(Person.id, Person.name, Person.last_seen).where(
        idle & Person.joined.is_not_null() & Person.erased.is_null()
    )
    for row in rows:
        once = f"idle:{row['id']}:{row['last_seen']:%Y-%m-%d}"
        async with write():
            await post_to(row["id"], "idle_account", values={"name": row["name"]}, now=now, once=once)
    return len(rows)
