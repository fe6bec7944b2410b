"""What the pages for editing share: loading or 404, saying why not, and the words of states."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.exceptions import NotFoundException

from hub.appointments.places import has_room
from hub.i18n import gettext, message, ngettext
from hub.i18n.times import local
from hub.refused import Refused
from hub.video.policies import looks_after
from hub.viewer import Viewer
from hub.web.forms import Form
from hub.web.page import AnyRequest, go
from hub.web.words import WORDS as ALL_WORDS
from hub.web.words import sentence
from sessions.programme import policies
from sessions.programme.sheets import Row, event_for, item_of, session_for

WORDS = {
    "ends_before_start": message("The end must be later than the start."),
    "open_wider": message("More people may sign up than may see it. Please choose the same or fewer people here."),
    "other_event": message("This belongs to another event. Please choose again."),
    "no_event": message("This needs an event: choose one above, or have people sign up for the session."),
    "organisation_missing": message("Please choose the organisation that gives this session."),
    "event_is_draft": message("The event is still a draft. Please publish the event first."),
    "has_bookings": message("Somebody has signed up. Please cancel it instead, so that everybody is told."),
    "changed_meanwhile": message(
        "Somebody has changed this since you looked at it. Please look again, then publish it."
    ),
    "has_sessions": message("There are sessions in this event. Please delete or cancel them first."),
    "below_taken": message("Seats taken already: %(taken)s. Please give at least as many."),
    "too_many": message("There are %(most)s already, which is the most there can be."),
    "name_taken": message("There is one of this name already."),
    "room_in_use": message("Sessions that take place there: %(count)s. Please move them to another room first."),
    "too_many_hosts": message("Please name %(most)s people at most."),
    "over": message("This is over already."),
}
FIELD_OF = {
    "ends_before_start": "ends",
    "open_wider": "open_to",
    "other_event": "room",
    "no_event": "registration",
    "organisation_missing": "organisation",
    "below_taken": "capacity",
    "name_taken": "name",
}
STATES = {
    "draft": ("draft", message("Draft")),
    "published": ("done", message("Published")),
    "cancelled": ("cancelled", message("Cancelled")),
}


async def session_or_404(viewer: Viewer, uuid: UUID) -> Row:
    """A session that the viewer looks after; everything else is not there."""
    row = await session_for(viewer, uuid)
    if row is None:
        raise NotFoundException
    return row


async def event_or_404(viewer: Viewer, uuid: UUID) -> Row:
    """An event in a branch that the viewer edits; everything else is not there."""
    row = await event_for(viewer, uuid)
    if row is None:
        raise NotFoundException
    return row


def session_path(row: Mapping[str, Any]) -> str:
    """The page on which a session is edited."""
    return f"/editing/sessions/{row['uuid']}"


def event_path(row: Mapping[str, Any]) -> str:
    """The page on which an event is edited."""
    return f"/editing/events/{row['uuid']}"


def say(form: Form[Any], refused: Refused) -> None:
    """Put the reason for a refusal at the field it is about, in the current language."""
    form.errors.setdefault(FIELD_OF.get(refused.code, ""), []).append(sentence(refused))
    form.data = None


def back_with(request: AnyRequest, target: str, refused: Refused) -> Response[None]:
    """303 back to a page with the reason for a refusal."""
    text = ALL_WORDS.get(refused.code, ALL_WORDS["not_allowed"])
    values: dict[str, Any] = dict(refused.values)
    return go(request, target, text, kind="error", **values)


def rights(viewer: Viewer, row: Row) -> dict[str, bool]:
    """What the viewer may do with a loaded session."""
    item = item_of(row)
    gives = viewer.person is not None and viewer.person in item.hosts
    place = {"place_kind": row["appointment.place_kind"], "kind": "session"}
    with_seats = row["appointment.registration"] != "none" and item.state != "draft"
    return {
        "change": bool(policies.changeable(viewer, item)),
        "everything": policies.changeable(viewer, item) == policies.EVERYTHING,
        "publish": policies.may_publish(viewer, item),
        "propose": policies.may_propose(viewer, item),
        "send_back": policies.may_send_back(viewer, item),
        "withdraw": policies.may_withdraw(viewer, item),
        "cancel": policies.may_cancel(viewer, item),
        "delete": policies.may_delete(viewer, item),
        "step_down": policies.may_step_down(viewer, item),
        "copy": policies.may_copy(viewer, item),
        "room": item.state != "cancelled" and has_room(place) and looks_after(viewer, hosting=gives, branch=item.path),
        "people": with_seats and (gives or viewer.edits(item.path)),
    }


def saved(told: int) -> str:
    """What is said after saving, in the current language; `told` is how many people get a mail about it."""
    if not told:
        return gettext("Saved.")
    words = ngettext("Saved. %(num)d person gets a mail.", "Saved. %(num)d people get a mail.", told)
    return words % {"num": told}


def with_days(rows: list[Row], zone: str) -> list[Row]:
    """Sessions with `day`, the day they begin on in the zone, and `one_day`, whether they end on it."""
    found = []
    for row in rows:
        first, last = (local(row[f"appointment.{name}"], zone).date() for name in ("start", "end"))
        found.append({**row, "day": first, "one_day": first == last})
    return found
