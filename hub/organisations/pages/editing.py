"""The editors' desk: what waits for a release, and the organisations of the branch."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message
from hub.organisations import desk, directory, policies, words
from hub.organisations.actions import applying, places
from hub.organisations.forms import Founding, Rejection
from hub.organisations.pages.common import found, href, needs, refused
from hub.policies import editor
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, now_of

DESK = "/editing/organisations"
Step = Callable[..., Awaitable[None]]

STEPS: dict[str, tuple[Step, str, tuple[str, str] | None]] = {
    "release": (
        applying.release,
        message("%(name)s is public now. Whoever applied gets a mail and speaks for it."),
        ("take-back", message("Undo")),
    ),
    "take-back": (applying.take_back, message("%(name)s waits for a release again."), None),
    "close": (
        applying.close,
        message("%(name)s is closed: its page is no longer public."),
        ("reopen", message("Undo")),
    ),
    "reopen": (applying.reopen, message("%(name)s is public again."), None),
}


@get(DESK, policy=editor, include_in_schema=False)
async def queue(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The release queue and the list."""
    asked = {name: request.query_params.get(name, "")[:100].strip() for name in ("q", "state", "alone")}
    asked["state"] = asked["state"] if asked["state"] in desk.STATES else ""
    wanted = desk.Wanted(asked["q"], asked["state"], bool(asked["alone"]))
    total = await desk.size(wanted, viewer)
    paged = paging(request.query_params.get("page", ""), total, path=DESK, query=asked)
    waiting, waiting_total = await desk.queue(viewer)
    return page(
        request,
        "organisations/desk.html",
        asked=asked,
        waiting=waiting,
        waiting_total=waiting_total,
        total=total,
        pager=paged.links,
        rows=await desk.rows(wanted, viewer, offset=paged.offset, limit=paged.size),
        kinds=words.KINDS,
        states=words.STATES,
        desk=DESK,
    )


@post("/editing/organisations/{slug:str}/{step:str}", policy=editor, include_in_schema=False)
async def change(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str], step: FromPath[str]) -> Response[None]:
    """Release, close, or take that back."""
    organisation = await _placed(slug, viewer)
    if step not in STEPS:
        raise NotFoundException
    act, text, back = STEPS[step]
    try:
        await act(organisation, by=viewer, now=now_of(request))
    except Refused as error:
        return refused(request, DESK, error)
    undo = (f"{DESK}/{slug}/{back[0]}", back[1]) if back else None
    return go(request, DESK, text, undo=undo, name=organisation["name"])


@get("/editing/organisations/{slug:str}/reject", policy=editor, include_in_schema=False)
async def ask_reason(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str]:
    """Ask why, since whoever applied is told."""
    organisation = await _placed(slug, viewer)
    needs(organisation["state"] == "applied")
    return page(request, "organisations/reject.html", organisation=organisation, form=blank(), desk=DESK)


@post("/editing/organisations/{slug:str}/reject", policy=editor, include_in_schema=False)
async def reject(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Response[None]:
    """Reject an application with the reason."""
    organisation = await _placed(slug, viewer)
    sent = read(await request.form(), Rejection)
    if sent.data is None:
        return page(request, "organisations/reject.html", status=422, organisation=organisation, form=sent, desk=DESK)
    try:
        await applying.reject(organisation, reason=sent.data.reason, by=viewer, now=now_of(request))
    except Refused as error:
        return refused(request, DESK, error)
    return go(
        request,
        DESK,
        message("%(name)s is rejected. Whoever applied gets a mail with your reason."),
        undo=(f"{DESK}/{slug}/take-back", message("Undo")),
        name=organisation["name"],
    )


@get("/editing/organisations/new", policy=editor, include_in_schema=False)
async def new(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """A form to add an organisation without application."""
    return await _new(request, viewer, blank(kind="member"))


@post("/editing/organisations/new", policy=editor, include_in_schema=False)
async def add(request: AnyRequest, viewer: ViewerNow) -> Response[str] | Response[None]:
    """Add an organisation, public at once."""
    sent = read(await request.form(), Founding)
    rows = await directory.founding_places(viewer)
    parent = next((row for row in rows if row["slug"] == sent.values["parent"]), None)
    if sent.data is None:
        return await _new(request, viewer, sent, status=422)
    data = sent.data
    try:
        made = await places.found(
            by=viewer,
            now=now_of(request),
            uuid=uuid4(),
            name=data.name,
            kind=data.kind,
            parent=parent,
            place=data.place,
            postcode=data.postcode,
        )
    except Refused as error:
        sent.fail("parent", words.REFUSED.get(error.code, words.REFUSED["wrong_place"]))
        return await _new(request, viewer, sent, status=422)
    return go(
        request,
        href(made, "edit"),
        message("%(name)s is public now. Here you say what it does and how to reach it."),
        name=data.name,
    )


async def _new(request: AnyRequest, viewer: Viewer, form: Form[Founding], *, status: int = 200) -> Response[str]:
    return page(
        request,
        "organisations/new.html",
        status=status,
        form=form,
        parents=await directory.founding_places(viewer),
        everything=viewer.edits(None),
        kinds=words.KINDS,
        desk=DESK,
    )


async def _placed(slug: str, viewer: Viewer) -> dict[str, Any]:
    organisation = await found(slug, viewer)
    needs(policies.may_place(viewer, organisation))
    return organisation
