"""What is done with a session: each verb with its actor and time, in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from hub.appointments import actions as appointments
from hub.appointments import hooks
from hub.appointments.actions import Draft
from hub.appointments.tables import Appointment, Booking
from hub.audit import record
from hub.database import claim, write
from hub.refused import Refused
from hub.slugs import free_slug
from hub.text import render
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.actions.ask import allow
from sessions.programme.actions.placing import place_session
from sessions.programme.actions.proposals import was_published
from sessions.programme.actions.tags import put_tags
from sessions.programme.actions.telling import about, tell, with_address
from sessions.programme.content import OF_APPOINTMENT, SessionContent, differences
from sessions.programme.sheets import Row, content_of, event_by, hosts_in, item_of, session_by, state_of
from sessions.programme.tables import Session


async def create_session(
    content: SessionContent, *, hosts: Sequence[int] = (), deputies: Sequence[int] = (), by: Viewer, now: datetime
) -> UUID:
    """Write down a draft; who may not publish it proposes it. Refused as `place_session` says."""
    html = render(content.description)
    uuid = uuid4()
    async with write():
        branch, _ = await place_session(content, before=None, state="draft", by=by)
        slug = await free_slug(Session, Session.slug, content.title, "session")
        values = {name: value for name, value in asdict(content).items() if name in OF_APPOINTMENT}
        draft = Draft(uuid=uuid, kind="session", path=f"/sessions/{slug}", branch=branch, **values)
        appointment = await appointments.create(draft, hosts=hosts, deputies=deputies, now=now)
        row = Session(
            appointment=appointment, uuid=uuid, slug=slug, description_html=html, created_by=by.person, created=now,
            **_own_columns(asdict(content)), title=content.title,
        )  # fmt: skip
        await row.save()
        if content.tags:
            await put_tags(row.id, content.tags)
        await record("session.created", "session", row.id, by=by.person, now=now, branch=branch)
    return uuid


def _own_columns(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in OF_APPOINTMENT | {"tags"}}


async def change_session(session: int, content: SessionContent, *, by: Viewer, now: datetime) -> int:
    """Change a session to `content`; nothing happens where nothing differs. Gives back how many people get a mail.

    Refused as `place_session` says, and `gone`, `below_taken` (fewer seats than are taken).
    """
    html = render(content.description)
    async with write():
        row = await _loaded(session)
        item, before = item_of(row), content_of(row)
        different = differences(before, content)
        if not different:
            return 0
        allow(set(different) <= policies.changeable(by, item))
        branch, path = await place_session(content, before=before, state=item.state, by=by)
        if item.state == "published" and different.keys() - policies.TEXT_AND_ROOM:
            # Whoever decides about what is public must still be the one who does afterwards.
            after = replace(item, path=path, type=content.type, in_event=content.event is not None)
            allow(policies.changeable(by, after) == policies.EVERYTHING)
        taken = row["appointment.taken"]
        if "capacity" in different and content.capacity is not None and content.capacity < taken:
            raise Refused("below_taken", taken=taken)
        own: dict[Any, Any] = {**_own_columns(different), "description_html": html}
        if "title" in different:
            own["title"] = content.title
        await Session.update(own).where(Session.id == session)
        if "tags" in different:
            await put_tags(session, content.tags)
        values = {name: value for name, value in different.items() if name in OF_APPOINTMENT}
        # `changed` is among the values so that a change of text alone moves it too.
        values |= {"branch": branch, "changed": now}
        moved = "room" in different and content.place_kind != "online"
        changed = await appointments.change(row["appointment.id"], values, moved=moved, now=now)
        await record("session.changed", "session", session, by=by.person, now=now, branch=branch)
        told = moved or appointments.WEIGHTY & changed.keys()
        return await told_by_moving(row["appointment.id"], now) if told else 0


async def publish_session(session: int, *, seen: str = "", by: Viewer, now: datetime) -> None:
    """Make a draft public and tell whoever wrote it; `seen` is `state_of` what the editor looked at.

    Refused `not_allowed`, `gone`, `event_is_draft`, `changed_meanwhile`.
    """
    async with write():
        row = await _loaded(session)
        allow(policies.may_publish(by, item_of(row)))
        if seen and seen != state_of(row):
            raise Refused("changed_meanwhile")
        event = await event_by(row["event"]) if row["event"] is not None else None
        if event is not None and event["appointment.state"] != "published":
            raise Refused("event_is_draft")
        await appointments.publish(row["appointment.id"], now=now)
        await was_published(row, by=by, now=now)
        await _note("session.published", row, by, now)


async def withdraw_session(session: int, *, by: Viewer, now: datetime) -> None:
    """Make a draft again of what nobody has signed up for; Refused `not_allowed`, `has_bookings`, `gone`."""
    async with write():
        row = await _loaded(session)
        allow(policies.may_withdraw(by, item_of(row)))
        await withdraw(row["appointment.id"], now=now)
        await _note("session.withdrawn", row, by, now)


async def withdraw(appointment: int, *, now: datetime) -> None:
    """Take a published appointment back; call it inside `write()`. Refused `has_bookings`, `gone`."""
    published = (Appointment.id == appointment) & (Appointment.state == "published")
    change: dict[Any, Any] = {
        Appointment.state: "draft",
        Appointment.changed: now,
        Appointment.revision: Appointment.revision + 1,
    }
    if await claim(Appointment, change, published) is None:
        raise Refused("gone")
    # Asked after the claim, whose row lock keeps new seats away.
    if await Booking.exists().where((Booking.appointment == appointment) & (Booking.active == 1)):
        raise Refused("has_bookings")
    await hooks.tell_changed([appointment], now)


async def cancel_session(session: int, *, reason: str, by: Viewer, now: datetime) -> None:
    """Cancel what is published. Refused `not_allowed`, `gone`.

    Hosts and deputies are told why; everybody with a seat or on the waiting list gets the calendar's letter, which
    gives the reason too.
    """
    async with write():
        row = await _loaded(session)
        await cancel_quietly(row, reason=reason, by=by, now=now)
        givers = [person for person in hosts_in(row) + hosts_in(row, deputies=True) if person != by.person]
        await tell(givers, "session_cancelled", values={**await about(row), "reason": reason}, now=now)


async def cancel_quietly(row: Row, *, reason: str, by: Viewer, now: datetime) -> None:
    """Cancel a loaded session without telling its hosts; call it inside `write()`. Refused `not_allowed`, `gone`."""
    allow(policies.may_cancel(by, item_of(row)))
    await Session.update({Session.cancel_reason: reason}).where(Session.id == row["id"])
    await appointments.cancel(row["appointment.id"], now=now)
    await _note("session.cancelled", row, by, now)


async def told_by_cancelling(row: Row, by: Viewer) -> int:
    """How many people get a mail about a cancellation of this session."""
    persons = await signed_up([row["appointment.id"]])
    return len(await with_address(persons | (set(hosts_in(row) + hosts_in(row, deputies=True)) - {by.person})))


async def told_by_moving(appointment: int, now: datetime) -> int:
    """How many people get a mail when an appointment is moved: those with a seat in what is published and to come."""
    coming = (Appointment.id == appointment) & (Appointment.state == "published") & (Appointment.end > now)
    if not await Appointment.exists().where(coming):
        return 0
    return len(await with_address(await signed_up([appointment])))


async def signed_up(appointments: list[int]) -> set[int]:
    """Everybody with a seat or on the waiting list, without those who have not confirmed it yet."""
    counts = (Booking.active == 1) & Booking.held_until.is_null()
    columns = Booking.select(Booking.person).where(counts & Booking.appointment.is_in(appointments))
    return set(await columns.output(as_list=True))


async def delete_session(session: int, *, by: Viewer, now: datetime) -> None:
    """Delete a draft; Refused `not_allowed`, `gone`, `has_bookings` (somebody once had a seat)."""
    async with write():
        row = await _loaded(session)
        allow(policies.may_delete(by, item_of(row)))
        if await Booking.exists().where(Booking.appointment == row["appointment.id"]):
            raise Refused("has_bookings")
        await _note("session.deleted", row, by, now)
        await hooks.tell_changed([row["appointment.id"]], now)
        draft = (Appointment.id == row["appointment.id"]) & (Appointment.state == "draft")
        await Appointment.delete().where(draft)


async def _loaded(session: int) -> Row:
    row = await session_by(session)
    if row is None:
        raise Refused("gone")
    return row


async def _note(verb: str, row: Row, by: Viewer, now: datetime) -> None:
    await record(verb, "session", row["id"], by=by.person, now=now, branch=row["appointment.branch"])
