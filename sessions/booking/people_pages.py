"""Who comes: the list that hosts and editors see, and what they may do with it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message
from hub.policies import signed_in
from hub.refused import Refused
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of
from hub.web.words import WORDS
from sessions.booking import actions, changes, queries
from sessions.booking.pages import found
from sessions.booking.policies import sees_needs, sees_participants
from sessions.booking.words import CANCELLED_FOR


@get("/book/{uuid:uuid}/people", policy=signed_in, include_in_schema=False)
async def people(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Who comes, for hosts who have made the pledge, with what they need, and for editors of the branch without."""
    row = await found(viewer, uuid)
    host = await queries.is_host(viewer, row["id"])
    pledged = await queries.has_pledged(viewer)
    if sees_participants(viewer, host=host, branch=row["branch.path"], pledged=pledged):
        needs = sees_needs(host=host, pledged=pledged)
        people = await queries.participants(viewer, row["id"], needs=needs)
        return page(request, "booking/people.html", row=row, people=people, needs=needs)
    if host:
        return page(request, "booking/pledge.html", row=row)
    raise NotFoundException


@post("/book/{uuid:uuid}/pledge", policy=signed_in, include_in_schema=False)
async def pledge(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Make the host pledge."""
    row = await found(viewer, uuid)
    if not await queries.is_host(viewer, row["id"]):
        raise NotFoundException
    await actions.pledge(by=viewer, now=now_of(request))
    return go(request, f"/book/{uuid}/people", message("Thank you. The list is open to you now."))


@post("/book/{uuid:uuid}/people/cancel", policy=signed_in, include_in_schema=False)
async def cancel_seat(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Cancel somebody's seat; they are told by mail."""
    row = await found(viewer, uuid)
    target = f"/book/{uuid}/people"
    try:
        booking = UUID(str((await request.form()).get("booking", "")))
        gone = await changes.cancel_seat(row, booking, by=viewer, now=now_of(request))
    except ValueError:
        raise NotFoundException from None
    except Refused as refused:
        if refused.code == "not_allowed":
            raise NotFoundException from None
        return go(request, target, WORDS[refused.code], kind="error")
    return go(request, target, CANCELLED_FOR[gone["state"]], name=gone["shown_name"])
