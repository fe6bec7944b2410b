"""The programme for other programs, under the same policies as the pages."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from hub.calendar.conditional import entity_tag, not_modified
from hub.policies import anybody
from hub.viewer import Viewer
from hub.web.page import AnyRequest
from hub.web.paging import Paging
from hub.web.state import ViewerNow, now_of, site_of
from sessions.programme import api_shapes as shapes
from sessions.programme import details
from sessions.programme.filters import MOST, Wanted, clamped
from sessions.programme.queries import PAGE, schedule

Words = Annotated[str, QueryParameter(max_length=MOST, pattern=r"^[^\x00]*$")]
Number = Annotated[int, QueryParameter(ge=1, le=1_000_000, description="The page, from 1.")]
CACHED_S = 60


def _says(shape: Any, *problems: int) -> dict[int, ResponseSpec]:
    """What a route answers: JSON of a shape, that it has not changed, or a problem (RFC 9457)."""
    problem = ResponseSpec(shapes.Problem, generate_examples=False, media_type="application/problem+json")
    return {
        200: ResponseSpec(shape, generate_examples=False, description="As the caller may see it"),
        304: ResponseSpec(None, generate_examples=False, description="Not changed since If-None-Match"),
        **dict.fromkeys(problems, problem),
    }


@get("/api/programme", policy=anybody, tags=["programme"], responses=_says(shapes.Sessions, 400))
async def programme(
    request: AnyRequest,
    viewer: ViewerNow,
    type: FromQuery[shapes.SessionType | None] = None,
    track: Words = "",
    tag: Words = "",
    organisation: Words = "",
    where: FromQuery[Literal["online", "on_site"] | None] = None,
    place: Words = "",
    free: FromQuery[bool] = False,
    open_to: FromQuery[Literal["public", "members", "scouts"] | None] = None,
    first: Annotated[date | None, QueryParameter(name="from", description="A day in the zone of the hub.")] = None,
    last: Annotated[date | None, QueryParameter(name="until", description="A day in the zone of the hub.")] = None,
    past: FromQuery[bool] = False,
    page: Number = 1,
) -> Response[bytes]:
    """Sessions in order of time, 60 a page, from now on unless `from` or `past` say otherwise.

    `track`, `tag` and `organisation` are slugs; an organisation stands for everything below it, too.
    """
    wanted = Wanted(
        type=type or "", track=track, tag=tag, organisation=organisation, where=where or "", place=place, free=free,
        open_to=open_to or "", first=clamped(first), last=clamped(last), past=past,
    )  # fmt: skip
    return _answer(request, viewer, await _sessions(request, viewer, wanted, page, "/api/programme", wanted.query))


@get("/api/sessions/{slug:str}", policy=anybody, tags=["programme"], responses=_says(shapes.WholeSession, 404))
async def session(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[bytes]:
    """One session with everything that its page says."""
    row = await details.session_of(slug, viewer)
    if row is None:
        raise NotFoundException
    return _answer(request, viewer, shapes.whole_session(row, viewer, site_of(request).zone, now_of(request)))


@get("/api/events", policy=anybody, tags=["programme"], responses=_says(shapes.Events, 400))
async def events(
    request: AnyRequest, viewer: ViewerNow, past: FromQuery[bool] = False, page: Number = 1
) -> Response[bytes]:
    """Events that are coming or running, the next first; with `past` those that are over, the latest first."""
    now, zone = now_of(request), site_of(request).zone
    today, query = now.astimezone(ZoneInfo(zone)).date(), {"past": "1" if past else ""}
    rows, total = await details.events(viewer, today, past=past, offset=(page - 1) * PAGE, limit=PAGE)
    pages = Paging(page, PAGE, total, "/api/events", query).links
    answer = shapes.Events(
        total, page, pages["pages"], _next(request, pages), [shapes.event(row, zone) for row in rows]
    )
    return _answer(request, viewer, answer)


@get("/api/events/{slug:str}", policy=anybody, tags=["programme"], responses=_says(shapes.WholeEvent, 400, 404))
async def event(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str], page: Number = 1) -> Response[bytes]:
    """One event with its rooms, its tracks and a page of its sessions, which `page` chooses."""
    row = await details.event_of(slug, viewer)
    if row is None:
        raise NotFoundException
    found = await _sessions(request, viewer, Wanted(), page, f"/api/events/{row['slug']}", {}, event=row["id"])
    rooms, tracks = await details.rooms_of(row["id"]), await details.tracks_of(row["id"])
    zone = site_of(request).zone
    return _answer(request, viewer, shapes.whole_event(row, zone, rooms=rooms, tracks=tracks, programme=found))


async def _sessions(
    request: AnyRequest,
    viewer: Viewer,
    wanted: Wanted,
    page: int,
    path: str,
    query: Mapping[str, str],
    event: int | None = None,
) -> shapes.Sessions:
    now, zone = now_of(request), site_of(request).zone
    found = await schedule(viewer, wanted, now=now, zone=zone, event=event, offset=(page - 1) * PAGE)
    pages = Paging(page, PAGE, found.total, path, query).links
    sessions = [shapes.session(row, viewer, zone, now) for row in found.rows]
    return shapes.Sessions(found.total, page, pages["pages"], _next(request, pages), sessions)


def _next(request: AnyRequest, pages: Mapping[str, Any]) -> str | None:
    base: str = request.app.state.config.public_url
    return f"{base}{pages['next_href']}" if pages["next_href"] else None


def _answer(request: AnyRequest, viewer: Viewer, data: msgspec.Struct) -> Response[bytes]:
    """JSON with an ETag; what visitors see may be kept by everybody for a minute, anything else by nobody but them."""
    body = msgspec.json.encode(data)
    tag = entity_tag(body)
    kept = "private, no-cache" if viewer.signed_in else f"public, max-age={CACHED_S}"
    headers = {"ETag": tag, "Cache-Control": kept, "Vary": "Cookie"}
    known = request.headers.get("if-none-match")
    if not_modified(known, None, etag=tag, last_modified=now_of(request)):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    return Response(body, headers=headers, media_type="application/json")
