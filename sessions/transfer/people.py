"""Hosts that come by a file: the same name under the same id is the same person, anybody else is a new one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from hub.appointments.tables import Host as Named
from hub.tables import Person
from hub.text import render
from hub.viewer import Viewer
from sessions.transfer.identity import uuid_text
from sessions.transfer.model import Host
from sessions.transfer.tables import HostIdentity

LONGEST_BIOGRAPHY = 4_000

# Reached once, since every new name of a file asks for them.
_person: Any = HostIdentity.person
_ID, _NAME, _ERASED = _person.id, _person.name, _person.erased
_appointment: Any = Named.appointment
_BRANCH = _appointment.branch.path


class People:
    """Finds or makes the person for each host of one event's file, and remembers them; call it inside `write()`.

    - A guid, code or number together with the name says who somebody is, in every event.
    - A guid that is our own id of a person of that name is that person.
    - A name alone says so within one event only: next month's Anna may be another one.
    """

    def __init__(self, event: UUID, *, by: Viewer, now: datetime) -> None:
        self._event = event
        self._by = by
        self._now = now
        self._found: dict[tuple[str, str], int] = {}

    async def ids(self, hosts: Iterable[Host]) -> list[int]:
        """The persons in order."""
        return [await self._id(host, host.identity or f"event:{self._event}") for host in hosts]

    async def _id(self, host: Host, identity: str) -> int:
        known = self._found.get((identity, host.name))
        if known is None:
            known = self._found[identity, host.name] = await self._look_up(host, identity)
        return known

    async def _look_up(self, host: Host, identity: str) -> int:
        known = await _known(identity, host.name) or await _ours(host)
        if known is None:
            known = await self._written_down(host)
        row = HostIdentity(person=known, identity=identity)
        await HostIdentity.insert(row).on_conflict(action="DO NOTHING")
        return known

    async def _written_down(self, host: Host) -> int:
        row = Person(
            uuid=uuid4(), name=host.name[:120], name_for="public", biography_for="public", topics_for="nobody",
            created=self._now, **_biography(host),
        )  # fmt: skip
        await row.save()
        return int(row.id)

    async def renew(self, persons: Iterable[int], hosts: Iterable[Host]) -> None:
        """Take new biographies of people without account whom a branch of the editor's named first."""
        for person, host in zip(persons, hosts, strict=True):
            change: dict[Any, Any] = {**_biography(host)}
            not_theirs = (Person.id == person) & Person.joined.is_null()
            other = not_theirs & (Person.biography != change["biography"])
            if host.biography and await Person.exists().where(other) and await self._named_first(person):
                await Person.update(change).where(other)

    async def _named_first(self, person: int) -> bool:
        row = await Named.select(_BRANCH).where(Named.person == person).order_by(Named.appointment).first()
        return row is None or self._by.edits(row["appointment.branch.path"])


def _biography(host: Host) -> dict[str, Any]:
    text = host.biography
    text = text if len(text) <= LONGEST_BIOGRAPHY else text[: LONGEST_BIOGRAPHY - 1].rstrip() + "…"
    return {"biography": text, "biography_html": render(text)}


async def _known(identity: str, name: str) -> int | None:
    this = (HostIdentity.identity == identity) & (name[:120] == _NAME) & _ERASED.is_null()
    row = await HostIdentity.select(_ID).where(this).order_by(_ID).first()
    return int(row["person.id"]) if row else None


async def _ours(host: Host) -> int | None:
    guid = uuid_text(host.identity or "")
    if guid is None:
        return None
    this = (Person.uuid == UUID(guid)) & (Person.name == host.name[:120]) & Person.erased.is_null()
    row = await Person.select(Person.id).where(this).first()
    return int(row["id"]) if row else None
