"""The page of one session."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_301_MOVED_PERMANENTLY

from hub.i18n import speaking
from hub.policies import anybody
from hub.viewer import Viewer
from hub.web.blocks import actions
from hub.web.page import AnyRequest, page
from hub.web.state import ViewerNow, language_of, now_of, site_of
from sessions.programme import details, structured
from sessions.programme.filters import Wanted
from sessions.programme.policies import may_see
from sessions.programme.presenting import days, foreign, public_names
from sessions.programme.queries import schedule
from sessions.programme.session_words import session_words

RELATED = 4


@get("/sessions/{slug:str}", policy=anybody, include_in_schema=False)
async def session(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Redirect:
    """What, when, where, with whom, how many seats, and the one button; the rest below."""
    row = await details.session_of(slug, viewer)
    if row is None:
        return await _moved(slug, viewer)
    now, zone = now_of(request), site_of(request).zone
    related = await schedule(viewer, Wanted(), now=now, zone=zone, related_to=row["id"], limit=RELATED, counted=False)
    with speaking(language_of(request)):
        words = session_words(row, viewer, now=now, zone=zone)
        related_days = days(related.rows, viewer, now=now, zone=zone)
    base_url = request.app.state.config.public_url
    public = row["appointment.visible_to"] == "public" and row["appointment.state"] != "draft"
    data = structured.session_data(row, public_names(row), base_url=base_url)
    return page(
        request,
        "sessions/session.html",
        session=words,
        description=row["description_html"],
        lang=foreign(row["language"], language_of(request)),
        canonical=f"{base_url}/sessions/{slug}",
        json_ld=structured.script(data) if public else None,
        edit_href=f"/editing/sessions/{row['uuid']}" if may_see(viewer, details.item_of(row)) else None,
        calendar_href=f"/sessions/{slug}.ics",
        days=related_days,
        boxes=await actions(request, viewer, await details.for_boxes(row, viewer), now),
    )


async def _moved(slug: str, viewer: Viewer) -> Redirect:
    path = await details.moved_session(slug, viewer)
    if path is None:
        raise NotFoundException
    return Redirect(path, status_code=HTTP_301_MOVED_PERMANENTLY)
