"""Putting an organisation into the tree, and moving it there with everything below it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hub.audience import ancestors
from hub.audit import record
from hub.database import write
from hub.organisations.actions.calendars import entries_changed
from hub.organisations.policies import Row, may_place, may_place_below
from hub.refused import Refused
from hub.slugs import free_slug
from hub.tables import Organisation
from hub.text import slug
from hub.viewer import Viewer

# Addresses below /organisations/ and /editing/organisations/ that are pages of their own.
RESERVED = {"apply", "import", "new"}
RANK = {"federation": 0, "regional": 1, "member": 2, "facility": 3}


async def hold(organisation: int) -> None:
    """Make other writers of this organisation wait until the transaction ends."""
    await Organisation.update({Organisation.kind: Organisation.kind}).where(Organisation.id == organisation)


async def plant(*, uuid: UUID, name: str, kind: str, parent: Row | None, now: datetime, **values: Any) -> Row:
    """Add an organisation below `parent`, with slug and path; call it inside `write()`."""
    title = name if slug(name, "") not in RESERVED else f"{name} organisation"
    row = Organisation(
        uuid=uuid,
        slug=await free_slug(Organisation, Organisation.slug, title, "organisation"),
        name=name,
        kind=kind,
        parent=parent["id"] if parent else None,
        path="/",
        created=now,
        **values,
    )
    await row.save()
    path = f"{parent['path'] if parent else '/'}{row.id}/"
    await Organisation.update({Organisation.path: path}).where(Organisation.id == row.id)
    return {"id": row.id, "slug": row.slug, "name": name, "kind": kind, "path": path, "state": row.state}


async def found(
    *, by: Viewer, now: datetime, uuid: UUID, name: str, kind: str, parent: Row | None, **values: Any
) -> Row:
    """Add a released organisation as an editor; the federation itself only once, by an editor of all.

    Refused: not_allowed, wrong_place (the kind does not stand below this parent).
    """
    if not (may_place_below(by, parent) if parent else by.edits(None)):
        raise Refused("not_allowed")
    async with write():
        if parent is None and await Organisation.exists().where(Organisation.parent.is_null()):
            raise Refused("one_federation")
        fits(kind, parent)
        made = await plant(
            uuid=uuid, name=name, kind=kind, parent=parent, now=now, state="released", released=now, **values
        )
        await record("organisation.founded", "organisation", made["id"], by=by.person, now=now, branch=made["id"])
    return made


def fits(kind: str, parent: Row | None) -> None:
    """Refuse (`wrong_place`) a kind that cannot stand there: regional below federation, member below either."""
    above = RANK[parent["kind"]] if parent else -1
    if RANK[kind] <= above and kind != "facility":
        raise Refused("wrong_place")
    if (parent is None) != (kind == "federation"):
        raise Refused("wrong_place")


async def move(organisation: Row, *, kind: str, parent: Row, by: Viewer, now: datetime) -> None:
    """Put an organisation with everything below it under another parent, or give it another kind.

    Refused: not_allowed, wrong_place, and into_itself where the parent stands below it.
    """
    if not (may_place(by, organisation) and may_place_below(by, parent)):
        raise Refused("not_allowed")
    fits(kind, parent)
    async with write():
        # Moves wait for each other at the root, else two of them could hang a branch into itself.
        await hold(ancestors(organisation["path"])[0])
        old, above = await _path(organisation["id"]), await _path(parent["id"])
        if above.startswith(old):
            raise Refused("into_itself")
        new = f"{above}{organisation['id']}/"
        await Organisation.update({Organisation.kind: kind, Organisation.parent: parent["id"]}).where(
            Organisation.id == organisation["id"]
        )
        if new != old:
            await Organisation.raw(
                "UPDATE organisation SET path = CAST({} AS VARCHAR) || substr(path, CAST({} AS INTEGER))"
                " WHERE path LIKE {}",
                new,
                len(old) + 1,
                f"{old}%",
            )
        await record(
            "organisation.moved", "organisation", organisation["id"], by=by.person, now=now, branch=organisation["id"]
        )
        await entries_changed(organisation["id"], now)


async def _path(organisation: int) -> str:
    row = await Organisation.select(Organisation.path).where(Organisation.id == organisation).first()
    if row is None:
        raise Refused("gone")
    return str(row["path"])
