"""What accounts hold of a person beside what all rooms share: given out, erased, and purged when its time is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.accounts.tables import ADDRESS_CHANGE, AddressChange, Device, SignInCode
from hub.database import write
from hub.mail.outbox import post_to
from hub.privacy import rules
from hub.privacy.batches import delete_in_batches
from hub.privacy.declare import Rule
from hub.privacy.persons import own_addresses
from hub.tables import Person

IDLE = Rule("idle_account", "the last visit; then the person is asked whether to keep the account", 730)
# A little less than mails are kept: within it, the sent mail itself shows who was asked already.
ASKING_DAYS = 25


async def own_data(person: int) -> Mapping[str, Any]:
    """Devices and changes of address."""
    devices = Device.select(Device.label, Device.created, Device.last_seen).where(Device.person == person)
    changes = AddressChange.select(
        AddressChange.old, AddressChange.new, AddressChange.created, AddressChange.confirmed, AddressChange.undone
    ).where(AddressChange.person == person)
    return {
        "devices": await devices.order_by(Device.id),
        "address_changes": await changes.order_by(AddressChange.id),
    }


async def erase(person: int, now: datetime) -> None:
    """Forget devices, changes of address and ways in; codes of a shared mailbox stay for the others."""
    emails = await own_addresses(person)
    async with write():
        await Device.delete().where(Device.person == person)
        await AddressChange.delete().where(AddressChange.person == person)
        await AddressChange.update({AddressChange.vouched_by: None}).where(AddressChange.vouched_by == person)
        if emails:
            await SignInCode.delete().where(SignInCode.email.is_in(emails))


def _before(now: datetime, rule: Rule) -> datetime:
    return now - timedelta(days=rule.days or 0)


async def purge_devices(now: datetime) -> int:
    """Forget devices that nobody used for long."""
    return await delete_in_batches(Device, Device.last_seen < _before(now, rules.SIGN_IN))


async def purge_codes(now: datetime) -> int:
    """Forget ways in that were asked for."""
    return await delete_in_batches(SignInCode, SignInCode.created < _before(now, rules.CODE))


async def purge_address_changes(now: datetime) -> int:
    """Forget changes of address that nobody can undo any more."""
    limit = _before(now, ADDRESS_CHANGE)
    unused = AddressChange.confirmed.is_null() & (AddressChange.created < limit)
    return await delete_in_batches(AddressChange, unused | (AddressChange.confirmed < limit))


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
