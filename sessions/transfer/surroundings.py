"""What stands around the sessions of an event: its tracks and rooms by name, and the organisations one can name."""

import json

from hub.tables import Organisation
from sessions.programme.sheets import Row, rooms_of, tracks_of
from sessions.programme.tables import Session
from sessions.transfer.fitting import Around, folded
from sessions.transfer.model import Programme
from sessions.transfer.values import fields, scalar


async def around(event: Row, programme: Programme, *, language: str) -> Around:
    """Where the entries of a file go; a track or room that an editor renamed is still known by the file's name."""
    tracks = {folded(row["name"]): row["id"] for row in await tracks_of(event["id"])}
    rooms = {folded(row["name"]): row["id"] for row in await rooms_of(event["id"])}
    for name, kind, id in await _named_before(event["id"]):
        known = tracks if kind == "track" else rooms
        if id in known.values():
            known.setdefault(name, id)
    return Around(
        language=language,
        place_kind=event["appointment.place_kind"],
        tracks=tracks,
        rooms=rooms,
        organisations=await organisations(programme),
    )


async def organisations(programme: Programme) -> dict[str, int]:
    """The released organisations, by folded name, where the file names any; of two with one name neither."""
    if not any(item.organisation for item in programme.items):
        return {}
    columns = (Organisation.id, Organisation.name)
    found: dict[str, int] = {}
    twice = set()
    for row in await Organisation.select(*columns).where(Organisation.state == "released"):
        name = folded(row["name"])
        twice |= {name} & found.keys()
        found[name] = row["id"]
    return {name: id for name, id in found.items() if name not in twice}


async def _named_before(event: int) -> set[tuple[str, str, int]]:
    imported = Session.select(Session.imported).where((Session.event == event) & (Session.imported != ""))
    found = set()
    for text in await imported.output(as_list=True):
        whole = json.loads(text)
        said, made = fields(whole.get("said")), fields(whole.get("made"))
        for kind in ("track", "room"):
            name, id = folded(scalar(said.get(kind))), made.get(kind)
            if name and isinstance(id, int):
                found.add((name, kind, id))
    return found
