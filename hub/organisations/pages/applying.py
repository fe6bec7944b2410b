"""Applying for an organisation."""

from uuid import uuid4

from litestar import Response, get, post

from hub.config import current
from hub.i18n import message
from hub.organisations import directory
from hub.organisations.actions import applying
from hub.organisations.forms import KNOWN, PARENT, Application, web_address
from hub.organisations.pages.common import href
from hub.policies import signed_in
from hub.rates import limit, sender_mark
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of
from hub.web.words import sentence


@get("/organisations/apply", policy=signed_in, include_in_schema=False)
async def form(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The form; who is not signed in comes back here afterwards."""
    parent = request.query_params.get("parent", "")[:80]
    return await _shown(request, viewer, blank(contact_name=viewer.name, parent=parent))


@post("/organisations/apply", policy=signed_in, include_in_schema=False)
async def send(request: AnyRequest, viewer: ViewerNow) -> Response[str] | Response[None]:
    """Put the application into the queue of the branch."""
    sent = read(await request.form(), Application)
    website = web_address(sent)
    parents = await directory.parents(viewer.coordinates)
    parent = next((row for row in parents if row["slug"] == sent.values["parent"]), None)
    if parent is None and "parent" not in sent.errors:
        sent.fail("parent", PARENT)
    if sent.data is not None and await directory.known_as(sent.data.name, sent.data.postcode):
        sent.fail("name", KNOWN)
    if sent.data is None or parent is None:
        return await _shown(request, viewer, sent, status=422)
    data = sent.data
    try:
        await limit("apply", sender_mark(str(viewer.uuid), current().secret), now=now_of(request), minutes=60, most=5)
        made = await applying.apply(
            by=viewer,
            parent=parent,
            now=now_of(request),
            uuid=uuid4(),
            name=data.name,
            postcode=data.postcode,
            place=data.place,
            summary=data.summary,
            website=website,
            contact_name=data.contact_name,
            contact_email=data.contact_email,
            address_hidden=data.address_hidden,
            staff_hidden=data.staff_hidden,
        )
    except Refused as error:
        if error.code == "known_already":
            sent.fail("name", KNOWN)
            return await _shown(request, viewer, sent, status=422)
        sent.fail("", sentence(error))
        return await _shown(request, viewer, sent, status=429)
    return go(
        request,
        href(made),
        message(
            "Thank you! %(name)s is with the editors of %(parent)s now. You get a mail as soon as they have looked."
        ),
        name=made["name"],
        parent=parent["name"],
    )


async def _shown(request: AnyRequest, viewer: Viewer, form: Form[Application], *, status: int = 200) -> Response[str]:
    parents = await directory.parents(viewer.coordinates)
    return page(request, "organisations/apply.html", block="form", status=status, form=form, parents=parents)
