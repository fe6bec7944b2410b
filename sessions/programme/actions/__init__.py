"""What is done with the programme: every verb, for pages and for whoever fills the programme by other ways."""

from sessions.programme.actions.copies import copy_event, copy_session
from sessions.programme.actions.events import (
    cancel_event,
    change_event,
    create_event,
    delete_event,
    publish_event,
    withdraw_event,
)
from sessions.programme.actions.hosts import create_external_host, set_session_hosts
from sessions.programme.actions.plan import (
    add_room,
    add_track,
    change_room,
    change_track,
    remove_room,
    remove_track,
)
from sessions.programme.actions.proposals import propose_session, send_back_session
from sessions.programme.actions.sessions import (
    cancel_session,
    change_session,
    create_session,
    delete_session,
    publish_session,
    withdraw_session,
)
from sessions.programme.actions.stand_ins import answer, step_down
from sessions.programme.actions.tags import put_tags, rename_tag

__all__ = [
    "add_room",
    "add_track",
    "answer",
    "cancel_event",
    "cancel_session",
    "change_event",
    "change_room",
    "change_session",
    "change_track",
    "copy_event",
    "copy_session",
    "create_event",
    "create_external_host",
    "create_session",
    "delete_event",
    "delete_session",
    "propose_session",
    "publish_event",
    "publish_session",
    "put_tags",
    "remove_room",
    "remove_track",
    "rename_tag",
    "send_back_session",
    "set_session_hosts",
    "step_down",
    "withdraw_event",
    "withdraw_session",
]
