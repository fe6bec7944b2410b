"""The programme of an event as files: for everybody as schedule, for editors as table."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.calendar.conditional import entity_tag, not_modified
from hub.policies import anybody, editor
from hub.slugs import moved_to
from hub.viewer import Viewer
from hub.web.page import AnyRequest
from hub.web.state import ViewerNow, now_of, site_of
from sessions.programme import details
from sessions.programme.filters import Wanted
from sessions.programme.queries import schedule
from sessions.programme.sheets import Row, event_for
from sessions.programme.tables import Event
from sessions.transfer.exporting import MEDIA_TYPES, export_of, written

# More sessions than any event has; a schedule is given as a whole.
ALL = 20_000


@get("/events/{slug:str}/schedule.json", policy=anybody, include_in_schema=False)
async def schedule_json(request: AnyRequest, slug: FromPath[str], viewer: ViewerNow) -> Response[Any]:
    """What the viewer sees of an event, as other programmes for schedules read it."""
    return await _schedule(request, slug, viewer, "json")


@get("/events/{slug:str}/schedule.xml", policy=anybody, include_in_schema=False)
async def schedule_xml(request: AnyRequest, slug: FromPath[str], viewer: ViewerNow) -> Response[Any]:
    """The same as XML."""
    return await _schedule(request, slug, viewer, "xml")


@get("/editing/events/{event:uuid}/export.csv", policy=editor, include_in_schema=False)
async def table_csv(request: AnyRequest, event: FromPath[UUID], viewer: ViewerNow) -> Response[bytes]:
    """The whole event as CSV, to be changed and imported again."""
    return await _table(request, event, viewer, "csv")


@get("/editing/events/{event:uuid}/export.xlsx", policy=editor, include_in_schema=False)
async def table_xlsx(request: AnyRequest, event: FromPath[UUID], viewer: ViewerNow) -> Response[bytes]:
    """The same as workbook."""
    return await _table(request, event, viewer, "xlsx")


async def _schedule(request: AnyRequest, slug: str, viewer: Viewer, form: str) -> Response[Any]:
    event = await details.event_of(slug, viewer)
    if event is None:
        return await _moved(request, slug, viewer, form)
    # A draft stands in it only while the event is one itself, so that nobody passes on by mistake what is unfinished.
    drafts = event["appointment.state"] == "draft"
    now, site = now_of(request), site_of(request)
    found = await schedule(viewer, Wanted(), now=now, zone=site.zone, event=event["id"], limit=ALL)
    export = await export_of(
        event, site=site, public_url=request.app.state.config.public_url, names_for=viewer, drafts=drafts,
        only={row["id"] for row in found.rows},
    )  # fmt: skip
    body = await written(export, form)
    etag = entity_tag(body)
    headers = {"ETag": etag, "Vary": "Cookie"}
    if not_modified(request.headers.get("if-none-match"), None, etag=etag, last_modified=now):
        return Response(None, status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPES[form], headers=headers)


async def _moved(request: AnyRequest, old: str, viewer: Viewer, form: str) -> Response[Any]:
    slug = await moved_to(Event, Event.slug, old)
    if slug is None or await details.event_of(slug, viewer) is None:
        raise NotFoundException
    return Response(None, status_code=301, headers={"Location": f"/events/{slug}/schedule.{form}"})


async def _table(request: AnyRequest, uuid: UUID, viewer: Viewer, form: str) -> Response[bytes]:
    event: Row | None = await event_for(viewer, uuid)
    if event is None:
        raise NotFoundException
    config = request.app.state.config
    export = await export_of(event, site=site_of(request), public_url=config.public_url, names_for=None)
    headers = {"Content-Disposition": f'attachment; filename="{event["slug"]}.{form}"'}
    return Response(await written(export, form), media_type=MEDIA_TYPES[form], headers=headers)
