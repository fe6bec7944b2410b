"""The public page of a person."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.accounts.people import past_of, person_page
from hub.policies import anybody
from hub.slugs import moved_to
from hub.tables import Person
from hub.web.page import AnyRequest, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, now_of

PAST = 20


@get("/people/{slug:str}", policy=anybody, include_in_schema=False)
async def person(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Response[None]:
    """Who gives sessions, and which."""
    now = now_of(request)
    found = await person_page(slug, viewer, now=now)
    if found is None:
        moved = await moved_to(Person, Person.slug, slug) if slug.isprintable() else None
        if moved and moved != slug and await person_page(moved, viewer, now=now):
            return Response(None, status_code=301, headers={"Location": f"/people/{moved}"})
        raise NotFoundException
    pages = paging(request.query_params.get("page", ""), found.past, path=f"/people/{slug}", query={}, size=PAST)
    past = await past_of(found.id, viewer, now=now, offset=pages.offset, limit=PAST) if found.past else []
    return page(request, "accounts/person.html", person=found, past=past, pager=pages.links)


routes = [person]
