"""The page on which a deputy says yes or no, by the link in a mail or signed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message
from hub.policies import anybody, signed_in
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of
from sessions.programme import overview
from sessions.programme.actions import answer
from sessions.programme.actions.stand_ins import by_secret, for_deputy, open_for
from sessions.programme.editing_parts import STATES, back_with

HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


@get("/step-in/{secret:str}", policy=anybody, include_in_schema=False)
async def ask(request: AnyRequest, secret: FromPath[str]) -> Response[str]:
    """Whether the deputy steps in: a page with two buttons, since mail scanners follow links."""
    asked = await by_secret(secret)
    if asked is None:
        raise NotFoundException
    over = asked["session.appointment.end"] <= now_of(request) or asked["session.appointment.state"] == "cancelled"
    path = f"/step-in/{secret}"
    return page(request, "editing/step_in.html", headers=HEADERS, asked=asked, over=over, path=path)


@post("/step-in/{secret:str}", policy=anybody, include_in_schema=False)
async def reply(request: AnyRequest, secret: FromPath[str]) -> Response[None]:
    """Take the answer of whoever holds the link."""
    asked = await by_secret(secret)
    if asked is None:
        raise NotFoundException
    return await _take(request, asked, f"/step-in/{secret}", f"/step-in/{secret}")


@post("/editing/step-in/{session:uuid}", policy=signed_in, include_in_schema=False)
async def reply_signed_in(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[None]:
    """Take the answer of a deputy who is signed in."""
    asked = await for_deputy(viewer.person, session) if viewer.person is not None else None
    if asked is None:
        raise NotFoundException
    return await _take(request, asked, "/me", "/me")


async def _take(request: AnyRequest, asked: Mapping[str, Any], done: str, back: str) -> Response[None]:
    accepted = (await request.form()).get("answer") == "yes"
    try:
        await answer(asked["id"], accepted=accepted, now=now_of(request))
    except Refused as refused:
        return back_with(request, back, refused)
    if accepted:
        return go(
            request, done, message("Thank you! You give “%(title)s”; everybody is told."), title=asked["session.title"]
        )
    return go(request, done, message("Thank you for the answer. We ask somebody else."))


async def mine(viewer: Viewer, now: datetime) -> Mapping[str, Any] | None:
    """For "my page": what one is asked to step in for, and what one gives next."""
    if viewer.person is None:
        return None
    asked = await open_for(viewer.person, now)
    given = await overview.given(viewer, now)
    return {"asked": asked, "given": given, "states": STATES} if asked or given else None
