"""A person's data in the tables that no single feature owns: its export, and its erasure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns import Bytea, ForeignKey, OnDelete, Text, Varchar
from piccolo.columns.base import Column
from piccolo.columns.combination import And, Or, Where
from piccolo.table import Table

from hub.appointments.tables import Host
from hub.database import write
from hub.mail.tables import Outgoing
from hub.privacy.batches import change_in_batches, delete_in_batches
from hub.privacy.declare import declared
from hub.privacy.persons import own_addresses
from hub.privacy.queued import scrub_queue
from hub.tables import (
    Address,
    Audit,
    Membership,
    Organisation,
    Person,
    PersonAddress,
    RoleGrant,
    SlugHistory,
)

MAX_AUDIT = 5000


async def export(person: int) -> dict[str, Any]:
    """Profile, addresses, memberships, roles, sessions given, mails sent, and what the audit log says they did."""
    profile = await Person.select().where(Person.id == person).first()
    addresses = PersonAddress.select(PersonAddress.address.email, PersonAddress.address.confirmed, PersonAddress.main)
    of = Membership.organisation
    memberships = Membership.select(
        of.name, Membership.state, Membership.coordinator, Membership.created, Membership.released
    )
    roles = RoleGrant.select(RoleGrant.role, RoleGrant.organisation.name, RoleGrant.created)
    given = Host.select(Host.appointment.title, Host.appointment.start, Host.deputy).where(Host.person == person)
    mails = Outgoing.select(Outgoing.message, Outgoing.created, Outgoing.sent).order_by(Outgoing.created)
    audit = Audit.select(Audit.at, Audit.verb, Audit.kind, Audit.note).order_by(Audit.at, ascending=False)
    return {
        "profile": {name: value for name, value in (profile or {}).items() if name not in {"id", "biography_html"}},
        "addresses": await addresses.where(PersonAddress.person == person),
        "memberships": await memberships.where(Membership.person == person),
        "roles": await roles.where(RoleGrant.person == person),
        "given": await given.order_by(Host.appointment.start),
        "mails": await mails.where(Outgoing.person == person),
        "actions": await audit.where(Audit.actor == person).limit(MAX_AUDIT),
    }


@dataclass(frozen=True)
class Traces:
    """What a person is found by; read it before anything of the person is erased."""

    person: int
    name: str
    addresses: list[str]


async def traces_of(person: int) -> Traces:
    """Name and addresses of a person."""
    row = await Person.select(Person.name).where(Person.id == person).first()
    return Traces(person, row["name"] if row else "", await own_addresses(person))


async def forget_words(traces: Traces) -> None:
    """Forget name and addresses where they stand as text.

    - Queued mails to the person go; in mails to others the person is no longer named.
    - An organisation's public contact that is this person is emptied.
    """
    await _erase_mail(traces.person, traces.addresses)
    await scrub_queue([*traces.addresses, traces.name])
    await _erase_contact(traces.person, traces.name, traces.addresses)


async def erase(traces: Traces, now: datetime) -> None:
    """Empty what is left of a person once every feature has done its part; the row stays, with nothing in it.

    - Rows that the person owns go.
    - In rows that name the person otherwise, personal texts are emptied and the row stays, so that numbers stay.
    """
    person = traces.person
    for table, column in _references():
        if column._foreign_key_meta.on_delete == OnDelete.cascade:
            await delete_in_batches(table, column == person)
        elif column._meta.name == "person":
            await _empty_texts(table, column == person)
    await delete_in_batches(SlugHistory, (SlugHistory.kind == "person") & (SlugHistory.object == person))
    if traces.addresses:
        await delete_in_batches(Address, Address.email.is_in(traces.addresses))
    await _empty_person(person, now)


async def _erase_mail(person: int, addresses: list[str]) -> None:
    mine: Where | And | Or = Outgoing.person == person
    if addresses:
        mine = mine | Outgoing.recipient.is_in(addresses)
    await delete_in_batches(Outgoing, mine & Outgoing.sent.is_null())
    await change_in_batches(Outgoing, {Outgoing.person: None}, Outgoing.person == person)


async def _erase_contact(person: int, name: str, addresses: list[str]) -> None:
    works = Membership.select(Membership.organisation).where(Membership.person == person)
    contact: Where | And | Or = (Organisation.contact_name == name) & Organisation.id.is_in(works)
    if addresses:
        contact = contact | Organisation.contact_email.is_in(addresses)
    nobody: dict[Column | str, Any] = {
        Organisation.contact_name: "",
        Organisation.contact_email: "",
        Organisation.contact_phone: "",
    }
    filled = (Organisation.contact_name != "") | (Organisation.contact_email != "")
    await change_in_batches(Organisation, nobody, contact & filled)


async def _empty_texts(table: type[Table], condition: Where) -> None:
    change: dict[Column | str, Any] = {}
    filled: Where | And | Or | None = None
    for column in table._meta.columns:
        if declared[table].get(column._meta.name) is None or not isinstance(column, Varchar | Text | Bytea):
            continue
        empty: Any = None if column._meta.null else (b"" if isinstance(column, Bytea) else "")
        change[column] = empty
        this = column.is_not_null() if empty is None else column != empty
        filled = this if filled is None else filled | this
    if filled is not None:
        await change_in_batches(table, change, condition & filled)


async def _empty_person(person: int, now: datetime) -> None:
    nothing: dict[Column | str, Any] = {
        Person.slug: None,
        Person.name: "",
        Person.biography: "",
        Person.biography_html: "",
        Person.topics: "",
        Person.language: "",
        Person.name_for: "nobody",
        Person.biography_for: "nobody",
        Person.topics_for: "nobody",
        Person.joined: None,
        Person.last_seen: None,
        Person.erased: now,
    }
    async with write():
        await Person.update(nothing).where(Person.id == person)


def _references() -> Iterator[tuple[type[Table], ForeignKey[Any]]]:
    """Every declared column that names a person."""
    for table in declared:
        for column in table._meta.foreign_key_columns:
            if column._foreign_key_meta.resolved_references is Person:
                yield table, column
