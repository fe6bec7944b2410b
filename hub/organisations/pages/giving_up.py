"""Coordinators who give up their own place in the organisation: asked first, and able to undo it afterwards."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message
from hub.organisations import people, policies
from hub.organisations.actions import members
from hub.organisations.pages.common import found, href, needs, refused
from hub.policies import signed_in
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of

# What somebody gives up, and what they read afterwards.
STEPS = {
    "remove": (members.remove, message("You do not belong to %(name)s any more.")),
    "no-coordinator": (members.unmake_coordinator, message("You do not speak for %(name)s any more.")),
}


@get("/organisations/{slug:str}/give-up", policy=signed_in, include_in_schema=False)
async def ask(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Response[None]:
    """Say what is lost with it."""
    organisation = await _own(slug, viewer)
    step = request.query_params.get("step", "remove")
    needs(step in STEPS)
    if await people.coordinators_total(organisation["id"]) == 1:
        return refused(request, href(organisation, "people"), Refused("only_coordinator"))
    return page(request, "organisations/give_up.html", organisation=organisation, here=href(organisation), step=step)


@post("/organisations/{slug:str}/give-up", policy=signed_in, include_in_schema=False)
async def give_up(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[None]:
    """Do it, and lead to the public page, which stays open to them."""
    organisation = await _own(slug, viewer)
    step = str((await request.form()).get("step", ""))
    needs(step in STEPS)
    act, text = STEPS[step]
    assert viewer.person is not None
    try:
        await act(organisation, viewer.person, by=viewer, now=now_of(request))
    except Refused as error:
        return refused(request, href(organisation, "people"), error)
    undo = (href(organisation, "take-back"), message("Undo"))
    return go(request, href(organisation), text, undo=undo, name=organisation["name"])


@post("/organisations/{slug:str}/take-back", policy=signed_in, include_in_schema=False)
async def take_back(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[None]:
    """Undo it, as long as nobody else has changed anything."""
    organisation = await found(slug, viewer)
    needs(organisation["state"] == "released")
    try:
        await members.take_own_step_back(organisation, by=viewer, now=now_of(request))
    except Refused:
        raise NotFoundException from None
    return go(
        request,
        href(organisation, "people"),
        message("Undone: you speak for %(name)s as before."),
        name=organisation["name"],
    )


async def _own(slug: str, viewer: Viewer) -> dict[str, Any]:
    organisation = await found(slug, viewer)
    needs(policies.speaks_for(viewer, organisation))
    return organisation
