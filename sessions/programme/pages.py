"""The programme: home page, agenda with filters, and the overview of what one can filter by."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, get

from hub.i18n import gettext, ngettext, speaking
from hub.policies import anybody
from hub.viewer import Viewer
from hub.web.blocks import blocks
from hub.web.forms import blank
from hub.web.kept import KeptPages
from hub.web.page import AnyRequest, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, language_of, now_of, site_of
from sessions.programme import browse, chips, details
from sessions.programme.event_words import event_card
from sessions.programme.filters import OPEN_TO, WHERE, Wanted, wanted_of
from sessions.programme.presenting import days, empty_day
from sessions.programme.queries import PAGE, Schedule, schedule
from sessions.programme.vocabulary import AUDIENCES, PLACE_KINDS, TYPES

NEXT = 8
FREE = 5
EVENTS = 4


@get("/", policy=anybody, include_in_schema=False)
async def home(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """What is on next, what is free, and what every feature has for this page."""
    return await _kept(request, viewer, _home)


@get("/programme", policy=anybody, include_in_schema=False)
async def programme(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The agenda by day, with filters."""
    return await _kept(request, viewer, _programme)


async def _kept(
    request: AnyRequest, viewer: Viewer, make: Callable[[AnyRequest, Viewer], Awaitable[Response[str]]]
) -> Response[str]:
    pages: KeptPages = request.app.state.kept_pages
    return await pages.get(request, viewer, lambda: make(request, viewer))


async def _home(request: AnyRequest, viewer: Viewer) -> Response[str]:
    now, zone = now_of(request), site_of(request).zone
    coming = await schedule(viewer, Wanted(), now=now, zone=zone, limit=NEXT, counted=False)
    free = await schedule(viewer, Wanted(free=True), now=now, zone=zone, limit=NEXT + 2 * FREE, counted=False)
    shown = {row["id"] for row in coming.rows}
    rest = [row for row in free.rows if row["id"] not in shown and row["appointment.registration"] != "none"]
    events, _ = await details.events(viewer, _today(now, zone), past=False, limit=EVENTS)
    with speaking(language_of(request)):
        context: dict[str, Any] = {
            "days": days(coming.rows, viewer, now=now, zone=zone),
            "free_days": days(rest[:FREE], viewer, now=now, zone=zone, ids="free"),
            "events": [event_card(event) for event in events],
        }
    context["blocks"] = await blocks(request, "home", viewer, now)
    return page(request, "sessions/home.html", **context)


async def _programme(request: AnyRequest, viewer: Viewer) -> Response[str]:
    now, zone = now_of(request), site_of(request).zone
    wanted = wanted_of(request.query_params)
    found, pages = await _page_of(request, viewer, wanted)
    next_day = await _next_day(viewer, wanted, now=now, zone=zone) if not found.rows else None
    names = await browse.names_of(wanted, viewer)
    with speaking(language_of(request)):
        by_day = days(found.rows, viewer, now=now, zone=zone)
        first = wanted.first or _today(now, zone)
        if by_day and not wanted.past and pages["number"] == 1 and by_day[0]["day"] > first:
            by_day.insert(0, empty_day(first, _today(now, zone)))
        total = found.total
        context: dict[str, Any] = {
            "days": by_day,
            "count": ngettext("%(total)s session", "%(total)s sessions", total) % {"total": total},
            "chips": chips.chips(wanted, names),
            "quick_links": chips.quick_links(wanted),
            "next_day": next_day,
            "next_href": chips.address({**wanted.query, "from": str(next_day), "until": ""}) if next_day else None,
            **_form(wanted),
        }
    return page(request, "sessions/programme.html", block="list", wanted=wanted, pages=pages, **context)


@get("/programme/browse", policy=anybody, include_in_schema=False)
async def overview(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """Everything that one can filter by, as links that keep the filters chosen so far."""
    now = now_of(request)
    query = wanted_of(request.query_params).query
    organisations = await browse.organisations(viewer, now)

    def links(name: str, rows: list[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"label": label, "href": chips.address({**query, name: value})} for value, label in rows]

    with speaking(language_of(request)):
        types = [(key, gettext(label)) for key, label in TYPES.items()]
    groups: dict[str, Any] = {
        "types": links("type", types),
        "tags": links("tag", [(row["slug"], row["name"]) for row in await browse.tags(viewer, now)]),
        "tracks": links("track", [(row["slug"], row["name"]) for row in await browse.tracks(viewer, now)]),
        "places": links("place", [(town, town) for town in await browse.places(viewer, now)]),
        "branches": links("organisation", [(r["slug"], r["name"]) for r in organisations if r["kind"] in BRANCHES]),
        "organisations": links(
            "organisation", [(r["slug"], r["name"]) for r in organisations if r["kind"] not in BRANCHES]
        ),
    }
    return page(request, "sessions/browse.html", back=chips.address(query), **groups)


BRANCHES = {"federation", "regional"}


async def _page_of(request: AnyRequest, viewer: Viewer, wanted: Wanted) -> tuple[Schedule, dict[str, Any]]:
    now, zone, asked = now_of(request), site_of(request).zone, request.query_params.get("page", "")
    offset = paging(asked, 10**9, path=chips.PATH, query={}, size=PAGE).offset
    found = await schedule(viewer, wanted, now=now, zone=zone, offset=offset)
    pages = paging(asked, found.total, path=chips.PATH, query=wanted.query, size=PAGE)
    if pages.offset != offset:
        found = await schedule(viewer, wanted, now=now, zone=zone, offset=pages.offset)
    return found, pages.links


async def _next_day(viewer: Viewer, wanted: Wanted, *, now: datetime, zone: str) -> date | None:
    """The day of the first session after the days asked for."""
    if wanted.past or not (wanted.first or wanted.last):
        return None
    after = wanted.last + timedelta(days=1) if wanted.last else wanted.first
    later = await schedule(viewer, replace(wanted, first=after, last=None), now=now, zone=zone, limit=1, counted=False)
    return later.rows[0]["appointment.start"].astimezone(ZoneInfo(zone)).date() if later.rows else None


def _form(wanted: Wanted) -> dict[str, Any]:
    """The filter form: its values, its choices, and whether it begins unfolded."""
    everything = ("", gettext("no matter"))
    in_form = {"type", "where", "open_to", "place", "from", "until", "free", "past"}
    return {
        "form": blank(**wanted.query),
        "kept": {name: text for name, text in wanted.query.items() if name not in in_form},
        "types": [everything, *((key, gettext(label)) for key, label in TYPES.items())],
        "wheres": [everything, *((key, gettext(PLACE_KINDS[key])) for key in WHERE)],
        "audiences": [everything, *((key, gettext(AUDIENCES[key])) for key in OPEN_TO)],
        "browse_href": "/programme/browse" + chips.address(wanted.query).removeprefix(chips.PATH),
        "form_open": bool({"open_to", "place", "from", "until", "type"} & wanted.query.keys()),
    }


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
