"""What of an imported file's own JSON goes back into an export: unknown keys, but nobody's personal data.

A name that its owner hides, a biography or an address that was taken out since must not come back from the
original. So people are written from the programme alone, and an unknown key goes if its name or its text
speaks of a person.
"""

import re
from collections.abc import Collection

from sessions.transfer.model import Item, Json, JsonObject
from sessions.transfer.values import entries, fields, scalar

_PERSONAL = re.compile(
    r"person|people|speaker|presenter|submitter|author|moderator|organi[sz]er|coordinator|contact|mail|phone|mobile"
    r"|biograph|^bio$|avatar|answers|^hosts?$",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^\s@<>\"'(),;:]{1,64}@[^\s@<>\"'(),;:]{1,200}\.[^\W\d_]{2,}", re.IGNORECASE)


def without(original: JsonObject, *keys: str) -> JsonObject:
    return {key: value for key, value in original.items() if key not in keys}


def kept(original: JsonObject, written: Collection[str], hidden: Collection[str] = ()) -> JsonObject:
    """The members of `original` not written anew, without personal data and `hidden` names."""
    names = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(hidden)), re.IGNORECASE)
    return _harmless_members(without(original, *written), names if hidden else None)


def _harmless_members(value: JsonObject, names: re.Pattern[str] | None) -> JsonObject:
    return {
        key: _harmless(member, names)
        for key, member in value.items()
        if not (_PERSONAL.search(key) and member not in (None, True, False, "", [], {}))
        and not _gives_away(key, names)
        and not _gives_away(member, names)
    }


def _harmless(value: Json, names: re.Pattern[str] | None) -> Json:
    if isinstance(value, dict):
        return _harmless_members(value, names)
    if isinstance(value, list):
        return [_harmless(member, names) for member in value if not _gives_away(member, names)]
    return _MAIL.sub("…", value) if isinstance(value, str) and "@" in value else value


def _gives_away(value: Json, names: re.Pattern[str] | None) -> bool:
    if not isinstance(value, str):
        return False
    return _MAIL.fullmatch(value.strip()) is not None or (names is not None and names.search(value) is not None)


def names_hidden(item: Item) -> list[str]:
    """The names in the item's original that the item itself no longer shows."""
    shown = {host.name.casefold() for host in item.persons}
    people = entries(item.original.get("persons"))
    named = [
        scalar(value) for person in people for value in (fields(person).get(key) for key in ("name", "public_name"))
    ]
    named += [person for person in people if isinstance(person, str)]
    return sorted({name.strip() for name in named if name.strip() and name.strip().casefold() not in shown})
