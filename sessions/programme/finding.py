"""Finding rows by a part of a name."""

from typing import Any

from piccolo.columns.combination import Or

from sessions.programme.sheets import Condition


def holds(column: Any, words: str) -> Condition:
    """The condition under which a column holds the words in one of their usual spellings.

    PostgreSQL tells small from capital letters, and SQLite does so beyond ASCII.
    """
    tidy = " ".join(words.split())[:80].replace("%", "").replace("_", " ").replace("\\", "")
    ways = list(dict.fromkeys((tidy, tidy.lower(), tidy.title(), tidy.capitalize(), tidy.upper())))
    whole: Condition = column.like(f"%{ways[0]}%")
    for way in ways[1:]:
        whole = Or(whole, column.like(f"%{way}%"))
    return whole
