"""The public directory: searched by name and place, filtered by branch and kind."""

from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import And, Or, Where

from hub.organisations.queries import COLUMNS, KINDS, Condition, Row, without_hidden
from hub.tables import Organisation
from hub.text import slug as folded

WORDS = 6


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
    return word.replace("%", "").replace("_", "").replace("\\", "")


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
    columns = (Organisation.id, Organisation.slug, Organisation.name, Organisation.kind, Organisation.path)
    upper: Condition = Organisation.kind.is_in(["federation", "regional"])
    own: Condition = Or(upper, Organisation.id.is_in(sorted(coordinates))) if coordinates else upper
    found = await Organisation.select(*columns).where(And(Organisation.state == "released", own))
    return sorted(
        found, key=lambda row: (row["kind"] != "regional", row["kind"] != "federation", row["name"].casefold())
    )
