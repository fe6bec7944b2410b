"""Personal data is declared beside its definition; a column without a word here fails the suite."""

from dataclasses import dataclass

from piccolo.table import Table


@dataclass(frozen=True)
class Rule:
    """How long something is kept: `days` after the event that `after` names; without days, as `after` says."""

    code: str
    after: str
    days: int | None = None


@dataclass(frozen=True)
class Personal:
    """One kind of personal data; every text is an English message that the German register translates."""

    purpose: str
    basis: str
    visible: str
    kept: Rule
    recipients: str = "nobody else"
    whose: str = "people who use the hub"


def label(table: type[Table], column: str) -> str:
    """What a column holds in words, an English message such as "person: biography"."""
    return f"{table._meta.tablename}: {column}".replace("_", " ")


declared: dict[type[Table], dict[str, Personal | None]] = {}


def declare(table: type[Table], *, plain: str = "", **personal: Personal) -> None:
    """Classify each column of a table as personal data or as `plain` (names separated by spaces)."""
    declared[table] = {**dict.fromkeys(plain.split()), **personal}


def unclassified(tables: list[type[Table]]) -> list[str]:
    """The columns, as table.column, that no declaration names, and declared names that are no column."""
    found = []
    for table in tables:
        columns = {column._meta.name for column in table._meta.columns} - {"id"}
        known = set(declared.get(table, {}))
        found += [f"{table._meta.tablename}.{name}" for name in sorted(columns ^ known)]
    return found
