"""The hosts of an entry as the persons of a schedule file."""

import re

from sessions.transfer.identity import uuid_text
from sessions.transfer.merge import kept, names_hidden
from sessions.transfer.model import Host, Item, JsonObject
from sessions.transfer.schedule_events import host_identity
from sessions.transfer.values import entries, fields

_WRITTEN = ("id", "code", "guid", "name", "public_name", "biography")


def write_persons(item: Item) -> list[JsonObject]:
    """One object for each host of the item and for nobody else; their unknown keys are kept where they are
    the same.

    Older readers want public_name, newer ones name, so both are written.
    """
    hidden = names_hidden(item)
    return [_person(host, _original(host, item), hidden) for host in item.persons]


def _person(host: Host, original: JsonObject, hidden: list[str]) -> JsonObject:
    ids = {key: original[key] for key in ("id", "code", "guid") if original.get(key)} or _ids(host.identity or "")
    biography: JsonObject = {"biography": host.biography} if host.biography else {}
    return {
        **ids,
        "name": host.name,
        "public_name": host.name,
        **biography,
        **kept(original, _WRITTEN, hidden),
    }


def _original(host: Host, item: Item) -> JsonObject:
    """The person this host was read from: by id, else by a name that only one without id has."""
    people = [fields(person) for person in entries(item.original.get("persons"))]
    if host.identity:
        return next((person for person in people if host_identity(person) == host.identity), {})
    named = [person for person in people if host.name in (person.get("name"), person.get("public_name"))]
    return named[0] if len(named) == 1 and host_identity(named[0]) is None else {}


def _ids(identity: str) -> JsonObject:
    if uuid_text(identity):
        return {"guid": identity}
    if re.fullmatch(r"[1-9]\d{0,8}", identity, re.ASCII):
        return {"id": int(identity)}
    return {"code": identity} if re.fullmatch(r"[A-Za-z0-9]+", identity, re.ASCII) else {}
