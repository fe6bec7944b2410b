"""Whether a session may stand where its content puts it: event, track, room, organisation and audience."""

from typing import Any

from piccolo.table import Table

from hub.audience import AUDIENCES
from hub.audience import organisation as organisation_key
from hub.refused import Refused
from hub.tables import Organisation
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.content import EventContent, SessionContent
from sessions.programme.sheets import Row
from sessions.programme.tables import Event, Room, Track

ORG = "org:"
# Few and reached once: an import asks for the event with every session.
_of_event: Any = Event.appointment
EVENT_COLUMNS = (Event.id, _of_event.state, _of_event.branch, _of_event.branch.path)


async def place_session(
    content: SessionContent, *, before: SessionContent | None, state: str, by: Viewer
) -> tuple[int | None, str | None]:
    """The branch, as id and path, of a session; only what differs from `before` is asked for.

    Refused `not_allowed`, `no_event`, `other_event` (track or room), `open_wider`, `organisation_missing`.
    """
    event = await _event(content.event)
    if content.event is not None and event is None:
        raise Refused("not_allowed")
    if before is None or before.event != content.event:
        _check_event(event, state=state, by=by)
    if event is None and content.registration == "event":
        raise Refused("no_event")
    for table, id in ((Track, content.track), (Room, content.room)):
        await _check_part(table, id, content.event)
    organisation = await _organisation(content.organisation)
    if before is None or (before.organisation, before.event) != (content.organisation, content.event):
        _check_organisation(organisation, event, by=by)
    await check_audience(content, before=before, by=by)
    if event is not None:
        return event["appointment.branch"], event["appointment.branch.path"]
    return (organisation["id"], organisation["path"]) if organisation else (None, None)


async def _event(id: int | None) -> Row | None:
    if id is None:
        return None
    row: Row | None = await Event.select(*EVENT_COLUMNS).where(Event.id == id).first()
    return row


def _check_event(event: Row | None, *, state: str, by: Viewer) -> None:
    if event is None:
        return
    path, event_state = event["appointment.branch.path"], event["appointment.state"]
    if not policies.may_join(by, event_path=path, event_state=event_state, state=state):
        raise Refused("not_allowed")


async def _check_part(table: type[Table], id: int | None, event: int | None) -> None:
    if id is None:
        return
    whole = table._meta.get_column_by_name("event")
    if event is None or not await table.exists().where((table._meta.primary_key == id) & (whole == event)):
        raise Refused("other_event")


async def _organisation(id: int | None) -> Row | None:
    if id is None:
        return None
    columns = (Organisation.id, Organisation.path, Organisation.state)
    row: Row | None = await Organisation.select(*columns).where(Organisation.id == id).first()
    return row


def _check_organisation(organisation: Row | None, event: Row | None, *, by: Viewer) -> None:
    own_event = event is not None and by.edits(event["appointment.branch.path"])
    if organisation is None:
        if not (own_event or policies.may_leave_unnamed(by)):
            raise Refused("organisation_missing")
    elif organisation["state"] != "released" or not policies.may_name(by, organisation, own_event=own_event):
        raise Refused("not_allowed")


async def check_audience(
    content: SessionContent | EventContent, *, before: SessionContent | EventContent | None, by: Viewer
) -> None:
    """Refuse what more people may sign up for than may see it (`open_wider`), and an audience that is not theirs."""
    chosen, kept = (content.visible_to, content.open_to), (before.visible_to, before.open_to) if before else ()
    for key in chosen:
        if key in AUDIENCES and key not in kept and not policies.may_address(by, key):
            raise Refused("not_allowed")
    ids = [int(key.removeprefix(ORG)) for key in chosen if key.startswith(ORG)]
    paths: dict[str, str] = {}
    if ids:
        rows = await Organisation.select(Organisation.id, Organisation.path).where(Organisation.id.is_in(ids))
        paths = {organisation_key(row["id"]): row["path"] for row in rows}
    if not policies.within(content.open_to, content.visible_to, paths):
        raise Refused("open_wider")
