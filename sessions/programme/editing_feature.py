"""What editing contributes to the programme's feature."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from hub.feature import Block, NavItem, Purge, Repeated
from hub.i18n import message
from hub.policies import contributor, editor
from hub.privacy.rules import BOOKING
from hub.viewer import Viewer
from sessions.programme import (
    editing_events,
    editing_hosts,
    editing_pages,
    editing_parts,
    editing_plan,
    editing_steps,
    editing_tags,
    entries,
    shown,
    stand_in_pages,
)
from sessions.programme.actions import stand_ins, telling
from sessions.programme.tables import Event, Session, StandIn


def _contributes_only(viewer: Viewer) -> bool:
    """Whoever brings sessions in and edits nothing else."""
    return contributor(viewer) and not viewer.editor


ROUTES = (
    editing_pages.editing,
    editing_pages.new,
    editing_pages.create,
    editing_pages.edit,
    editing_pages.change,
    editing_steps.publish,
    editing_steps.propose,
    editing_steps.ask_send_back,
    editing_steps.send_back,
    editing_steps.withdraw,
    editing_steps.ask_cancel,
    editing_steps.cancel,
    editing_steps.ask_copy,
    editing_steps.copy,
    editing_steps.ask_delete,
    editing_steps.delete,
    editing_steps.ask_step_down,
    editing_steps.do_step_down,
    editing_hosts.hosts,
    editing_hosts.add,
    editing_hosts.remove,
    editing_hosts.first,
    editing_hosts.external,
    editing_events.new,
    editing_events.create,
    editing_events.edit,
    editing_events.change,
    editing_events.ask_publish,
    editing_events.publish,
    editing_events.withdraw,
    editing_events.ask_cancel,
    editing_events.cancel,
    editing_events.ask_copy,
    editing_events.copy,
    editing_events.ask_delete,
    editing_events.delete,
    editing_plan.tracks,
    editing_plan.keep_track,
    editing_plan.drop_track,
    editing_plan.rooms,
    editing_plan.keep_room,
    editing_plan.drop_room,
    editing_tags.tags,
    editing_tags.rename,
    stand_in_pages.ask,
    stand_in_pages.reply,
    stand_in_pages.reply_signed_in,
)
NAVIGATION = (
    NavItem(message("Editing"), "/editing", policy=editor, order=60),
    NavItem(message("My sessions"), "/editing", policy=_contributes_only, order=60),
)
ME = (Block("editing/me.html", stand_in_pages.mine, order=20),)
WORDS = editing_parts.WORDS
JOBS = {telling.JOB: telling.carry_on, shown.JOB: shown.carry_on}
REPEATED = (Repeated("programme.stand_ins", 10, stand_ins.remind),)
ENTRIES = {"session": entries.describe_sessions, "event": entries.describe_events}
VERBS = {
    "session.created": message("wrote a draft"),
    "session.changed": message("changed it"),
    "session.proposed": message("handed it in for publishing"),
    "session.sent_back": message("gave it back"),
    "session.published": message("published it"),
    "session.withdrawn": message("took it back"),
    "session.cancelled": message("cancelled it"),
    "session.deleted": message("deleted the draft"),
    "session.hosts_set": message("changed who gives it"),
    "session.stepped_down": message("cannot come to it"),
    "session.stepped_in": message("steps in for it"),
    "session.declined_to_step_in": message("does not step in for it"),
    "event.created": message("wrote a draft"),
    "event.changed": message("changed it"),
    "event.published": message("published it"),
    "event.withdrawn": message("took it back"),
    "event.cancelled": message("cancelled it"),
    "event.deleted": message("deleted the draft"),
    "tag.renamed": message("wrote it differently"),
    "person.written_down": message("wrote down somebody without account"),
}
KINDS = {"session": message("Session"), "event": message("Event"), "tag": message("Tag")}


async def _session_names(ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    if not ids:
        return {}
    rows = await Session.select(Session.id, Session.title, Session.uuid).where(Session.id.is_in(sorted(ids)))
    return {row["id"]: (row["title"], editing_parts.session_path(row)) for row in rows}


async def _event_names(ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    if not ids:
        return {}
    rows = await Event.select(Event.id, Event.title, Event.uuid).where(Event.id.is_in(sorted(ids)))
    return {row["id"]: (row["title"], editing_parts.event_path(row)) for row in rows}


NAMES = {"session": _session_names, "event": _event_names}


async def _purge_stand_ins(now: datetime) -> int:
    over = now - timedelta(days=BOOKING.days or 0)
    appointment: Any = StandIn.session.appointment
    old = StandIn.select(StandIn.id).where(appointment.end <= over)
    return len(await StandIn.delete().where(StandIn.id.is_in(old)).returning(StandIn.id))


PURGES = (Purge(BOOKING, _purge_stand_ins),)

CONTRIBUTED: dict[str, Any] = {
    "me": ME,
    "words": WORDS,
    "jobs": JOBS,
    "repeated": REPEATED,
    "purges": PURGES,
    "entries": ENTRIES,
    "verbs": VERBS,
    "kinds": KINDS,
    "names": NAMES,
}
