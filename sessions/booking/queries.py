"""What signing up needs to know, each for who asks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from hub.appointments.queries import hosted_by, visible
from hub.appointments.tables import Appointment, Booking, Host
from hub.organisations.queries import shown_organisations_of
from hub.tables import Membership, Organisation, Person
from hub.viewer import Viewer
from sessions.booking.tables import HostPledge, Needs
from sessions.programme.tables import Session

PAST = 30
OWN = (
    Booking.id,
    Booking.uuid,
    Booking.state,
    Booking.held_until,
    Booking.shown_name,
    Booking.assistant,
    Booking.person,
    Booking.by,
    Booking.organisation,
)


async def bookable(viewer: Viewer, uuid: UUID) -> dict[str, Any] | None:
    """The appointment of that name with the path of its branch as `branch.path`, if the viewer may see it."""
    return (
        await Appointment.select(*Appointment.all_columns(), Appointment.branch.path)
        .where((Appointment.uuid == uuid) & visible(Appointment, viewer))
        .first()
    )


async def event_of(appointment: int) -> dict[str, Any] | None:
    """The appointment of the event that a session belongs to, where people sign up for the whole event."""
    event: Any = Session.event.appointment
    row = (
        await Session.select(event.id, event.uuid, event.title, event.path)
        .where((Session.appointment == appointment) & (Session.appointment.registration == "event"))
        .first()
    )
    if row is None or row["event.appointment.id"] is None:
        return None
    return {name.rsplit(".", 1)[-1]: value for name, value in row.items()}


async def to_choose(viewer: Viewer, event: int, *, now: datetime) -> list[dict[str, Any]]:
    """The appointments of an event's sessions that people with a seat for the event choose from, by start.

    `event` is the id of the event's appointment; what is over or what the viewer may not see is left out.
    """
    appointment: Any = Session.appointment
    chosen_from = (Session.event.appointment == event) & (appointment.registration == "event")
    there = (appointment.state == "published") & (appointment.end > now) & visible(appointment, viewer)
    ids = await Session.select(appointment.id).where(chosen_from & there).output(as_list=True)
    if not ids:
        return []
    return (
        await Appointment.select().where(Appointment.id.is_in(ids)).order_by(Appointment.start).order_by(Appointment.id)
    )


async def chosen_in(person: int, event: int, *, now: datetime) -> list[int]:
    """The ids of a person's active bookings of those sessions of an event that are chosen with a seat for the event.

    `event` is the id of the event's appointment; what is over is left out.
    """
    appointment: Any = Session.appointment
    chosen_from = (Session.event.appointment == event) & (appointment.registration == "event")
    sessions = Session.select(appointment.id).where(chosen_from & (appointment.end > now))
    theirs = (Booking.person == person) & (Booking.active == 1) & Booking.appointment.is_in(sessions)
    return await Booking.select(Booking.id).where(theirs).order_by(Booking.id).output(as_list=True)


async def bookings_of(person: int, appointments: list[int]) -> dict[int, dict[str, Any]]:
    """A person's active bookings of some appointments, by appointment: uuid, state."""
    if not appointments:
        return {}
    theirs = (Booking.person == person) & (Booking.active == 1) & Booking.appointment.is_in(appointments)
    rows = await Booking.select(Booking.uuid, Booking.state, Booking.appointment).where(theirs)
    return {row["appointment"]: row for row in rows}


async def own_booking(viewer: Viewer, appointment: int) -> dict[str, Any] | None:
    """The viewer's active booking of an appointment."""
    if viewer.person is None:
        return None
    mine = (Booking.appointment == appointment) & (Booking.person == viewer.person) & (Booking.active == 1)
    return await Booking.select(*OWN).where(mine).first()


async def asked_to_join(viewer: Viewer) -> bool:
    """Whether a release of the viewer by some organisation is under way."""
    if viewer.person is None:
        return False
    return await Membership.exists().where((Membership.person == viewer.person) & (Membership.state == "asked"))


async def place_in_line(booking: dict[str, Any], appointment: int) -> int:
    """Which place on the waiting list a booking has, from 1."""
    before = (Booking.appointment == appointment) & (Booking.state == "waiting") & (Booking.id <= booking["id"])
    return int(await Booking.count().where(before))


async def by_name(uuid: UUID) -> dict[str, Any] | None:
    """A booking with its appointment and the person's name, for the page behind a secret link."""
    appointment = Booking.appointment
    return (
        await Booking.select(
            *OWN,
            Booking.active,
            Booking.guest_email,
            Booking.person.name,
            appointment.id,
            appointment.uuid,
            appointment.title,
            appointment.path,
            appointment.start,
            appointment.end,
            appointment.state,
            appointment.capacity,
            appointment.taken,
            appointment.waiting,
            appointment.place,
            appointment.place_kind,
            appointment.kind,
        )
        .where(Booking.uuid == uuid)
        .first()
    )


async def my_programme(viewer: Viewer, *, now: datetime, past: bool = False) -> list[dict[str, Any]]:
    """The viewer's seats that are still to come (or the last thirty of the past), by start."""
    appointment = Booking.appointment
    mine = (Booking.person == viewer.person) & (Booking.active == 1)
    when = appointment.end <= now if past else appointment.end > now
    query = (
        Booking.select(
            *OWN, appointment.title, appointment.path, appointment.uuid, appointment.start, appointment.end,
            appointment.state, appointment.place_kind, appointment.place, appointment.kind,
            appointment.capacity, appointment.taken, appointment.waiting,
        )
        .where(mine & when)
        .order_by(appointment.start, ascending=not past)
        .order_by(Booking.id)
    )  # fmt: skip
    return await (query.limit(PAST) if past else query)


async def hosting(viewer: Viewer, *, now: datetime) -> list[dict[str, Any]]:
    """What the viewer gives from now on, drafts too."""
    if viewer.person is None:
        return []
    columns = (
        Appointment.uuid, Appointment.title, Appointment.path, Appointment.start, Appointment.end, Appointment.state,
        Appointment.capacity, Appointment.taken, Appointment.waiting, Appointment.registration,
    )  # fmt: skip
    mine = Appointment.id.is_in(hosted_by(viewer.person)) & (Appointment.end > now)
    return await Appointment.select(*columns).where(mine).order_by(Appointment.start).order_by(Appointment.id)


async def is_host(viewer: Viewer, appointment: int) -> bool:
    """Whether the viewer gives an appointment; who is only a deputy does not, until they step in."""
    if viewer.person is None:
        return False
    gives = (Host.appointment == appointment) & (Host.person == viewer.person) & Host.deputy.eq(False)
    return await Host.exists().where(gives)


async def has_pledged(viewer: Viewer) -> bool:
    """Whether the viewer has promised to keep lists of participants to their session."""
    return viewer.person is not None and await HostPledge.exists().where(HostPledge.person == viewer.person)


async def participants(viewer: Viewer, appointment: int, *, needs: bool) -> list[dict[str, Any]]:
    """Who comes and who waits, by state and time: shown name, `organisations` (names), no mail addresses.

    Who signed up alone stands there with the organisations that may be shown beside them. `needs` where asked.
    """
    rows = (
        await Booking.select(
            Booking.id, Booking.uuid, Booking.person, Booking.shown_name, Booking.state, Booking.assistant,
            Booking.created, Booking.organisation.name,
        )
        .where((Booking.appointment == appointment) & (Booking.active == 1))
        .order_by(Booking.state)
        .order_by(Booking.created)
        .order_by(Booking.id)
    )  # fmt: skip
    alone = [row["person"] for row in rows if not row["organisation.name"]]
    shown = await shown_organisations_of(alone, viewer)
    for row in rows:
        booked_for = row["organisation.name"]
        row["organisations"] = [booked_for] if booked_for else [each["name"] for each in shown.get(row["person"], [])]
    if not rows or not needs:
        return rows
    told = await Needs.select(Needs.booking, Needs.text).where(Needs.booking.is_in([row["id"] for row in rows]))
    said = {row["booking"]: row["text"] for row in told}
    return [{**row, "needs": said.get(row["id"], "")} for row in rows]


async def colleagues(viewer: Viewer, appointment: int) -> list[dict[str, Any]]:
    """The people of the organisations that the viewer speaks for, with their booking's state here, if any."""
    if not viewer.coordinates:
        return []
    rows = (
        await Membership.select(
            Membership.person.id,
            Membership.person.uuid,
            Membership.person.name,
            Membership.organisation.id,
            Membership.organisation.name,
        )
        .where(
            Membership.organisation.is_in(sorted(viewer.coordinates))
            & Membership.state.is_in(["released", "asked"])
            & Membership.person.erased.is_null()
        )
        .order_by(Membership.person.name)
        .order_by(Membership.person.id)
    )
    people = {row["person.id"]: row for row in reversed(rows)}
    if not people:
        return []
    here = (Booking.appointment == appointment) & (Booking.active == 1) & Booking.person.is_in(sorted(people))
    booked = {row["person"]: row["state"] for row in await Booking.select(Booking.person, Booking.state).where(here)}
    return [
        {
            "person": row["person.id"],
            "uuid": str(row["person.uuid"]),
            "name": row["person.name"],
            "organisation": row["organisation.id"],
            "organisation_name": row["organisation.name"],
            "state": booked.get(row["person.id"], ""),
        }
        for row in sorted(people.values(), key=lambda row: (row["person.name"], row["person.id"]))
    ]


async def seats_for_organisations(viewer: Viewer, appointment: int) -> list[dict[str, Any]]:
    """The seats that were taken for the organisations that the viewer speaks for, by name, with who took them."""
    if not viewer.coordinates:
        return []
    theirs = Booking.organisation.is_in(sorted(viewer.coordinates)) & (Booking.active == 1)
    return (
        await Booking.select(
            Booking.uuid, Booking.shown_name, Booking.state, Booking.organisation.name, Booking.by.name
        )
        .where((Booking.appointment == appointment) & theirs)
        .order_by(Booking.shown_name)
        .order_by(Booking.id)
    )


async def spoken_for(viewer: Viewer) -> list[dict[str, Any]]:
    """The released organisations that the viewer speaks for, by name: id, uuid, slug, name, state, path."""
    if not viewer.coordinates:
        return []
    columns = (
        Organisation.id, Organisation.uuid, Organisation.slug, Organisation.name, Organisation.state, Organisation.path,
    )  # fmt: skip
    theirs = Organisation.id.is_in(sorted(viewer.coordinates)) & (Organisation.state == "released")
    return await Organisation.select(*columns).where(theirs).order_by(Organisation.name)


async def names_of(persons: list[int]) -> dict[int, str]:
    """The names of some people by id."""
    if not persons:
        return {}
    rows = await Person.select(Person.id, Person.name).where(Person.id.is_in(persons))
    return {row["id"]: row["name"] for row in rows}
