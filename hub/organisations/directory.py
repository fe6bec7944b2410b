"""The public directory: searched by name and place, filtered by branch and kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import And, Or, Where

from hub.organisations.queries import COLUMNS, KINDS, Condition, Row, without_hidden
from hub.tables import Organisation
from hub.text import slug as folded
from hub.viewer import Viewer

WORDS = 6
MOST_PLACES = 500


@dataclass(frozen=True)
class Search:
    """What somebody looks for: words, the path of a branch, a kind."""

    words: str = ""
    branch: str = ""
    kind: str = ""

    @property
    def condition(self) -> Condition:
        """The released organisations that match; a hidden address is never matched, since that would tell it."""
        whole: Condition = Organisation.state == "released"
        if self.branch:
            whole = And(whole, Organisation.path.like(f"{self.branch}%"))
        if self.kind:
            whole = And(whole, Organisation.kind == self.kind)
        for word in filter(_literal, self.words.split()[:WORDS]):
            whole = And(whole, matches(word))
        return whole


def matches(word: str) -> Condition:
    """The condition under which a word stands in the name or in an address that is not hidden."""
    place = Or(_holds(Organisation.place, word), Organisation.postcode.like(f"{_literal(word)}%"))
    found: Condition = Or(_holds(Organisation.name, word), And(Organisation.address_hidden.eq(False), place))
    fold = folded(word, "")
    return Or(found, Organisation.slug.like(f"%{fold}%")) if fold else found


def _holds(column: Any, word: str) -> Condition:
    # LIKE minds capitals on PostgreSQL, and beyond ASCII on SQLite; so the usual ways to write a word are asked for.
    plain = _literal(word)
    ways = sorted({plain, plain.lower(), plain.capitalize(), plain.upper()})
    whole: Condition = column.like(f"%{ways[0]}%")
    for way in ways[1:]:
        whole = Or(whole, column.like(f"%{way}%"))
    return whole


def _literal(word: str) -> str:
    # The two engines escape LIKE differently, so its wildcards are left out.
    return re.sub(r"[%_\\]", "", word)


async def size(search: Search) -> int:
    """How many organisations match."""
    return int(await Organisation.count().where(search.condition))


async def rows(search: Search, *, offset: int, limit: int) -> list[Row]:
    """Some of those that match, by name, as strangers see them, each with its parent's name and slug."""
    columns: tuple[Column, ...] = (*COLUMNS, Organisation.parent.name, Organisation.parent.slug)
    found = await (
        Organisation.select(*columns)
        .where(search.condition)
        .order_by(Organisation.name)
        .order_by(Organisation.id)
        .offset(offset)
        .limit(limit)
    )
    return [without_hidden(row) for row in found]


async def counts() -> dict[str, int]:
    """How many released organisations of each kind there are."""
    found = dict.fromkeys(KINDS, 0)
    for kind in KINDS:
        found[kind] = int(await Organisation.count().where(_of(kind)))
    return found


def _of(kind: str) -> Where | And:
    return (Organisation.state == "released") & (Organisation.kind == kind)


async def parents(coordinates: frozenset[int]) -> list[Row]:
    """Below what one may apply: the regional federations, the federation, and the organisations one speaks for."""
    own = Organisation.id.is_in(sorted(coordinates)) if coordinates else None
    return _upper_first(await _places(own))


async def known_as(name: str, postcode: str) -> bool:
    """Whether an organisation of that name and postcode is here or applies already; hidden addresses are not told."""
    same = Organisation.slug.like(f"{folded(name, 'organisation')}%") & Organisation.state.is_in(
        ["released", "applied"]
    )
    there = (Organisation.postcode == postcode) & Organisation.address_hidden.eq(False)
    names = await Organisation.select(Organisation.name).where(same & there).output(as_list=True)
    return folded(name, "") in {folded(each, "") for each in names}


async def places_for(organisation: Mapping[str, Any], viewer: Viewer) -> list[Row]:
    """Below what an editor may put an organisation: federations, and members of the same branch, that they edit.

    The organisation itself, with all below it, is left out; facilities have nothing below them.
    """
    branch = "/".join(organisation["path"].split("/")[:3]) + "/"
    rows = await _places((Organisation.kind == "member") & Organisation.path.like(f"{branch}%"))
    inside = organisation["path"]
    return _upper_first([row for row in rows if viewer.edits(row["path"]) and not row["path"].startswith(inside)])


async def founding_places(viewer: Viewer) -> list[Row]:
    """Below what an editor may add an organisation: the federations that they edit."""
    return _upper_first([row for row in await _places(None) if viewer.edits(row["path"])])


async def _places(others: Condition | None) -> list[Row]:
    columns = (Organisation.id, Organisation.slug, Organisation.name, Organisation.kind, Organisation.path)
    upper: Condition = Organisation.kind.is_in(["federation", "regional"])
    wanted = Or(upper, others) if others is not None else upper
    return await (
        Organisation.select(*columns)
        .where(And(Organisation.state == "released", wanted))
        .order_by(Organisation.name)
        .limit(MOST_PLACES)
    )


def _upper_first(rows: list[Row]) -> list[Row]:
    return sorted(
        rows, key=lambda row: (row["kind"] != "regional", row["kind"] != "federation", row["name"].casefold())
    )
