"""Taking a seat, for oneself or as guest, and giving it up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message
from hub.policies import anybody, signed_in
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.client import client_address
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of, site_of
from hub.web.words import sentence
from sessions.booking import actions, changes, presenting, queries
from sessions.booking.actions import Details
from sessions.booking.forms import GuestForm, MemberForm
from sessions.booking.policies import obstacle, offer
from sessions.booking.words import CANCELLED, CANCELLED_FOR


async def found(viewer: Viewer, uuid: UUID) -> dict[str, Any]:
    """The appointment that an address names, or 404."""
    row = await queries.bookable(viewer, uuid)
    if row is None:
        raise NotFoundException
    return row


@get("/book/{uuid:uuid}", policy=anybody, include_in_schema=False)
async def seat_form(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """The form for a seat; whoever has one is sent to the session's page."""
    row = await found(viewer, uuid)
    if await queries.own_booking(viewer, row["id"]):
        return go(request, row["path"])
    return await _form(request, viewer, row, blank(shown_name=viewer.name))


@post("/book/{uuid:uuid}", policy=anybody, include_in_schema=False)
async def take_seat(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Take a seat; a guest is asked to confirm by mail."""
    row = await found(viewer, uuid)
    sent = await request.form()
    form: Form[Any] = read(sent, MemberForm if viewer.signed_in else GuestForm)
    if form.data is None:
        return await _form(request, viewer, row, form, status=422)
    details = Details(shown_name=form.data.shown_name, needs=form.data.needs, assistant=form.data.assistant)
    try:
        if isinstance(form.data, GuestForm):
            seat = await actions.sign_up_guest(
                row, details, form.data.email, by=viewer, sender=client_address(request),
                language=language_of(request), now=now_of(request),
            )  # fmt: skip
            waiting = seat.state == "waiting"
            return page(request, "booking/asked.html", row=row, email=form.data.email, waiting=waiting)
        seat = await actions.sign_up(row, details, by=viewer, now=now_of(request))
    except Refused as refused:
        return await _refused(request, viewer, row, form, refused)
    text = message("Your seat is secured.") if seat.state == "confirmed" else message("You are on the waiting list.")
    return go(request, row["path"], text, undo=(f"/me/bookings/{seat.uuid}/cancel", message("Undo")))


async def _refused(
    request: AnyRequest, viewer: Viewer, row: Mapping[str, Any], form: Form[Any], refused: Refused
) -> Response[Any]:
    form.errors.setdefault("", []).append(sentence(refused))
    return await _form(request, viewer, row, form, status=409 if refused.code != "too_often" else 429)


async def _form(
    request: AnyRequest, viewer: Viewer, row: Mapping[str, Any], form: Form[Any], *, status: int = 200
) -> Response[str]:
    reason = obstacle(viewer, row, asked=await queries.asked_to_join(viewer), now=now_of(request))
    event = await queries.event_of(row["id"])
    return page(
        request, "booking/form.html", status=status, row=row, form=form, reason=reason, event=event,
        offer=offer(row, now_of(request)),
    )  # fmt: skip


@post("/me/bookings/{uuid:uuid}/cancel", policy=signed_in, include_in_schema=False)
async def cancel(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Cancel an own seat, or one booked for a colleague."""
    try:
        row = await changes.cancel(uuid, by=viewer, now=now_of(request))
    except Refused as refused:
        if refused.code == "not_allowed":
            raise NotFoundException from None
        raise
    if row["person"] != viewer.person:
        target = f"/book/{row['appointment.uuid']}/colleagues"
        return go(request, target, CANCELLED_FOR[row["state"]], name=row["shown_name"])
    return go(request, row["appointment.path"], CANCELLED[row["state"]])


@post("/me/bookings/{uuid:uuid}/accept", policy=signed_in, include_in_schema=False)
async def accept(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Take a seat that became free while one waited for it."""
    try:
        row = await changes.accept(uuid, by=viewer, now=now_of(request))
    except Refused as refused:
        if refused.code == "not_allowed":
            raise NotFoundException from None
        raise
    return go(request, row["appointment.path"], message("Your seat is secured."))


@get("/me/programme", policy=signed_in, include_in_schema=False)
async def my_programme(request: AnyRequest, viewer: ViewerNow) -> Response[Any]:
    """Everything somebody has a seat for or gives."""
    now, zone = now_of(request), site_of(request).zone
    coming = await queries.my_programme(viewer, now=now)
    past = await queries.my_programme(viewer, now=now, past=True)
    hosting = await queries.hosting(viewer, now=now)
    return page(
        request,
        "booking/my_programme.html",
        coming=presenting.seats_by_day(coming, zone, now),
        past=presenting.seats_by_day(past, zone, now),
        hosting=presenting.hosted_by_day(hosting, zone),
    )
