"""Who did what to what, for those who look after it."""

from uuid import UUID

from litestar import Response, get

from hub.settings import trail
from hub.settings.pages_admin import looks_after
from hub.settings.words import moment_words
from hub.web.forms import blank
from hub.web.page import AnyRequest, page
from hub.web.paging import paging
from hub.web.state import ViewerNow


@get("/editing/audit", policy=looks_after, include_in_schema=False)
async def audit(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The audit log: all of it for administrators, that of their branch for editors."""
    asked = request.query_params
    kinds, person = await trail.kinds(viewer), _uuid(asked.get("person", ""))
    named = trail.called_alike(asked.get("kind", ""))[0]
    kind = named if named in kinds else ""
    actor = await trail.person_by_uuid(person) if person else None
    actor_id = actor["id"] if actor else None
    query = {"kind": kind, "person": str(person) if actor else ""}
    total = await trail.count(viewer, kind=kind, actor=actor_id)
    part = paging(asked.get("page", ""), total, path="/editing/audit", query=query)
    return page(
        request,
        "settings/audit.html",
        lines=await trail.lines(viewer, kind=kind, actor=actor_id, limit=part.size, offset=part.offset),
        form=blank(kind=kind),
        kinds=[(each, trail.kind_words(each)) for each in kinds],
        kind=kind,
        kind_words=trail.kind_words(kind) if kind else "",
        actor=actor["name"] if actor else "",
        query_values=query,
        pager=part.links,
        total=total,
        moment=moment_words,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
