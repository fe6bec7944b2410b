"""Signing up, as oneself, as guest and for colleagues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from hub import audit, rates
from hub.accounts.actions import attach, find_persons
from hub.appointments import seats
from hub.appointments.seats import Seat, Wish
from hub.appointments.tables import Booking
from hub.audience import MEMBERS
from hub.config import current
from hub.database import write
from hub.organisations.actions import colleagues
from hub.refused import Refused
from hub.tables import Person
from hub.viewer import Viewer
from sessions.booking import letters, queries
from sessions.booking.policies import obstacle
from sessions.booking.tables import HostPledge, Needs

GUESTS_PER_SENDER = 20
MAILS_PER_ADDRESS = 5


@dataclass(frozen=True, kw_only=True)
class Details:
    """What somebody says with their wish: the name shown on the list, what they need, whether they assist somebody."""

    shown_name: str
    needs: str = ""
    assistant: bool = False


async def sign_up(appointment: dict[str, Any], details: Details, *, by: Viewer, now: datetime) -> Seat:
    """Take a seat, or a place on the waiting list, for oneself.

    Refused with the codes of `policies.obstacle` and `seats.take`, and `event_first` where people sign up for the
    whole event before they choose.
    """
    assert by.person is not None
    await _allow(by, appointment, now)
    async with write():
        if appointment["registration"] == "event":
            await _event_first(appointment["id"], by.person)
        wish = Wish(person=by.person, by=by.person, shown_name=details.shown_name, assistant=details.assistant)
        seat = await seats.take(appointment["id"], wish, now=now)
        await _keep_needs(seat.booking, details.needs)
        return seat


async def _allow(by: Viewer, appointment: dict[str, Any], now: datetime) -> None:
    # Only who is no member yet may be one who has asked to be.
    asked = appointment["open_to"] == MEMBERS and MEMBERS not in by.keys and await queries.asked_to_join(by)
    _raise(obstacle(by, appointment, asked=asked, now=now))


async def sign_up_guest(
    appointment: dict[str, Any], details: Details, email: str, *, by: Viewer, sender: str, language: str, now: datetime
) -> Seat:
    """Hold a seat for somebody without account until they confirm by mail; `sender` is where the wish comes from.

    The answer is the same whether the hub knows the address or not. Refused as `sign_up`, and `too_often`; what is
    chosen after signing up for an event is chosen by `choose` alone.
    """
    _raise(obstacle(by, appointment, asked=False, now=now))
    if event := await queries.event_of(appointment["id"]):
        raise Refused("event_first", event=event["title"])
    secret = current().secret
    mark = rates.sender_mark(sender, secret)
    async with write():
        await rates.limit("guest", mark, now=now, minutes=60, most=GUESTS_PER_SENDER)
        await rates.limit("guest_mail", rates.sender_mark(email, secret), now=now, minutes=60, most=MAILS_PER_ADDRESS)
        person = Person(
            uuid=uuid4(), name=details.shown_name, name_for="nobody", biography_for="nobody", topics_for="nobody",
            language=language, created=now,
        )  # fmt: skip
        await person.save()
        wish = Wish(
            person=person.id, by=None, shown_name=details.shown_name, confirmed=False, sender=mark, guest_email=email,
            assistant=details.assistant,
        )  # fmt: skip
        seat = await seats.take(appointment["id"], wish, now=now)
        await _keep_needs(seat.booking, details.needs)
        await letters.ask_guest(email, name=details.shown_name, seat=seat, row=appointment, language=language, now=now)
        return seat


async def choose(booking: dict[str, Any], appointment: dict[str, Any], *, by: Viewer, now: datetime) -> Seat:
    """Take a seat in a session of the event that a booking is for, as the same person; it counts at once.

    The secret link of that booking has proved the address. Refused as `sign_up`, `gone` (that booking does not count
    any more), and `not_allowed` for a session of anything else.
    """
    if booking["active"] != 1:
        raise Refused("gone")
    await _allow(by, appointment, now)
    async with write():
        event = await queries.event_of(appointment["id"])
        if event is None or event["id"] != booking["appointment.id"]:
            raise Refused("not_allowed")
        await _event_first(appointment["id"], booking["person"])
        wish = Wish(
            person=booking["person"], by=booking["person"], shown_name=booking["shown_name"],
            assistant=booking["assistant"],
        )  # fmt: skip
        return await seats.take(appointment["id"], wish, now=now)


async def who_could_it_be(booking: dict[str, Any]) -> list[dict[str, Any]]:
    """The people whom the hub knows behind the address that a guest gave: id, uuid, name."""
    return await find_persons(booking["guest_email"]) if booking["guest_email"] else []


async def confirm_guest(booking: dict[str, Any], *, chosen: UUID | None, now: datetime) -> str:
    """Make a guest's wish count, for somebody behind that address (`chosen`) or for a new guest; gives back the state.

    Refused: `gone` (expired or cancelled), `already`.
    """
    email = booking["guest_email"]
    if not email:
        if booking["active"] != 1:
            raise Refused("gone")
        return str(booking["state"])
    async with write():
        known = {each["uuid"]: each["id"] for each in await find_persons(email)}
        person = known.get(chosen, booking["person"]) if chosen else booking["person"]
        await _event_first(booking["appointment.id"], person)
        if person == booking["person"]:
            await attach(person, email, now=now)
            return await seats.confirm(booking["id"], person=person, now=now)
        state = await seats.confirm(booking["id"], person=person, now=now)
        await Person.delete().where((Person.id == booking["person"]) & Person.joined.is_null())
        return state


@dataclass(frozen=True)
class Outcome:
    """What came of a colleague's seat: confirmed, waiting, or the code of a refusal."""

    name: str
    result: str


async def book_colleagues(
    appointment: dict[str, Any], persons: Sequence[str], *, by: Viewer, now: datetime
) -> list[Outcome]:
    """Take seats for colleagues by uuid; each counts at once, and each is told by mail and can say "that is not me".

    People outside the organisations that `by` speaks for are left out. Refused as `sign_up`.
    """
    _raise(obstacle(by, appointment, asked=False, now=now))
    known = {row["uuid"]: row for row in await queries.colleagues(by, appointment["id"])}
    outcomes = []
    for row in (known[uuid] for uuid in dict.fromkeys(persons) if uuid in known):
        try:
            async with write():
                await _event_first(appointment["id"], row["person"])
                wish = Wish(
                    person=row["person"], by=by.person, shown_name=row["name"], organisation=row["organisation"]
                )
                outcomes.append(Outcome(row["name"], (await seats.take(appointment["id"], wish, now=now)).state))
        except Refused as refused:
            outcomes.append(Outcome(row["name"], refused.code))
    return outcomes


@dataclass(frozen=True, kw_only=True)
class NewColleague:
    """Somebody who is not among the colleagues yet; `uuid` names them where the hub does not know them at all."""

    organisation: int
    name: str
    email: str
    uuid: UUID


async def book_new_colleague(
    appointment: dict[str, Any], colleague: NewColleague, *, by: Viewer, now: datetime
) -> Outcome:
    """Enter a colleague in an organisation that `by` speaks for and take a seat for them, or neither.

    Both are told by mail, and each can be objected to. Refused as `sign_up` and `colleagues.add`, and `too_often`.
    """
    _raise(obstacle(by, appointment, asked=False, now=now))
    if event := await queries.event_of(appointment["id"]):
        raise Refused("event_first", event=event["title"])
    speaks_for = {row["id"]: row for row in await queries.spoken_for(by)}
    if colleague.organisation not in speaks_for:
        raise Refused("not_allowed")
    secret = current().secret
    async with write():
        await rates.limit("colleague", rates.sender_mark(str(by.uuid), secret), now=now, minutes=60, most=60)
        person = await colleagues.add(
            speaks_for[colleague.organisation],
            name=colleague.name,
            email=colleague.email,
            uuid=colleague.uuid,
            secret=secret,
            by=by,
            now=now,
        )
        wish = Wish(person=person, by=by.person, shown_name=colleague.name, organisation=colleague.organisation)
        try:
            state = (await seats.take(appointment["id"], wish, now=now)).state
        except Refused as refused:
            if refused.code != "already":
                raise
            # Whom the hub knows may sit here already; whoever enters them does not learn since when.
            state = "confirmed"
        return Outcome(colleague.name, state)


async def pledge(*, by: Viewer, now: datetime) -> None:
    """Promise, once, to keep lists of participants to the session."""
    async with write():
        await HostPledge.insert(HostPledge(person=by.person, at=now)).on_conflict(action="DO NOTHING")
        await audit.record("host.pledged", "person", by.person, by=by.person, now=now)


async def _event_first(appointment: int, person: int) -> None:
    event = await queries.event_of(appointment)
    if event is None:
        return
    booked = (Booking.appointment == event["id"]) & (Booking.person == person) & (Booking.active == 1)
    if not await Booking.exists().where(booked & (Booking.state == "confirmed")):
        raise Refused("event_first", event=event["title"])


async def _keep_needs(booking: int, text: str) -> None:
    if text:
        await Needs(booking=booking, text=text).save()


def _raise(code: str | None) -> None:
    if code is not None:
        raise Refused(code)
