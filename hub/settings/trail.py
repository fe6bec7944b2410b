"""The audit log as people read it: who did what to what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns.combination import And, Or, Where

from hub.feature import installed
from hub.tables import Audit, Organisation, Person
from hub.viewer import Viewer

Condition = Where | And | Or


@dataclass(frozen=True)
class Entry:
    """One line: English messages for `did` and `kind`; names are as they are now, "" where nobody is left."""

    at: datetime
    actor: str
    actor_uuid: UUID | None
    did: str
    kind: str
    what: str
    href: str
    branch: str
    note: str


def may_read(viewer: Viewer) -> Condition | None:
    """What of the log a viewer may read, as a condition; None is all of it.

    - Administrators and editors of the whole federation read everything.
    - Editors of a branch read what belongs to an organisation of their branch.
    """
    if viewer.administrator or "/" in viewer.branches:
        return None
    condition: Condition = Organisation.id == -1
    for path in viewer.branches:
        condition = condition | Organisation.path.like(f"{path}%")
    return Audit.branch.is_in(Organisation.select(Organisation.id).where(condition))


def _wanted(viewer: Viewer, kind: str, actor: int | None) -> Condition:
    condition: Condition = Audit.id > 0
    mine = may_read(viewer)
    if mine is not None:
        condition = condition & mine
    if kind:
        condition = condition & Audit.kind.is_in(called_alike(kind))
    return condition if actor is None else condition & (Audit.actor == actor)


async def count(viewer: Viewer, *, kind: str, actor: int | None) -> int:
    """How many lines a viewer finds."""
    return int(await Audit.count().where(_wanted(viewer, kind, actor)))


async def lines(viewer: Viewer, *, kind: str, actor: int | None, limit: int, offset: int) -> list[Entry]:
    """Some lines that a viewer may read, newest first."""
    rows = await (
        Audit.select(Audit.at, Audit.actor, Audit.verb, Audit.kind, Audit.object, Audit.branch, Audit.note)
        .where(_wanted(viewer, kind, actor))
        .order_by(Audit.at, ascending=False)
        .order_by(Audit.id, ascending=False)
        .limit(limit)
        .offset(offset)
    )
    people = await _people({row["actor"] for row in rows if row["actor"] is not None})
    places = await organisation_names({row["branch"] for row in rows if row["branch"] is not None})
    things = await _things(rows)
    return [_entry(row, people, places, things) for row in rows]


async def kinds(viewer: Viewer) -> list[str]:
    """The kinds of things that a viewer's lines are about; one for all that people call by the same word."""
    query = Audit.select(Audit.kind).where(_wanted(viewer, "", None)).group_by(Audit.kind).order_by(Audit.kind)
    found = await query.output(as_list=True)
    return sorted({called_alike(kind)[0] for kind in found})


def called_alike(kind: str) -> list[str]:
    """A kind and all that have the same word, in their order."""
    known = {name for feature in installed() for name in feature.kinds} | {kind}
    return sorted(name for name in known if kind_words(name) == kind_words(kind))


async def person_by_uuid(uuid: UUID) -> dict[str, Any] | None:
    """Id and name of somebody whose lines are asked for."""
    return await Person.select(Person.id, Person.name).where(Person.uuid == uuid).first()


def words_of(verb: str) -> str:
    """What a verb says, as an English message; the verb itself where its feature has no words for it."""
    known = {name: text for feature in installed() for name, text in feature.verbs.items()}
    return known.get(verb, verb.replace("_", " "))


def kind_words(kind: str) -> str:
    """What a kind of thing is called, as an English message."""
    known = {name: text for feature in installed() for name, text in feature.kinds.items()}
    return known.get(kind, kind.replace("_", " "))


async def person_names(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Names of persons; their pages are for their own room to know."""
    return {id: (row["name"], "") for id, row in (await _people(ids)).items()}


async def organisation_names(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Names and pages of organisations."""
    if not ids:
        return {}
    rows = await Organisation.select(Organisation.id, Organisation.name, Organisation.slug).where(
        Organisation.id.is_in(sorted(ids))
    )
    return {row["id"]: (row["name"], f"/organisations/{row['slug']}") for row in rows}


async def _people(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    rows = await Person.select(Person.id, Person.uuid, Person.name).where(Person.id.is_in(sorted(ids)))
    return {row["id"]: row for row in rows}


async def _things(rows: list[dict[str, Any]]) -> dict[tuple[str, int], tuple[str, str]]:
    found: dict[tuple[str, int], tuple[str, str]] = {}
    resolvers = {kind: resolve for feature in installed() for kind, resolve in feature.names.items()}
    for kind in sorted({row["kind"] for row in rows} & set(resolvers)):
        ids = {row["object"] for row in rows if row["kind"] == kind and row["object"] is not None}
        found |= {(kind, id): names for id, names in (await resolvers[kind](ids)).items()}
    return found


def _entry(
    row: dict[str, Any],
    people: dict[int, dict[str, Any]],
    places: dict[int, tuple[str, str]],
    things: dict[tuple[str, int], tuple[str, str]],
) -> Entry:
    actor = people.get(row["actor"])
    what, href = things.get((row["kind"], row["object"]), ("", ""))
    return Entry(
        at=row["at"],
        actor=actor["name"] if actor else "",
        actor_uuid=actor["uuid"] if actor else None,
        did=words_of(row["verb"]),
        kind=kind_words(row["kind"]),
        what=what,
        href=href,
        branch=places.get(row["branch"], ("", ""))[0],
        note=row["note"],
    )
