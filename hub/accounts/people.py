"""The public page of a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.accounts.profile import seen_by
from hub.appointments.queries import visible
from hub.appointments.tables import Appointment, Host
from hub.tables import Membership, Person
from hub.viewer import Viewer

COMING = 30


@dataclass(frozen=True)
class PersonPage:
    """What a viewer may see of a person; `past` counts the appointments that are over."""

    id: int
    own: bool
    name: str
    html: str
    topics: Sequence[str]
    organisations: Sequence[dict[str, Any]]
    coming: Sequence[dict[str, Any]]
    past: int


async def person_page(slug: str, viewer: Viewer, *, now: datetime) -> PersonPage | None:
    """The page of the person with this slug; None where the viewer may not even see the name."""
    # PostgreSQL takes no NUL in a text, and no slug holds anything that cannot be printed.
    if not slug.isprintable():
        return None
    person = (
        await Person.select(
            Person.id,
            Person.name,
            Person.biography,
            Person.topics,
            Person.name_for,
            Person.biography_for,
            Person.topics_for,
        )
        .where((Person.slug == slug) & Person.erased.is_null())
        .first()
    )
    if person is None:
        return None
    own = person["id"] == viewer.person
    coming = await _given(person["id"], viewer).where(Appointment.end > now).order_by(Appointment.start).limit(COMING)
    past = await Appointment.count().where(_gives(person["id"], viewer) & (Appointment.end <= now))
    parts = seen_by(person, member=viewer.member, own=own)
    if not parts["name"]:
        return None
    organisations = await _works_for(person["id"], viewer, own=own)
    return PersonPage(id=person["id"], own=own, organisations=organisations, coming=coming, past=past, **parts)


async def past_of(person: int, viewer: Viewer, *, now: datetime, offset: int, limit: int) -> list[dict[str, Any]]:
    """What a person gave that is over, newest first."""
    rows = _given(person, viewer).where(Appointment.end <= now).order_by(Appointment.start, ascending=False)
    return [dict(row) for row in await rows.offset(offset).limit(limit)]


def _gives(person: int, viewer: Viewer) -> Any:
    given = Host.select(Host.appointment).where((Host.person == person) & Host.deputy.eq(False))
    # Drafts, which hosts and editors may see elsewhere, have no place on a public page.
    public = Appointment.state.is_in(["published", "cancelled"])
    return Appointment.id.is_in(given) & public & visible(Appointment, viewer)


def _given(person: int, viewer: Viewer) -> Any:
    return Appointment.select(
        Appointment.id, Appointment.title, Appointment.path, Appointment.start, Appointment.end, Appointment.state
    ).where(_gives(person, viewer))


async def _works_for(person: int, viewer: Viewer, *, own: bool) -> list[dict[str, Any]]:
    place = Membership.organisation
    rows = (
        await Membership.select(place.id, place.name, place.slug, place.staff_hidden)
        .where((Membership.person == person) & (Membership.state == "released") & (place.state == "released"))
        .order_by(place.name)
    )
    return [
        {"name": row["organisation.name"], "slug": row["organisation.slug"]}
        for row in rows
        if own or not row["organisation.staff_hidden"] or row["organisation.id"] in viewer.works_for
    ]


async def people_names(ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """Name and page of some people, for those who may know them anyway."""
    if not ids:
        return {}
    rows = await Person.select(Person.id, Person.name, Person.slug).where(Person.id.is_in(sorted(ids)))
    return {row["id"]: (row["name"], f"/people/{row['slug']}" if row["slug"] else "") for row in rows}
