"""The events: their list, and the page of one with its days."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_301_MOVED_PERMANENTLY

from hub.i18n import gettext, speaking
from hub.i18n.times import day_words
from hub.policies import anybody
from hub.viewer import Viewer
from hub.web.blocks import actions
from hub.web.page import AnyRequest, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, language_of, now_of, site_of
from sessions.programme import details, structured
from sessions.programme.event_words import event_card, event_head, grid_words
from sessions.programme.filters import Wanted, wanted_of
from sessions.programme.grid import grid
from sessions.programme.policies import may_edit_event
from sessions.programme.presenting import days
from sessions.programme.queries import PAGE, Row, days_of_event, schedule

MOST_A_DAY = 300


@get("/events", policy=anybody, include_in_schema=False)
async def event_list(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The events that are coming, or with `past=1` those that are over."""
    now, zone = now_of(request), site_of(request).zone
    past = request.query_params.get("past") == "1"
    today, query = now.astimezone(ZoneInfo(zone)).date(), {"past": "1" if past else ""}
    asked = request.query_params.get("page", "")
    first = paging(asked, 10**9, path="/events", query=query)
    rows, total = await details.events(viewer, today, past=past, offset=first.offset)
    pages = paging(asked, total, path="/events", query=query)
    if pages.offset != first.offset:
        rows, total = await details.events(viewer, today, past=past, offset=pages.offset)
    with speaking(language_of(request)):
        tabs = [
            {"label": gettext("Coming"), "href": "/events", "current": not past},
            {"label": gettext("Past"), "href": "/events?past=1", "current": past},
        ]
        cards = [event_card(row) for row in rows]
    return page(request, "sessions/events.html", events=cards, tabs=tabs, past=past, pages=pages.links)


@get("/events/{slug:str}", policy=anybody, include_in_schema=False)
async def event(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Redirect:
    """An event with its days: one as grid of its rooms and agenda, or all of them as agenda."""
    row = await details.event_of(slug, viewer)
    if row is None:
        return await _moved(slug, viewer)
    now, zone = now_of(request), site_of(request).zone
    wanted = wanted_of(request.query_params)
    all_days = await days_of_event(viewer, row["id"], zone)
    chosen = _chosen(request.query_params.get("day", ""), all_days, now.astimezone(ZoneInfo(zone)).date())
    found, pages = await _sessions(request, viewer, row, Wanted(track=wanted.track, first=chosen, last=chosen))
    rooms = [room["name"] for room in await details.rooms_of(row["id"])] if chosen else []
    table = grid(found, rooms, now) if chosen else None
    base_url = request.app.state.config.public_url
    public = row["appointment.visible_to"] == "public" and row["appointment.state"] != "draft"
    with speaking(language_of(request)):
        context: dict[str, Any] = {
            "event": event_head(row, zone),
            "days": days(found, viewer, now=now, zone=zone, within_event=True),
            "grid": grid_words(table, viewer, now=now, zone=zone) if table else None,
            "tabs": _tabs(all_days, chosen, slug, wanted.track),
            "tracks": _track_links(await details.tracks_of(row["id"]), wanted.track, slug, chosen),
        }
    return page(
        request,
        "sessions/event.html",
        description=row["description_html"],
        canonical=f"{base_url}/events/{slug}",
        json_ld=structured.script(structured.event_data(row, base_url=base_url)) if public else None,
        feed=f"{base_url}/calendar/events/{slug}.ics" if public else None,
        edit_href=f"/editing/events/{row['uuid']}" if may_edit_event(viewer, row["appointment.branch.path"]) else None,
        pages=pages,
        boxes=await actions(request, viewer, await details.for_boxes(row, viewer), now),
        **context,
    )


def _chosen(asked: str, all_days: list[date], today: date) -> date | None:
    """The day asked for; else today, if the event is on, or its only day; None is all days."""
    if asked == "all":
        return None
    by_name = {str(day): day for day in all_days}
    return by_name.get(asked) or by_name.get(str(today)) or (all_days[0] if len(all_days) == 1 else None)


async def _sessions(
    request: AnyRequest, viewer: Viewer, event: Row, wanted: Wanted
) -> tuple[list[Row], dict[str, Any]]:
    """The sessions of a day, all of them, or of all days, a page at a time; and the links of the pager."""
    now, zone, path = now_of(request), site_of(request).zone, f"/events/{event['slug']}"
    size, asked = MOST_A_DAY if wanted.first else PAGE, request.query_params.get("page", "")
    query = {"day": str(wanted.first or "all"), "track": wanted.track}
    offset = paging(asked, 10**9, path=path, query=query, size=size).offset
    found = await schedule(viewer, wanted, now=now, zone=zone, event=event["id"], offset=offset, limit=size)
    pages = paging(asked, found.total, path=path, query=query, size=size)
    if pages.offset != offset:
        found = await schedule(viewer, wanted, now=now, zone=zone, event=event["id"], offset=pages.offset, limit=size)
    # What began the evening before and went past midnight stands on that day.
    begun = [row for row in found.rows if wanted.first in {None, _local_day(row, zone)}]
    return begun, pages.links


def _local_day(row: Row, zone: str) -> date:
    day: date = row["appointment.start"].astimezone(ZoneInfo(zone)).date()
    return day


def _tabs(all_days: list[date], chosen: date | None, slug: str, track: str) -> list[dict[str, Any]]:
    if len(all_days) < 2:
        return []
    choices: list[tuple[str, date | None]] = [(gettext("All days"), None)]
    choices += [(day_words(day, short=True).rsplit(" ", 1)[0], day) for day in all_days]
    return [
        {"label": label, "href": _address(slug, day, track), "current": day == chosen} for label, day in choices[:40]
    ]


def _track_links(tracks: list[Row], chosen: str, slug: str, day: date | None) -> list[dict[str, Any]]:
    return [
        {
            "label": track["name"],
            "color": track["color"],
            "href": _address(slug, day, "" if track["slug"] == chosen else track["slug"]),
            "current": track["slug"] == chosen,
        }
        for track in tracks
    ]


def _address(slug: str, day: date | None, track: str) -> str:
    query = urlencode({"day": day or "all", **({"track": track} if track else {})})
    return f"/events/{slug}?{query}"


async def _moved(slug: str, viewer: Viewer) -> Redirect:
    path = await details.moved_event(slug, viewer)
    if path is None:
        raise NotFoundException
    return Redirect(path, status_code=HTTP_301_MOVED_PERMANENTLY)
