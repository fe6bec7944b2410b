"""Carrying out an import, a few sessions at a time, so that nobody waits long for SQLite's one writer.

What was done stays done where a later part fails or the process is killed: the same file brings the rest. Each batch
looks again at what is there, so two imports of one file at once make nothing twice.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hub.appointments.hooks import told_together
from hub.audit import record
from hub.database import write
from hub.refused import Refused
from hub.text import plain
from sessions.programme import actions
from sessions.programme.actions.plan import MOST
from sessions.programme.sheets import rooms_of, tracks_of
from sessions.programme.tables import Event, Room
from sessions.transfer.fitting import Around, folded
from sessions.transfer.matching import Comparison, Here, compared
from sessions.transfer.model import Item, Programme
from sessions.transfer.model import Room as ProgrammeRoom
from sessions.transfer.people import People
from sessions.transfer.stored import Entry, entries_known_as, entries_of
from sessions.transfer.surroundings import around
from sessions.transfer.writing import Batch, Import, Outcome

BATCH = 20
BATCH_S = 0.25


async def carry_out(run: Import, *, step: Callable[[int], None] = lambda n: None) -> Outcome:
    """Do what a file and the wishes say; `step` hears how many entries are done. Refused `not_allowed`, `gone`."""
    if run.event["appointment.state"] == "cancelled" or not run.by.edits(run.event["appointment.branch.path"]):
        raise Refused("not_allowed")
    outcome = Outcome()
    plan = compared(await entries_of(run.event["id"], language=run.language), run.programme, run.here)
    known = {each.item.identity: each.entry.id for each in plan.met if run.wishes.want(each)}
    new = {item.identity for item in plan.new if run.wishes.publish or not item.cancelled}
    outcome.left_out = len(plan.new) - len(new)
    work = [item for item in run.programme.items if item.identity in known or item.identity in new]
    step(len(run.programme.items) - len(work))
    await _keep_frame(run)
    place = await _places(run) if work else None
    people = People(run.event["uuid"], by=run.by, now=run.now)
    while work and place is not None:
        done = await _batch(Batch(run, place, people, outcome), work[:BATCH], known)
        work = work[done:]
        step(done)
    await _cancel_gone(run, plan, outcome)
    if outcome.anything:
        async with write():
            note = f"{outcome.new} {outcome.changed} {outcome.cancelled}"
            event, branch = run.event["id"], run.event["appointment.branch"]
            await record("event.imported", "event", event, by=run.by.person, now=run.now, branch=branch, note=note)
    return outcome


async def _keep_frame(run: Import) -> None:
    """Keep what a JSON file holds beside its entries, to give it back in an export."""
    if not run.programme.original:
        return
    frame, event = frame_of(run.programme, run.here), run.event["id"]
    row = await Event.select(Event.original).where(Event.id == event).first()
    if row is not None and row["original"] != frame:
        async with write():
            await Event.update({Event.original: frame, Event.version: Event.version + 1}).where(Event.id == event)


def frame_of(programme: Programme, here: Here) -> str:
    """What is kept of a JSON file beside its entries, for Event.original."""
    urls = {"base_url": here.not_ours(programme.base_url), "url": here.not_ours(programme.url)}
    named = {"acronym": programme.acronym, "zone": programme.zone, **urls}
    return json.dumps({**named, "document": programme.original}, ensure_ascii=False)


async def _places(run: Import) -> Around:
    """Make the tracks and rooms that the file names and the event does not have, as many as an event may have."""
    known = await around(run.event, run.programme, language=run.language)
    tracks, rooms = dict(known.tracks), dict(known.rooms)
    for track in run.programme.tracks:
        if folded(track.name) not in tracks and (id := await _track(run, track.name)):
            tracks[folded(track.name)] = id
    for room in run.programme.rooms:
        if folded(room.name) not in rooms and (id := await _room(run, room)):
            rooms[folded(room.name)] = id
    return replace(known, tracks=tracks, rooms=rooms)


async def _track(run: Import, name: str) -> int | None:
    """A track of that name, made unless another import was quicker; None where the event has too many."""
    async with write():
        await _lock(run.event["id"])
        there = await tracks_of(run.event["id"])
        same = next((row["id"] for row in there if folded(row["name"]) == folded(name)), None)
        if same is not None or len(there) >= MOST:
            return same
        return await actions.add_track(run.event["id"], name=name, by=run.by, now=run.now)


async def _room(run: Import, room: ProgrammeRoom) -> int | None:
    async with write():
        await _lock(run.event["id"])
        there = await rooms_of(run.event["id"])
        same = next((row["id"] for row in there if folded(row["name"]) == folded(room.name)), None)
        if same is not None or len(there) >= MOST:
            return same
        text = room_words(room.description)
        made = await actions.add_room(
            run.event["id"], name=room.name, description=text, capacity=room.capacity, by=run.by, now=run.now
        )
        guid: dict[Any, Any] = {Room.guid: room.guid}
        await Room.update(guid).where(Room.id == made)
        return made


def room_words(description: str) -> str:
    """A room's description as the one line that a room has for it."""
    return " ".join(plain(description).split())[:300]


async def _lock(event: int) -> None:
    """Let nobody else import into this event until the transaction ends; what is published of it is newer now."""
    if not await Event.update({Event.version: Event.version + 1}).where(Event.id == event).returning(Event.id):
        raise Refused("gone")


async def _batch(batch: Batch, items: Sequence[Item], known: dict[str, int]) -> int:
    """Write down the first of some entries, as many as a short transaction holds; gives back how many."""
    begun, done, run = time.monotonic(), 0, batch.run
    async with write():
        await _lock(run.event["id"])
        plan = compared(await _fresh(run, items, known), replace(run.programme, items=tuple(items)), run.here)
        met = {each.item.identity: each for each in plan.met}
        new = {item.identity: item for item in plan.new}
        async with told_together(run.now):
            for item in items:
                if item.identity in new:
                    await batch.create(new[item.identity])
                elif run.wishes.want(met[item.identity]):
                    await batch.change(met[item.identity])
                done += 1
                if time.monotonic() - begun > BATCH_S:
                    break
        await batch.remember()
    return done


async def _fresh(run: Import, items: Sequence[Item], known: dict[str, int]) -> list[Entry]:
    """The sessions of some entries as they are now, also those that another import has made meanwhile."""
    ids = {known[item.identity] for item in items if item.identity in known}
    others = {item.identity for item in items if item.identity not in known}
    found = await entries_of(run.event["id"], language=run.language, ids=ids)
    return found + await entries_known_as(run.event["id"], others, language=run.language)


async def _cancel_gone(run: Import, plan: Comparison, outcome: Outcome) -> None:
    for entry in plan.gone:
        if str(entry.uuid) in run.wishes.cancel and entry.state == "published":
            try:
                await actions.cancel_session(entry.id, reason=run.wishes.reason, by=run.by, now=run.now)
            except Refused as refused:
                if refused.code != "gone":
                    raise
            else:
                outcome.cancelled += 1
