"""Asking to belong to an organisation, and leaving it."""

from litestar import Response, get, post
from litestar.params import FromPath

from hub.config import current
from hub.i18n import message
from hub.organisations import policies, words
from hub.organisations.actions import joining, known
from hub.organisations.pages.common import found, href, needs, refused
from hub.policies import signed_in
from hub.rates import limit, sender_mark
from hub.refused import Refused
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of


@get("/organisations/{slug:str}/join", policy=signed_in, include_in_schema=False)
async def form(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str]:
    """Say what happens when somebody asks to join, or, who belongs, what happens when they leave."""
    organisation = await found(slug, viewer)
    assert viewer.person is not None
    return page(
        request,
        "organisations/join.html",
        organisation=organisation,
        here=href(organisation),
        may_join=policies.may_join(viewer, organisation),
        at_once=await known.is_known(viewer.person, organisation["id"]),
        membership=words.MEMBERSHIP,
    )


@post("/organisations/{slug:str}/join", policy=signed_in, include_in_schema=False)
async def join(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[None]:
    """Ask; known addresses are released at once."""
    organisation = await found(slug, viewer)
    needs(organisation["state"] == "released")
    now = now_of(request)
    try:
        await limit("join", sender_mark(str(viewer.uuid), current().secret), now=now, minutes=60, most=20)
        state = await joining.ask(organisation, by=viewer, now=now)
    except Refused as error:
        return refused(request, href(organisation), error)
    if state == "released":
        return go(request, href(organisation), message("You belong there now: %(name)s"), name=organisation["name"])
    return go(
        request,
        href(organisation),
        message("%(name)s is asked. You can take part in everything open to you meanwhile; you get a mail."),
        name=organisation["name"],
    )


@post("/organisations/{slug:str}/leave", policy=signed_in, include_in_schema=False)
async def leave(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[None]:
    """Leave, or take back having asked."""
    organisation = await found(slug, viewer)
    needs(organisation["my_state"] in policies.HELD)
    try:
        await joining.leave(organisation, by=viewer, now=now_of(request))
    except Refused as error:
        return refused(request, href(organisation, "join"), error)
    target = href(organisation) if organisation["state"] == "released" else "/organisations"
    return go(request, target, message("You do not belong to %(name)s any more."), name=organisation["name"])
