"""What calendars show of sessions and events, and in which feeds they stand."""

from collections.abc import Mapping
from typing import Any

from hub import config
from hub.audience import PUBLIC, ancestors
from hub.feature import Shown
from hub.i18n import gettext, speaking
from hub.site import site
from hub.text import plain, slug
from sessions.programme.places import town
from sessions.programme.tables import Event, Session, SessionTag
from sessions.programme.vocabulary import KINDS, TYPES

_session: Any = Session.appointment
_around: Any = Session.event.appointment
_SESSION_COLUMNS = (
    Session.id, Session.uuid, Session.slug, Session.type, Session.summary, Session.description,
    _session.id, _session.state, _session.visible_to, _session.place_kind, _session.place,
    Session.room.name, Session.organisation.path, Session.organisation.place,
    Session.organisation.address_hidden, Session.cancel_reason, _around.uuid, _around.state, _around.visible_to,
)  # fmt: skip
_event: Any = Event.appointment
_EVENT_COLUMNS = (
    Event.slug, Event.kind, Event.summary, Event.description, Event.first, Event.last, Event.cancel_reason,
    _event.id, _event.uuid, _event.state, _event.visible_to, _event.place_kind, _event.place,
)  # fmt: skip


async def describe_sessions(ids: list[int]) -> Mapping[int, Shown]:
    """What calendars show of the sessions of some appointments; drafts are left out.

    Feeds are open to everybody, so what is not public stands in none of them.
    """
    if not ids:
        return {}
    rows = await Session.select(*_SESSION_COLUMNS).where(
        Session.appointment.is_in(ids) & _session.state.is_in(["published", "cancelled"])
    )
    tags = await _tags([row["id"] for row in rows])
    base_url = config.current().public_url
    with speaking((await site()).language):
        return {row["appointment.id"]: _shown_session(row, tags.get(row["id"], []), base_url) for row in rows}


async def describe_events(ids: list[int]) -> Mapping[int, Shown]:
    """What calendars show of some events, each on its whole days; drafts are left out."""
    if not ids:
        return {}
    rows = await Event.select(*_EVENT_COLUMNS).where(
        Event.appointment.is_in(ids) & _event.state.is_in(["published", "cancelled"])
    )
    chosen_from = (_session.registration == "event") & (_session.state == "published")
    inside = Session.select(_around.id).where(_around.is_in(ids) & chosen_from)
    with_choices = set(await inside.output(as_list=True))
    base_url = config.current().public_url
    with speaking((await site()).language):
        return {
            row["appointment.id"]: _shown_event(row, base_url, choices=row["appointment.id"] in with_choices)
            for row in rows
        }


async def _tags(sessions: list[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    if sessions:
        tag = SessionTag.tag
        columns = (SessionTag.session, tag.slug, tag.name)
        for row in await SessionTag.select(*columns).where(SessionTag.session.is_in(sessions)).order_by(tag.slug):
            found.setdefault(row["session"], []).append((row["tag.slug"], row["tag.name"]))
    return found


def _shown_session(row: dict[str, Any], tags: list[tuple[str, str]], base_url: str) -> Shown:
    link = f"{base_url}/sessions/{row['slug']}"
    type = TYPES[row["type"]]
    titles = {f"tag:{tag}": name for tag, name in tags}
    if place := town_of(row):
        titles[f"place:{slug(place, '')}"] = place
    return Shown(
        description=_description(row, link),
        location=_location(row, link, row["room.name"]),
        categories=(gettext(type), *(name for _, name in tags)),
        feeds=_feeds(row) | titles.keys() if row["appointment.visible_to"] == PUBLIC else frozenset(),
        private=row["appointment.visible_to"] != PUBLIC,
        titles=titles,
        reason=row["cancel_reason"],
    )


def _shown_event(row: dict[str, Any], base_url: str, *, choices: bool) -> Shown:
    link = f"{base_url}/events/{row['slug']}"
    public, kind = row["appointment.visible_to"] == PUBLIC, KINDS[row["kind"]]
    return Shown(
        description=_description(row, link),
        location=_location(row, link, None),
        categories=(gettext(kind),),
        feeds=frozenset({f"days:{row['appointment.uuid']}"}) if public else frozenset(),
        private=not public,
        all_day=(row["first"], row["last"]),
        reason=row["cancel_reason"],
        choices=choices,
    )


def _description(row: dict[str, Any], link: str) -> str:
    entry = gettext("Registration and entry: %(link)s") % {"link": link}
    return "\n\n".join(part for part in (row["summary"], plain(row["description"]), entry) if part)


def _location(row: dict[str, Any], link: str, room: str | None) -> str:
    if row["appointment.place_kind"] == "online":
        return link
    return ", ".join(part for part in (room, " ".join(row["appointment.place"].split())) if part) or link


def _feeds(row: dict[str, Any]) -> frozenset[str]:
    feeds = {"programme", *(f"organisation:{id}" for id in ancestors(row["organisation.path"] or "/"))}
    if row["appointment.place_kind"] != "on_site":
        feeds.add("online")
    event_is_public = row["event.appointment.visible_to"] == PUBLIC and row["event.appointment.state"] != "draft"
    if event_is_public:
        feeds.add(f"event:{row['event.appointment.uuid']}")
    return frozenset(feeds)


def town_of(row: Mapping[str, Any]) -> str:
    """The town of a session on site, by its address, else that of its organisation; empty where neither names one.

    An organisation that hides its address is in no town.
    """
    if row["appointment.place_kind"] == "online":
        return ""
    own = "" if row["organisation.address_hidden"] else row["organisation.place"]
    found = town(row["appointment.place"]) or own or ""
    return found if slug(found, "") else ""
