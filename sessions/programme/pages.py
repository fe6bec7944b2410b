"""The public pages of the programme."""

from litestar import Response, get

from hub.policies import anybody
from hub.web.page import AnyRequest, page
from hub.web.state import ViewerNow, now_of
from sessions.programme import queries


@get("/", policy=anybody, include_in_schema=False)
async def home(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The home page is the programme."""
    rows = await queries.coming(viewer, now=now_of(request))
    return page(request, "sessions/programme.html", rows=rows)


@get("/programme", policy=anybody, include_in_schema=False)
async def programme(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """What is on next."""
    rows = await queries.coming(viewer, now=now_of(request))
    return page(request, "sessions/programme.html", rows=rows)
