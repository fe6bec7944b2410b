"""Everything that the hub holds about a person, as data and as sections to read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hub.feature import installed
from hub.i18n import gettext
from hub.privacy import shared
from hub.privacy.declare import declared, label
from hub.privacy.own_words import NAMES, TITLES, VALUES


@dataclass(frozen=True)
class Part:
    """One list of entries: `rows` of (name, value) pairs, values as plain words."""

    name: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True)
class Section:
    """What one feature holds; `title` is an English message."""

    title: str
    parts: tuple[Part, ...]


async def own_data(person: int) -> dict[str, Any]:
    """The data of every feature by its key, and under "hub" what no single feature owns."""
    found: dict[str, Any] = {"hub": await shared.export(person)}
    for feature in installed():
        if feature.personal is not None:
            found[feature.key] = dict(await feature.personal.export(person))
    return found


def as_json(data: Mapping[str, Any]) -> bytes:
    """The data as JSON; times in ISO 8601."""
    return json.dumps(data, default=_plain, ensure_ascii=False, indent=2).encode()


def sections(data: Mapping[str, Any]) -> list[Section]:
    """The data to read: a section for each feature, a part for each list; what is empty is left out."""
    titles = {feature.key: feature.title for feature in installed() if feature.title} | TITLES
    found = []
    for key, content in data.items():
        parts = tuple(part for name, value in content.items() if (part := _part(name, value)).rows)
        if parts:
            found.append(Section(titles.get(key, key), parts))
    return found


def name_words(name: str) -> str:
    """What a key of the data is called in the current language; as it is where nobody said it in words."""
    last = name.rsplit(".", 1)[-1] if name.endswith((".email", ".confirmed")) else name
    said = {key: gettext(text) for key, text in NAMES.items()}
    for table, columns in declared.items():
        for column in columns:
            words = gettext(label(table, column))
            said.setdefault(column, words.partition(": ")[2])
    return said.get(last) or name.replace("_", " ").replace(".", ": ")


def _part(name: str, value: Any) -> Part:
    entries = value if isinstance(value, list) else [value]
    rows = tuple(_row(entry) for entry in entries)
    return Part(name, tuple(row for row in rows if row))


def _row(entry: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(entry, Mapping):
        return (("", _words(entry)),) if entry not in (None, "", []) else ()
    return tuple((str(name), _said(name, value)) for name, value in entry.items() if value not in (None, "", [], {}))


def _said(name: str, value: Any) -> str:
    """A value in words: what the hub stores as a code is said as its pages say it."""
    codes = dict(VALUES.get(name, {}))
    for feature in installed():
        codes |= feature.verbs if name == "verb" else feature.kinds if name == "kind" else {}
    return gettext(codes[value]) if isinstance(value, str) and value in codes else _words(value)


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_words(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_words(each) for each in value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, bool):
        return "✓" if value else "–"
    return str(_plain(value)) if not isinstance(value, str) else value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
