"""Organisations as a viewer may see them, and what other rooms ask about the tree."""

from typing import Any

from piccolo.columns.combination import And, Or, Where

from hub.audience import ancestors
from hub.organisations.policies import HELD, may_see, may_see_hidden, names_shown_to
from hub.tables import Membership, Organisation, Person
from hub.viewer import Viewer

Row = dict[str, Any]
Condition = Where | And | Or

KINDS = ("federation", "regional", "member", "facility")
MOST = 60

ADDRESS = ("street", "postcode", "place")
CONTACT = ("contact_name", "contact_email", "contact_phone")
COLUMNS = (
    Organisation.id,
    Organisation.uuid,
    Organisation.slug,
    Organisation.name,
    Organisation.kind,
    Organisation.parent,
    Organisation.path,
    Organisation.state,
    Organisation.place,
    Organisation.postcode,
    Organisation.street,
    Organisation.summary,
    Organisation.website,
    Organisation.contact_name,
    Organisation.contact_email,
    Organisation.contact_phone,
    Organisation.address_hidden,
    Organisation.staff_hidden,
    Organisation.released,
)


def without_hidden(row: Row) -> Row:
    """A row as strangers see it: address, and contact with it where staff is hidden, are empty."""
    hidden = (ADDRESS if row["address_hidden"] else ()) + (CONTACT if row["staff_hidden"] else ())
    return {**row, **dict.fromkeys(hidden, "")}


async def find(slug: str, viewer: Viewer) -> Row | None:
    """One organisation with the viewer's own membership (`my_state`, `my_coordinator`) and `sees_hidden`."""
    # PostgreSQL takes no NUL in any text, so nothing is called by one.
    if "\0" in slug:
        return None
    row: Row | None = await Organisation.select(*COLUMNS).where(Organisation.slug == slug).first()
    if row is None:
        return None
    mine: Row | None = None
    if viewer.person is not None:
        own = (Membership.person == viewer.person) & (Membership.organisation == row["id"])
        mine = await Membership.select(Membership.state, Membership.coordinator).where(own).first()
    row["my_state"] = mine["state"] if mine else ""
    row["my_coordinator"] = bool(mine and mine["coordinator"])
    if not may_see(viewer, row):
        return None
    row["sees_hidden"] = may_see_hidden(viewer, row)
    return row if row["sees_hidden"] else without_hidden(row)


async def above(row: Row) -> list[Row]:
    """The organisations above one, from the root down: id, slug, name, kind."""
    ids = [id for id in ancestors(row["path"]) if id != row["id"]]
    if not ids:
        return []
    columns = (Organisation.id, Organisation.slug, Organisation.name, Organisation.kind)
    found = await Organisation.select(*columns).where(Organisation.id.is_in(ids))
    return sorted(found, key=lambda each: ids.index(each["id"]))


async def below(organisation: int, *, limit: int = MOST) -> tuple[list[Row], int]:
    """The released organisations directly below one, by name, at most `limit`, and how many there are."""
    condition = (Organisation.parent == organisation) & (Organisation.state == "released")
    rows = await (
        Organisation.select(Organisation.slug, Organisation.name, Organisation.kind, *_public_place())
        .where(condition)
        .order_by(Organisation.name)
        .limit(limit)
    )
    return [without_hidden(row) for row in rows], int(await Organisation.count().where(condition))


def _public_place() -> tuple[Any, ...]:
    return Organisation.place, Organisation.address_hidden, Organisation.staff_hidden


async def people_shown(organisation: Row, viewer: Viewer) -> list[Row]:
    """The released people of an organisation who let this viewer see their name: name, slug, coordinator."""
    if organisation["staff_hidden"] and not organisation["sees_hidden"]:
        return []
    person = Membership.person
    return await (
        Membership.select(person.name, person.slug, Membership.coordinator)
        .where(
            (Membership.organisation == organisation["id"])
            & (Membership.state == "released")
            & person.name_for.is_in(sorted(names_shown_to(viewer)))
            & person.erased.is_null()
        )
        .order_by(person.name)
        .limit(MOST)
    )


async def tree(root: str = "") -> list[Row]:
    """The released organisations below a path (all of them without one), each after its parent, siblings by name.

    Each has id, slug, name, kind, parent, path and `depth`, 0 for the first.
    """
    columns = (
        Organisation.id,
        Organisation.slug,
        Organisation.name,
        Organisation.kind,
        Organisation.parent,
        Organisation.path,
    )
    condition = (Organisation.state == "released") & Organisation.path.like(f"{root}%")
    rows = await Organisation.select(*columns).where(condition)
    names = {row["id"]: row["name"].casefold() for row in rows}
    for row in rows:
        row["depth"] = len([id for id in ancestors(row["path"]) if id in names]) - 1
    return sorted(rows, key=lambda row: [(names.get(id, ""), id) for id in ancestors(row["path"])])


async def branch_ids(organisation: int) -> list[int]:
    """The ids of an organisation and of everything below it."""
    top = await Organisation.select(Organisation.path).where(Organisation.id == organisation).first()
    if top is None:
        return []
    ids = Organisation.select(Organisation.id).where(Organisation.path.like(f"{top['path']}%"))
    return sorted(await ids.output(as_list=True))


async def regional_federations() -> list[Row]:
    """The released regional federations by name: id, slug, name, path."""
    return await (
        Organisation.select(Organisation.id, Organisation.slug, Organisation.name, Organisation.path)
        .where((Organisation.kind == "regional") & (Organisation.state == "released"))
        .order_by(Organisation.name)
    )


async def organisations_of(person: int) -> list[Row]:
    """Everything a person belongs to or asked for, for their own eyes.

    Each has id, slug, name, kind, path and `organisation_state` of the organisation; state (asked, invited, released
    or declined), coordinator and created of the membership.
    """
    of = Membership.organisation
    rows = await (
        Membership.select(
            of.id, of.slug, of.name, of.kind, of.path, of.state, Membership.state, Membership.coordinator,
            Membership.created,
        )
        .where((Membership.person == person) & Membership.state.is_in([*sorted(HELD), "declined", "invited"]))
        .order_by(of.name)
    )  # fmt: skip
    prefix = "organisation."
    return [
        {
            "organisation_state": row.pop(f"{prefix}state"),
            **{name.removeprefix(prefix): value for name, value in row.items()},
        }
        for row in rows
    ]


async def shown_organisations_of(persons: list[int], viewer: Viewer) -> dict[int, list[Row]]:
    """The organisations to show beside people's names: id, slug, name; none that hides its staff from the viewer."""
    if not persons:
        return {}
    of = Membership.organisation
    rows = await (
        Membership.select(Membership.person, of.id, of.slug, of.name, of.path, of.staff_hidden)
        .where(Membership.person.is_in(persons) & (Membership.state == "released") & (of.state == "released"))
        .order_by(of.name)
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        hidden = row["organisation.staff_hidden"]
        if not hidden or row["organisation.id"] in viewer.works_for or viewer.edits(row["organisation.path"]):
            each = {name: row[f"organisation.{name}"] for name in ("id", "slug", "name")}
            found.setdefault(row["person"], []).append(each)
    return found


async def colleagues(viewer: Viewer) -> list[Row]:
    """The people whom a coordinator may name for a seat: id, uuid, name, state, organisation (id), by name.

    Those who asked and wait for their release are among them: nobody waits to take part.
    """
    if not viewer.coordinates:
        return []
    person = Membership.person
    rows = await (
        Membership.select(person.id, person.uuid, person.name, Membership.state, Membership.organisation)
        .where(
            Membership.organisation.is_in(sorted(viewer.coordinates))
            & Membership.state.is_in(sorted(HELD))
            & person.erased.is_null()
        )
        .order_by(person.name)
        .order_by(Membership.id)
    )
    return [{name.removeprefix("person."): value for name, value in row.items()} for row in rows]


async def known_person(uuid: Any) -> Row | None:
    """A person by the name that the world outside has for them: id, name, created, joined."""
    columns = (Person.id, Person.uuid, Person.name, Person.created, Person.joined)
    return await Person.select(*columns).where((Person.uuid == uuid) & Person.erased.is_null()).first()
