"""Who somebody is, as of now."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from hub import audience
from hub.accounts.tables import Device
from hub.database import write
from hub.privacy.rules import SIGN_IN
from hub.tables import Membership, Person, RoleGrant
from hub.viewer import VISITOR, Viewer

STAFF_KINDS = {"federation", "regional"}
KEPT = timedelta(days=SIGN_IN.days or 0)
SEEN_EVERY = timedelta(days=1)


def token_hash(token: str) -> str:
    """How tokens stand in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


async def load_viewer(token: str, now: datetime) -> Viewer:
    """Who holds this device's token; a visitor where it is unknown, expired or revoked.

    Notes once a day that the device is in use, which keeps it from expiring.
    """
    person = Device.person
    device = (
        await Device.select(
            Device.id,
            Device.last_seen,
            person.id,
            person.uuid,
            person.name,
            person.language,
            person.joined,
            person.erased,
        )
        .where((Device.token_hash == token_hash(token)) & (Device.expires > now))
        .first()
    )
    if device is None or device["person.erased"] is not None:
        return VISITOR
    if device["last_seen"] < now - SEEN_EVERY:
        await _seen(device["id"], device["person.id"], now)
    return await viewer_for(
        {name.removeprefix("person."): value for name, value in device.items() if name.startswith("person.")},
        device=device["id"],
    )


async def _seen(device: int, person: int, now: datetime) -> None:
    async with write():
        await Device.update({Device.last_seen: now, Device.expires: now + KEPT}).where(Device.id == device)
        await Person.update({Person.last_seen: now}).where(Person.id == person)


async def viewer_for(person: dict[str, Any], *, device: int | None = None) -> Viewer:
    """The viewer that a person is, from the person's id, uuid, name, language and joined."""
    works = await Membership.select(
        Membership.organisation.id,
        Membership.organisation.path,
        Membership.organisation.kind,
        Membership.coordinator,
    ).where(
        (Membership.person == person["id"])
        & (Membership.state == "released")
        & (Membership.organisation.state == "released")
    )
    roles = await RoleGrant.select(RoleGrant.role, RoleGrant.organisation.path).where(RoleGrant.person == person["id"])
    held = {row["role"] for row in roles}
    editor = "editor" in held
    keys = audience.keys_of(
        person_id=person["id"],
        released_paths=[row["organisation.path"] for row in works],
        staff=any(row["organisation.kind"] in STAFF_KINDS for row in works),
        scout="scout" in held,
        editor=editor or "administrator" in held,
    )
    return Viewer(
        person=person["id"],
        uuid=person["uuid"],
        name=person["name"],
        language=person["language"],
        keys=keys,
        branches=tuple(sorted(row["organisation.path"] or "/" for row in roles if row["role"] == "editor")),
        works_for=frozenset(row["organisation.id"] for row in works),
        coordinates=frozenset(row["organisation.id"] for row in works if row["coordinator"]),
        scout="scout" in held,
        administrator="administrator" in held,
        device=device,
        joined=person["joined"] is not None,
    )
