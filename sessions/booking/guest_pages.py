"""The page behind the secret link of a booking: it asks who reads it before anything happens."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.appointments import keys
from hub.appointments.places import has_room, join_path
from hub.i18n import message, speaking
from hub.policies import anybody
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of, site_of
from hub.web.words import sentence
from sessions.booking import actions, changes, presenting, queries
from sessions.booking.policies import can_accept
from sessions.booking.words import CANCELLED

NO_TRACE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


async def found(request: AnyRequest, uuid: UUID, mark: str) -> dict[str, Any]:
    """The booking that a link names, or 404 for an unknown one and for a wrong mark alike."""
    row = await queries.by_name(uuid) if keys.fits(uuid, mark, request.app.state.config.secret) else None
    if row is None:
        raise NotFoundException
    return row


def _is_somebody_else(viewer: Viewer, row: dict[str, Any]) -> bool:
    return viewer.signed_in and not row["guest_email"] and viewer.person != row["person"]


@get("/bookings/{uuid:uuid}/{mark:str}", policy=anybody, include_in_schema=False)
async def show(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID], mark: FromPath[str]) -> Response[Any]:
    """A booking, and whether the reader is the one it is for."""
    return await _show(request, viewer, await found(request, uuid, mark))


async def _show(
    request: AnyRequest, viewer: Viewer, row: dict[str, Any], *, problem: str = "", status: int = 200
) -> Response[Any]:
    secret = request.app.state.config.secret
    somebody_else = _is_somebody_else(viewer, row)
    expired = row["held_until"] is not None and row["held_until"] <= now_of(request)
    return page(
        request,
        "booking/booking.html",
        status=status,
        headers=NO_TRACE,
        row=row,
        path=keys.path(row["uuid"], secret),
        join=_door(row, secret),
        people=await actions.who_could_it_be(row),
        somebody_else=somebody_else,
        choices=[] if somebody_else else await _choices(request, viewer, row),
        open=row["active"] == 1 and not expired,
        closed=_closed(row, now_of(request)),
        can_accept=can_accept(row["state"], row, now_of(request), "appointment."),
        problem=problem,
        booked_by=await _booked_by(row),
    )


async def _booked_by(row: Mapping[str, Any]) -> str:
    if row["by"] in (None, row["person"]):
        return ""
    return (await queries.names_of([row["by"]])).get(row["by"], "")


def _closed(row: Mapping[str, Any], now: datetime) -> str:
    if row["appointment.state"] == "cancelled":
        return "not_open"
    return "over" if row["appointment.end"] <= now else ""


async def _choices(request: AnyRequest, viewer: Viewer, row: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The sessions of the event that the booking is for, by day; none before it is a confirmed seat."""
    if row["appointment.kind"] != "event" or row["state"] != "confirmed" or row["appointment.state"] != "published":
        return []
    now = now_of(request)
    found = await queries.to_choose(viewer, row["appointment.id"], now=now)
    theirs = await queries.bookings_of(row["person"], [each["id"] for each in found])
    with speaking(language_of(request)):
        return presenting.choices_by_day(found, theirs, site_of(request).zone, now, request.app.state.config.secret)


def _door(row: Mapping[str, Any], secret: str) -> str:
    """The path that leads the holder of a booking into the room; empty where there is none."""
    where = {"place_kind": row["appointment.place_kind"], "kind": row["appointment.kind"]}
    return join_path(row["appointment.uuid"], row["uuid"], keys.mark(row["uuid"], secret)) if has_room(where) else ""


@post("/bookings/{uuid:uuid}/{mark:str}/confirm", policy=anybody, include_in_schema=False)
async def confirm(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID], mark: FromPath[str]) -> Response[Any]:
    """Confirm a guest's seat, as somebody known behind that address or as a new guest."""
    row = await found(request, uuid, mark)
    chosen = str((await request.form()).get("person", ""))
    try:
        state = await actions.confirm_guest(row, chosen=_uuid(chosen), now=now_of(request))
    except Refused as refused:
        return await _show(request, viewer, row, problem=sentence(refused), status=409)
    text = message("Your seat is secured.") if state == "confirmed" else message("You are on the waiting list.")
    return go(request, keys.path(uuid, request.app.state.config.secret), text)


@post("/bookings/{uuid:uuid}/{mark:str}/accept", policy=anybody, include_in_schema=False)
async def accept(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID], mark: FromPath[str]) -> Response[Any]:
    """Take a free seat by the link of who waits for one."""
    row = await found(request, uuid, mark)
    return await _change(request, viewer, row, changes.accept_by_link, message("Your seat is secured."))


@post("/bookings/{uuid:uuid}/{mark:str}/cancel", policy=anybody, include_in_schema=False)
async def cancel(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID], mark: FromPath[str]) -> Response[Any]:
    """Cancel a seat by its link."""
    row = await found(request, uuid, mark)
    return await _change(request, viewer, row, changes.cancel_by_link, CANCELLED.get(row["state"], ""))


@post("/bookings/{uuid:uuid}/{mark:str}/choose", policy=anybody, include_in_schema=False)
async def choose(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID], mark: FromPath[str]) -> Response[Any]:
    """Take a seat in a session of the event that the booking is for."""
    row = await found(request, uuid, mark)
    if _is_somebody_else(viewer, row):
        return await _show(request, viewer, row, status=409)
    wanted = _uuid(str((await request.form()).get("session", "")))
    session = await queries.bookable(viewer, wanted) if wanted else None
    if session is None:
        raise NotFoundException
    try:
        seat = await actions.choose(row, session, by=viewer, now=now_of(request))
    except Refused as refused:
        return await _show(request, viewer, row, problem=sentence(refused), status=409)
    text = message("Your seat is secured: %(title)s")
    if seat.state == "waiting":
        text = message("You are on the waiting list: %(title)s")
    return go(request, keys.path(uuid, request.app.state.config.secret), text, title=session["title"])


@post("/bookings/{uuid:uuid}/{mark:str}/not-me", policy=anybody, include_in_schema=False)
async def not_me(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID], mark: FromPath[str]) -> Response[Any]:
    """Free a seat that was booked for the wrong person."""
    row = await found(request, uuid, mark)
    text = message("Thank you. The seat is free again and you will get no more mail about it.")
    return await _change(request, viewer, row, changes.not_me, text)


async def _change(
    request: AnyRequest, viewer: Viewer, row: dict[str, Any], change: Callable[..., Awaitable[None]], text: str
) -> Response[Any]:
    """Change a booking by its link and say so; whoever is signed in as another person is refused."""
    if _is_somebody_else(viewer, row):
        return await _show(request, viewer, row, status=409)
    try:
        await change(row, now=now_of(request))
    except Refused as refused:
        return await _show(request, viewer, row, problem=sentence(refused), status=409)
    return go(request, keys.path(row["uuid"], request.app.state.config.secret), text)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
