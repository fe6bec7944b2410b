"""Erasing a person: noted first, then carried out in batches, and again after a restore."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from hub.appointments.tables import Host
from hub.audit import record
from hub.calendar.store import refresh
from hub.config import current
from hub.database import write
from hub.feature import installed
from hub.privacy import shared
from hub.privacy.tables import Erasure
from hub.refused import Refused
from hub.tables import Membership, Organisation, Person, RoleGrant

FILE = "erasures.jsonl"
CALENDAR_BATCH = 20


async def erase(person: int, *, now: datetime) -> None:
    """Erase a person who asked for it: every feature's part, then what all share.

    Refused("last_administrator"); Refused("last_coordinator", organisation=…) where others could take over.
    """
    await refuse_the_last(person)
    row = await Person.select(Person.uuid).where(Person.id == person).first()
    if row is None:
        raise Refused("gone")
    async with write():
        await _note(row["uuid"], now)
        for organisation in await _only_coordinated_by(person):
            await record("organisation.left_alone", "organisation", organisation, by=None, now=now, branch=organisation)
        await record("person.erased", "person", person, by=person, now=now)
    keep_beside_database([(row["uuid"], now)])
    await _carry_out(person, now)


async def replay(now: datetime) -> int:
    """Erase again everybody who was erased, as after restoring an older backup; gives back how many there were.

    Who was erased stands in the database and in erasures.jsonl beside it, since a backup may be older than the list.
    """
    listed = {row["person_uuid"]: row["at"] for row in await Erasure.select(Erasure.person_uuid, Erasure.at)}
    filed = dict(_filed())
    for uuid, at in filed.items():
        if uuid not in listed:
            async with write():
                await _note(uuid, at)
    keep_beside_database([(uuid, at) for uuid, at in listed.items() if uuid not in filed])
    done = 0
    for uuid in sorted({*listed, *filed}):
        row = await Person.select(Person.id).where((Person.uuid == uuid) & Person.erased.is_null()).first()
        if row is not None:
            await _carry_out(row["id"], now)
            done += 1
    return done


async def refuse_the_last(person: int) -> None:
    """Refuse where somebody has to be named first.

    - The last administrator stays.
    - The last coordinator names another, as long as the organisation has somebody who could be one.
    """
    administrators = await RoleGrant.select(RoleGrant.person).where(RoleGrant.role == "administrator")
    if {row["person"] for row in administrators} == {person}:
        raise Refused("last_administrator")
    for organisation in await _only_coordinated_by(person):
        others = (Membership.organisation == organisation) & (Membership.person != person)
        if await Membership.exists().where(others & (Membership.state == "released")):
            found = await Organisation.select(Organisation.name).where(Organisation.id == organisation).first()
            raise Refused("last_coordinator", organisation=found["name"] if found else "")


async def _only_coordinated_by(person: int) -> list[int]:
    leads = (Membership.coordinator.eq(True)) & (Membership.state == "released")
    mine = Membership.select(Membership.organisation).where((Membership.person == person) & leads)
    rows = await Membership.select(Membership.organisation, Membership.person).where(
        Membership.organisation.is_in(mine) & leads & (Membership.organisation.state == "released")
    )
    shared_with_others = {row["organisation"] for row in rows if row["person"] != person}
    return sorted({row["organisation"] for row in rows} - shared_with_others)


async def _carry_out(person: int, now: datetime) -> None:
    # From the last room to the first: rooms above need the name and addresses that accounts forget.
    traces = await shared.traces_of(person)
    await shared.forget_words(traces)
    for feature in reversed(installed()):
        if feature.personal is not None:
            await feature.personal.erase(person, now)
    # Once more: a cancelled seat may have put mails in the post.
    await shared.forget_words(traces)
    await shared.erase(traces, now)
    await _forget_in_calendars(person, now)


async def _forget_in_calendars(person: int, now: datetime) -> None:
    """Render anew what the person gives or gave: the calendar entry names its hosts."""
    given = Host.select(Host.appointment).where(Host.person == person).order_by(Host.appointment)
    ids = await given.output(as_list=True)
    for first in range(0, len(ids), CALENDAR_BATCH):
        await refresh(ids[first : first + CALENDAR_BATCH], now)


async def _note(uuid: UUID, at: datetime) -> None:
    await Erasure.insert(Erasure(person_uuid=uuid, at=at)).on_conflict(action="DO NOTHING")


def keep_beside_database(erasures: list[tuple[UUID, datetime]]) -> None:
    """Add erasures to the file beside the database, for the day an older backup is restored."""
    if not erasures:
        return
    file = current().data / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        for uuid, at in erasures:
            out.write(json.dumps({"person": str(uuid), "at": at.isoformat()}) + "\n")
        out.flush()
        os.fsync(out.fileno())


def _filed() -> Iterator[tuple[UUID, datetime]]:
    file: Path = current().data / FILE
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
            yield UUID(entry["person"]), datetime.fromisoformat(entry["at"])
        except (ValueError, KeyError, TypeError):
            # A power cut can leave half a line; what stands in the database still holds.
            continue
