"""Which filters find something, and what the chosen ones are called."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And

from hub import audience
from hub.appointments.queries import visible
from hub.tables import Organisation
from hub.text import slug
from hub.viewer import Viewer
from sessions.programme.filters import Wanted
from sessions.programme.places import town
from sessions.programme.queries import Condition, Row
from sessions.programme.tables import Session, SessionTag, Tag, Track

MOST = 500


async def tags(viewer: Viewer, now: datetime) -> list[Row]:
    """The tags of what is coming: slug, name."""
    tag = SessionTag.tag
    rows = (
        await SessionTag.select(tag.slug, tag.name)
        .distinct()
        .where(_coming(SessionTag.session.appointment, viewer, now))
        .order_by(tag.slug)
        .limit(MOST)
    )
    return _plain(rows, "tag")


async def tracks(viewer: Viewer, now: datetime) -> list[Row]:
    """The tracks of what is coming: slug, name."""
    track = Session.track
    seen = visible(Session.event.appointment, viewer)
    rows = (
        await Session.select(track.slug, track.name)
        .distinct()
        .where(And(And(_coming(Session.appointment, viewer, now), seen), track.id.is_not_null()))
        .order_by(track.slug)
        .limit(MOST)
    )
    return _plain(rows, "track")


async def places(viewer: Viewer, now: datetime) -> list[str]:
    """The towns of what is coming."""
    place = Session.appointment.place
    rows = (
        await Session.select(place)
        .distinct()
        .where(And(_coming(Session.appointment, viewer, now), place != ""))
        .limit(MOST)
    )
    return sorted({town(row["appointment.place"]) for row in rows})


async def organisations(viewer: Viewer, now: datetime) -> list[Row]:
    """The organisations of what is coming, and the federations above them: slug, name, kind."""
    organisation = Session.organisation
    rows = (
        await Session.select(organisation.path)
        .distinct()
        .where(And(_coming(Session.appointment, viewer, now), organisation.state == "released"))
        .limit(MOST)
    )
    own = {audience.ancestors(row["organisation.path"])[-1] for row in rows}
    above = {id for row in rows for id in audience.ancestors(row["organisation.path"])} - own
    if not own:
        return []
    branches = Organisation.kind.is_in(["federation", "regional"])
    wanted: Condition = Organisation.id.is_in(list(own))
    if above:
        wanted = wanted | (Organisation.id.is_in(list(above)) & branches)
    found: list[Row] = (
        await Organisation.select(Organisation.slug, Organisation.name, Organisation.kind)
        .where(And(wanted, Organisation.state == "released"))
        .order_by(Organisation.slug)
    )
    return _by_name(found)


def _coming(appointment: Any, viewer: Viewer, now: datetime) -> Condition:
    shown = And(appointment.state.is_in(["published", "cancelled"]), visible(appointment, viewer))
    return And(shown, appointment.end > now)


def _plain(rows: list[Row], name: str) -> list[Row]:
    return _by_name([{"slug": row[f"{name}.slug"], "name": row[f"{name}.name"]} for row in rows])


def _by_name(rows: list[Row]) -> list[Row]:
    """As people look for it: slugs keep names of long ago, and Ä stands with A, not behind Z."""
    return sorted(rows, key=lambda row: slug(row["name"], row["name"]))


async def names_of(wanted: Wanted, viewer: Viewer) -> dict[str, str]:
    """What the chosen tag, track and organisation are called, by the name of the filter; a slug where unknown.

    What a viewer may not see is unknown to them: a thread of a draft, an organisation that only applies.
    """
    names = {"tag": wanted.tag, "track": wanted.track, "organisation": wanted.organisation}
    shown: dict[str, Callable[[], tuple[Any, Condition]]] = {
        "tag": lambda: (Tag, Tag.id.is_not_null()),
        "track": lambda: (Track, visible(Track.event.appointment, viewer)),
        "organisation": lambda: (Organisation, Organisation.state == "released"),
    }
    for filter, chosen in names.items():
        if not chosen:
            continue
        table, seen = shown[filter]()
        if row := await table.select(table.name).where(And(table.slug == chosen, seen)).first():
            names[filter] = row["name"]
    return names
