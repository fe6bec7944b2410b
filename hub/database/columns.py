"""Columns that say what they are; Piccolo's own have silent defaults (nullable, unindexed, cascading, empty string)."""

from typing import Any

from piccolo.columns import (
    UUID,
    BigInt,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    OnUpdate,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


def words(length: int = 200, *, index: bool = False) -> Varchar:
    """A short text, empty where there is nothing to say."""
    return Varchar(length=length, default="", null=False, index=index)


def optional_words(length: int = 200, *, index: bool = False) -> Varchar:
    """A short text that may be unknown, where unknown and empty differ (as for a unique key)."""
    return Varchar(length=length, default=None, null=True, index=index)


def prose() -> Text:
    """A long text, empty where there is nothing to say."""
    return Text(default="", null=False)


def key(length: int = 80, *, index: bool = True) -> Varchar:
    """A short text that must be given and is looked up; without `index` where it takes only a few values, since such
    an index is slower than none."""
    return Varchar(length=length, default=None, null=False, index=index)


def moment(*, index: bool = False) -> Timestamptz:
    """A point in time that must be given, aware, stored in UTC."""
    return Timestamptz(default=None, null=False, index=index)


def optional_moment(*, index: bool = False) -> Timestamptz:
    """A point in time that may not have come yet."""
    return Timestamptz(default=None, null=True, index=index)


def day(*, null: bool = False) -> Date:
    """A date in the zone of the instance."""
    return Date(default=None, null=null, index=False)


def number(default: int = 0) -> Integer:
    """A whole number."""
    return Integer(default=default, null=False)


def optional_number() -> Integer:
    """A whole number that may be unknown (as a capacity without limit)."""
    return Integer(default=None, null=True)


def counter() -> BigInt:
    """A number that only grows."""
    return BigInt(default=0, null=False)


def yes_no(default: bool = False) -> Boolean:
    """A yes or no."""
    return Boolean(default=default, null=False)


def identifier() -> UUID:
    """The name of a row for the world outside; given by the action."""
    return UUID(default=None, null=False, index=True)


def raw_bytes() -> Bytea:
    """Bytes as they are."""
    return Bytea(default=b"", null=False)


def belongs_to(table: Any, *, owned: bool = False, null: bool = False) -> ForeignKey[Table]:
    """A reference; what is `owned` goes with its owner, everything else keeps its owner from being deleted."""
    return ForeignKey(
        references=table,
        null=null,
        default=None,
        index=True,
        on_delete=OnDelete.cascade if owned else OnDelete.restrict,
        on_update=OnUpdate.cascade,
    )
