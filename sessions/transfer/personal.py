"""What imports hold of a person: uploaded files, and names within the files' own JSON."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from piccolo.columns import Text
from piccolo.table import Table

from hub.database import write
from hub.privacy.persons import own_addresses
from hub.tables import Person
from sessions.programme.tables import Event, Session
from sessions.transfer.merge import kept
from sessions.transfer.model import JsonObject
from sessions.transfer.schedule_events import host_identity
from sessions.transfer.tables import HostIdentity, ImportDraft
from sessions.transfer.values import entries, fields, scalar


async def export(person: int) -> Mapping[str, Any]:
    """The files that a person has uploaded and not taken over yet, and the ids by which files know them."""
    files = ImportDraft.select(ImportDraft.filename, ImportDraft.created).where(ImportDraft.by == person)
    known = HostIdentity.select(HostIdentity.identity).where(HostIdentity.person == person)
    return {"uploads": await files, "known_in_files_as": await known.output(as_list=True)}


async def erase(person: int, now: datetime) -> None:
    """Take a person out of what imports have stored, as host and wherever the file's own JSON names them."""
    row = await Person.select(Person.name).where(Person.id == person).first()
    names = [row["name"]] if row and row["name"] else []
    words = [*names, *await own_addresses(person)]
    if not words:
        return
    ids = await HostIdentity.select(HostIdentity.identity).where(HostIdentity.person == person).output(as_list=True)
    erasing = _Erasing(person, frozenset(ids), names[0] if names else "", tuple(words))
    for word in words:
        await erasing.sessions(word)
        await erasing.events(word)
    await _drop_uploads(words)
    await HostIdentity.delete().where(HostIdentity.person == person)


async def _drop_uploads(words: list[str]) -> None:
    """Forget uploads that name the person; a workbook is packed, so none can be told to be free of them."""
    for draft in await ImportDraft.select(ImportDraft.id).output(as_list=True):
        row = await ImportDraft.select(ImportDraft.body).where(ImportDraft.id == draft).first()
        if row and (row["body"][:2] == b"PK" or any(_in(word, row["body"]) for word in words)):
            await ImportDraft.delete().where(ImportDraft.id == draft)


def _in(word: str, body: bytes) -> bool:
    spelled = {word.encode(code, "ignore") for code in ("utf-8", "cp1252", "utf-16-le", "utf-16-be")}
    return any(each in body for each in spelled | {json.dumps(word)[1:-1].encode()} if each)


class _Erasing:
    """One person, leaving the JSON of sessions and events."""

    def __init__(self, person: int, identities: frozenset[str], name: str, words: tuple[str, ...]) -> None:
        self.person, self.identities, self.name, self.words = person, identities, name, words

    async def sessions(self, word: str) -> None:
        for column in (Session.imported, Session.original):
            for id in await _holding(Session, column, word):
                async with write():
                    row = await Session.select(Session.imported, Session.original).where(Session.id == id).first()
                    if row is not None:
                        values: dict[Any, Any] = {
                            Session.imported: self._imported(row["imported"]),
                            Session.original: self._original(row["original"]),
                        }
                        await Session.update(values).where(Session.id == id)

    async def events(self, word: str) -> None:
        for id in await _holding(Event, Event.original, word):
            async with write():
                row = await Event.select(Event.original).where(Event.id == id).first()
                if row is not None:
                    frame = fields(json.loads(row["original"]))
                    text = json.dumps(kept(frame, (), self.words), ensure_ascii=False)
                    await Event.update({Event.original: text}).where(Event.id == id)

    def _imported(self, text: str) -> str:
        if not text:
            return ""
        whole = fields(json.loads(text))
        said, made = fields(whole.get("said")), fields(whole.get("made"))
        people, ids = entries(said.get("persons")), entries(made.get("hosts"))
        stay = [place for place, id in enumerate(ids) if id != self.person]
        if len(people) == len(ids):
            said["persons"] = [people[place] for place in stay]
        made["hosts"] = [ids[place] for place in stay]
        return json.dumps({"said": said, "made": made}, ensure_ascii=False)

    def _original(self, text: str) -> str:
        if not text:
            return ""
        original = fields(json.loads(text))
        people = [person for person in entries(original.get("persons")) if not self._is(person)]
        named_alike = any(self.name in _names(person) for person in people)
        # Where somebody else of that name gives it too, what the file says of them stays.
        cleaned = kept(original, ("persons",), self.words[1:] if named_alike else self.words)
        return json.dumps({**cleaned, **({"persons": people} if people else {})}, ensure_ascii=False)

    def _is(self, person: object) -> bool:
        if isinstance(person, str):
            return person.strip() == self.name
        known: JsonObject = person if isinstance(person, dict) else {}
        identity = host_identity(known)
        return self.name in _names(known) and (identity is None or identity in self.identities)


def _names(person: object) -> set[str]:
    known: JsonObject = person if isinstance(person, dict) else {}
    return {scalar(known.get(key)).strip() for key in ("name", "public_name")}


async def _holding(table: type[Table], column: Text, word: str) -> list[int]:
    """The rows whose JSON may hold a word."""
    # "_" stands for any sign; the engines disagree about how to escape one.
    spelled = re.sub(r"[%_\\]", "_", json.dumps(word, ensure_ascii=False)[1:-1])
    found: list[int] = (
        await table.select(table._meta.primary_key).where(column.like(f"%{spelled}%")).output(as_list=True)
    )
    return found
