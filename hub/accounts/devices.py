"""Where somebody is signed in."""

from datetime import datetime
from typing import Any

from hub.accounts.queries import KEPT, token_hash
from hub.accounts.tables import Device
from hub.database import write
from hub.refused import Refused

MARK = 16
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def label_of(user_agent: str) -> str:
    """What a browser calls itself, so that its owner knows it again: "Firefox, Linux"; empty where it says nothing."""
    found = [next((name for mark, name in names if mark in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(part for part in found if part)


async def open_device(person: int, *, token: str, label: str, instead_of: int | None, now: datetime) -> None:
    """Sign somebody in under a new token, in place of the device of this browser; call it inside `write()`."""
    if instead_of is not None:
        await Device.delete().where(Device.id == instead_of)
    row = Device(
        token_hash=token_hash(token), person=person, label=label[:120], created=now, last_seen=now, expires=now + KEPT
    )
    await row.save()


async def devices_of(person: int, *, now: datetime) -> list[dict[str, Any]]:
    """A person's devices, last used first: mark (its name outside), id, label, created, last_seen."""
    rows = (
        await Device.select(Device.id, Device.token_hash, Device.label, Device.created, Device.last_seen)
        .where((Device.person == person) & (Device.expires > now))
        .order_by(Device.last_seen, ascending=False)
        .order_by(Device.id, ascending=False)
    )
    return [{**row, "mark": row["token_hash"][:MARK]} for row in rows]


async def revoke(mark: str, *, by: int) -> None:
    """Sign one of the person's own devices out; Refused (`no_device`) where they have none of that mark."""
    if len(mark) != MARK or not mark.isalnum():
        raise Refused("no_device")
    gone = await Device.delete().where((Device.person == by) & Device.token_hash.like(f"{mark}%")).returning(Device.id)
    if not gone:
        raise Refused("no_device")


async def revoke_others(*, by: int, keeping: int | None) -> int:
    """Sign the person out everywhere but on the device `keeping`; gives back on how many."""
    async with write():
        others = Device.delete().where(Device.person == by)
        if keeping is not None:
            others = others.where(Device.id != keeping)
        return len(await others.returning(Device.id))


async def sign_out(device: int) -> None:
    """Forget a device."""
    await Device.delete().where(Device.id == device)
