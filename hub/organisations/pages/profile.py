"""Changing a profile, and for editors its place in the tree."""

from litestar import Response, get, post
from litestar.params import FromPath

from hub.i18n import message
from hub.organisations import directory, policies, queries, words
from hub.organisations.actions import applying, places
from hub.organisations.actions import profile as profiles
from hub.organisations.forms import PARENT, Position, Profile, web_address
from hub.organisations.pages.common import found, href, needs, refused
from hub.policies import editor, signed_in
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of


@get("/organisations/{slug:str}/edit", policy=signed_in, include_in_schema=False)
async def form(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str]:
    """The form with what stands now."""
    organisation = await found(slug, viewer)
    needs(policies.may_edit(viewer, organisation))
    return await _shown(request, viewer, organisation, blank(**{name: organisation[name] for name in profiles.FIELDS}))


@post("/organisations/{slug:str}/edit", policy=signed_in, include_in_schema=False)
async def save(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Response[None]:
    """Store the profile; a rejected application goes back into the queue with it."""
    organisation = await found(slug, viewer)
    needs(policies.may_edit(viewer, organisation))
    sent = read(await request.form(), Profile)
    website = web_address(sent)
    if sent.data is None:
        return await _shown(request, viewer, organisation, sent, status=422)
    values = {name: getattr(sent.data, name) for name in profiles.FIELDS}
    values |= {"website": website, "contact_email": values["contact_email"] or ""}
    now = now_of(request)
    await profiles.edit(organisation, by=viewer, now=now, **values)
    if organisation["state"] == "rejected" and policies.applied_for(organisation):
        await applying.hand_in_again(organisation, by=viewer, now=now)
        return go(request, href(organisation), message("Saved. The editors look at your application again."))
    return go(request, href(organisation), message("The profile is saved."))


@post("/organisations/{slug:str}/place", policy=editor, include_in_schema=False)
async def move(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Response[None]:
    """Put the organisation, with everything below it, somewhere else in the tree."""
    organisation = await found(slug, viewer)
    needs(policies.may_place(viewer, organisation))
    sent = read(await request.form(), Position)
    parent = await queries.find(str(sent.values["parent"]), viewer)
    if parent is None or not policies.may_place_below(viewer, parent):
        parent = None
        if "parent" not in sent.errors:
            sent.fail("parent", PARENT)
    if sent.data is None or parent is None:
        fresh: Form[Profile] = blank(**{name: organisation[name] for name in profiles.FIELDS})
        return await _shown(request, viewer, organisation, fresh, position=sent, status=422)
    try:
        await places.move(organisation, kind=sent.data.kind, parent=parent, by=viewer, now=now_of(request))
    except Refused as error:
        return refused(request, href(organisation, "edit"), error)
    return go(
        request,
        href(organisation),
        message("%(name)s stands below %(parent)s now."),
        name=organisation["name"],
        parent=parent["name"],
    )


async def _shown(
    request: AnyRequest,
    viewer: Viewer,
    organisation: policies.Row,
    form: Form[Profile],
    *,
    position: Form[Position] | None = None,
    status: int = 200,
) -> Response[str]:
    above = await queries.above(dict(organisation))
    movable = policies.may_place(viewer, organisation) and bool(above)
    if position is None:
        position = blank(kind=organisation["kind"], parent=above[-1]["slug"] if above else "")
    return page(
        request,
        "organisations/edit.html",
        status=status,
        organisation=organisation,
        form=form,
        position=position if movable else None,
        parents=await directory.places_for(organisation, viewer) if movable else [],
        kinds=words.KINDS,
        here=href(organisation),
    )
