"""What is done with an event: each verb with its actor and time, in one transaction."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hub.appointments import actions as appointments
from hub.appointments import hooks
from hub.appointments.actions import Draft
from hub.appointments.tables import Appointment, Booking
from hub.audit import record
from hub.database import write
from hub.refused import Refused
from hub.site import site
from hub.slugs import free_slug
from hub.tables import Organisation
from hub.text import render
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.actions.ask import allow
from sessions.programme.actions.placing import check_audience
from sessions.programme.actions.sessions import cancel_quietly, publish_session, signed_up, told_by_moving, withdraw
from sessions.programme.actions.telling import about_event, tell, with_address
from sessions.programme.content import OF_APPOINTMENT, EventContent, differences
from sessions.programme.sheets import (
    Row,
    drafts_in,
    event_by,
    event_content_of,
    sessions_in,
    sessions_with_people,
    state_of,
)
from sessions.programme.shown import shows_event, tell_all
from sessions.programme.tables import Event, Session


def whole_days(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the first moment after the last, in a zone."""
    here = ZoneInfo(zone)
    return datetime.combine(first, time(), here), datetime.combine(last + timedelta(days=1), time(), here)


async def create_event(content: EventContent, *, by: Viewer, now: datetime) -> UUID:
    """Write down a draft; Refused `not_allowed`, `ends_before_start`, `open_wider`."""
    html = render(content.description)
    start, end = whole_days(content.first, content.last, (await site()).zone)
    uuid = uuid4()
    async with write():
        allow(policies.may_edit_event(by, await _path(content.organisation)))
        await check_audience(content, before=None, by=by)
        slug = await free_slug(Event, Event.slug, content.title, "event")
        values = {name: value for name, value in asdict(content).items() if name in OF_APPOINTMENT}
        draft = Draft(
            uuid=uuid, kind="event", path=f"/events/{slug}", start=start, end=end, registration="event",
            branch=content.organisation, **values,
        )  # fmt: skip
        appointment = await appointments.create(draft, now=now)
        row = Event(
            appointment=appointment, uuid=uuid, slug=slug, kind=content.kind, title=content.title,
            summary=content.summary, description=content.description, description_html=html, first=content.first,
            last=content.last, organisation=content.organisation, created=now,
        )  # fmt: skip
        await row.save()
        await record("event.created", "event", row.id, by=by.person, now=now, branch=content.organisation)
    return uuid


async def change_event(event: int, content: EventContent, *, by: Viewer, now: datetime) -> int:
    """Change an event; its sessions follow into another branch and are told of. Gives back how many people get a mail.

    Refused as `create_event`, `gone`, `below_taken`.
    """
    html = render(content.description)
    start, end = whole_days(content.first, content.last, (await site()).zone)
    async with write():
        row = await _loaded(event, by)
        before = event_content_of(row)
        different = differences(before, content)
        if not different:
            return 0
        allow(row["appointment.state"] != "cancelled")
        if "organisation" in different:
            allow(policies.may_edit_event(by, await _path(content.organisation)))
        await check_audience(content, before=before, by=by)
        if "capacity" in different and content.capacity is not None and row["appointment.taken"] > content.capacity:
            raise Refused("below_taken", taken=row["appointment.taken"])
        own: dict[Any, Any] = {name: value for name, value in different.items() if name not in OF_APPOINTMENT}
        if "title" in different:
            own["title"] = content.title
        await Event.update({**own, "description_html": html, Event.version: Event.version + 1}).where(Event.id == event)
        if "organisation" in different:
            ids = Session.select(Session.appointment).where(Session.event == event)
            await Appointment.update({Appointment.branch: content.organisation}).where(Appointment.id.is_in(ids))
        values = {name: value for name, value in different.items() if name in OF_APPOINTMENT}
        values |= {"start": start, "end": end, "branch": content.organisation, "changed": now}
        changed = await appointments.change(row["appointment.id"], values, now=now)
        if different.keys() & {"title", "organisation", "visible_to"}:
            await tell_all(shows_event(event), now=now)
        await _note("event.changed", row, by, now)
        return await told_by_moving(row["appointment.id"], now) if appointments.WEIGHTY & changed.keys() else 0


async def publish_event(event: int, *, with_sessions: bool = False, seen: str = "", by: Viewer, now: datetime) -> int:
    """Make a draft public, and the drafts of its sessions with it; gives back how many.

    `seen` is `state_of` the event and those drafts as the editor looked at them. Refused `gone`, `changed_meanwhile`.
    """
    async with write():
        row = await _loaded(event, by)
        drafts = await drafts_in(event) if with_sessions else []
        if seen and seen != state_of(row, *drafts):
            raise Refused("changed_meanwhile")
        await appointments.publish(row["appointment.id"], now=now)
        await _note("event.published", row, by, now)
        for each in drafts:
            await publish_session(each["id"], by=by, now=now)
        return len(drafts)


async def withdraw_event(event: int, *, by: Viewer, now: datetime) -> None:
    """Make a draft again; Refused `has_bookings`, `has_sessions` (published or cancelled ones), `gone`."""
    async with write():
        row = await _loaded(event, by)
        if any(each["appointment.state"] != "draft" for each in await sessions_in(event)):
            raise Refused("has_sessions")
        await withdraw(row["appointment.id"], now=now)
        await _note("event.withdrawn", row, by, now)


async def cancel_event(event: int, *, reason: str, by: Viewer, now: datetime) -> None:
    """Cancel an event with every session in it; whoever gives one is told why, once.

    Everybody with a seat gets the calendar's letter for each thing that leaves their calendar.
    """
    async with write():
        row = await _loaded(event, by)
        await Event.update({Event.cancel_reason: reason}).where(Event.id == event)
        await appointments.cancel(row["appointment.id"], now=now)
        published = await _published(event)
        for each in published:
            await cancel_quietly(each, reason=reason, by=by, now=now)
        values = {**about_event(row), "reason": reason}
        await tell(_givers(published) - {by.person}, "event_cancelled", values=values, now=now)
        await _note("event.cancelled", row, by, now)


async def told_by_cancelling_event(row: Row, by: Viewer) -> tuple[int, int]:
    """How many people get a mail about an event's cancellation, and how many published sessions there are in it."""
    published = await _published(row["id"])
    persons = await signed_up([row["appointment.id"], *(each["appointment.id"] for each in published)])
    return len(await with_address(persons | (_givers(published) - {by.person}))), len(published)


async def _published(event: int) -> list[Row]:
    return [each for each in await sessions_with_people(event) if each["appointment.state"] == "published"]


def _givers(rows: list[Row]) -> set[int]:
    return {each["person.id"] for row in rows for each in row["people"]}


async def delete_event(event: int, *, by: Viewer, now: datetime) -> None:
    """Delete a draft without sessions; Refused `not_allowed`, `has_sessions`, `has_bookings`, `gone`."""
    async with write():
        row = await _loaded(event, by)
        allow(row["appointment.state"] == "draft")
        if await sessions_in(event):
            raise Refused("has_sessions")
        if await Booking.exists().where(Booking.appointment == row["appointment.id"]):
            raise Refused("has_bookings")
        await _note("event.deleted", row, by, now)
        await hooks.tell_changed([row["appointment.id"]], now)
        await Appointment.delete().where(Appointment.id == row["appointment.id"])


async def _loaded(event: int, by: Viewer) -> Row:
    row = await event_by(event)
    if row is None:
        raise Refused("gone")
    allow(policies.may_edit_event(by, row["appointment.branch.path"]))
    return row


async def _path(organisation: int | None) -> str | None:
    if organisation is None:
        return None
    row = await Organisation.select(Organisation.path).where(Organisation.id == organisation).first()
    if row is None:
        raise Refused("not_allowed")
    return str(row["path"])


async def _note(verb: str, row: Row, by: Viewer, now: datetime) -> None:
    await record(verb, "event", row["id"], by=by.person, now=now, branch=row["appointment.branch"])
