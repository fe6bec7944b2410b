"""Hosts that come by a file: the same name under the same id is the same person, anybody else is a new one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from hub.tables import Person
from hub.text import render
from sessions.transfer.identity import uuid_text
from sessions.transfer.model import Host
from sessions.transfer.tables import HostIdentity

LONGEST_BIOGRAPHY = 4_000

# Reached once, since every new name of a file asks for them.
_person: Any = HostIdentity.person
_ID, _NAME, _ERASED = _person.id, _person.name, _person.erased


class People:
    """Finds or makes the person for each host of one event's file, and remembers them; call it inside `write()`.

    - A guid, code or number together with the name says who somebody is, in every event.
    - A guid that is our own id of a person of that name is that person.
    - A name alone says so within one event only: next month's Anna may be another one.
    """

    def __init__(self, event: UUID, *, now: datetime) -> None:
        self._event = event
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
        """Take new biographies, of those whose own it is not to write one."""
        for person, host in zip(persons, hosts, strict=True):
            if host.biography:
                change: dict[Any, Any] = {**_biography(host)}
                not_theirs = (Person.id == person) & Person.joined.is_null()
                await Person.update(change).where(not_theirs & (Person.biography != change["biography"]))


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
