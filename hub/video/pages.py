"""The way into a room: the page before the door, the click that opens it, and what hosts set."""

import secrets
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import msgspec
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub import config
from hub.i18n import message
from hub.policies import anybody, signed_in
from hub.refused import Refused
from hub.video import actions, queries
from hub.video.actions import Chance, RoomSettings
from hub.video.providers import Jitsi, PlainLink
from hub.video.queries import Claim, Visit
from hub.viewer import Viewer
from hub.web.client import client_address
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.security import CSP
from hub.web.state import ViewerNow, now_of
from hub.web.words import WORDS

NO_TRACE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}

Name = Annotated[str, msgspec.Meta(max_length=80)]
LinkText = Annotated[str, msgspec.Meta(max_length=1000)]


class EnterForm(msgspec.Struct):
    """Coming in; a name where there is no seat that knows one, and what a link in a mail carries."""

    name: Name = ""
    booking: str = ""
    mark: str = ""


class RoomForm(msgspec.Struct):
    """What hosts set; an empty link stays as it is, unless they say that it goes."""

    guest_link: LinkText = ""
    host_link: LinkText = ""
    remove_links: bool = False
    captions: bool = False
    recording: bool = False


@get("/join/{uuid:uuid}", policy=anybody, include_in_schema=False)
async def door(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[str]:
    """The page before the door: when it opens, and the button that leads in."""
    claim = _claim(request.query_params.get("booking", ""), request.query_params.get("mark", ""))
    visit = await _visit(request, viewer, uuid, claim)
    return _door(request, visit, claim, blank(name=viewer.name))


@post("/join/{uuid:uuid}", policy=anybody, include_in_schema=False)
async def enter(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Open the door: the link is made at this click and never stands in a page."""
    form = read(await request.form(), EnterForm)
    claim = _claim(form.values["booking"], form.values["mark"])
    visit = await _visit(request, viewer, uuid, claim)
    if form.data is None:
        return _door(request, visit, claim, form, status=422)
    try:
        url = await actions.enter(
            uuid,
            viewer,
            claim=claim,
            name=form.data.name,
            sender=client_address(request),
            chance=Chance(jti=secrets.token_hex(16), room=secrets.token_bytes(16), person=uuid4()),
            config=config.current(),
            now=now_of(request),
        )
    except Refused as refused:
        if refused.code == "gone":
            raise NotFoundException from None
        return _refused(request, await _visit(request, viewer, uuid, claim), claim, form, refused.code)
    headers = {"Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(b"", status_code=303, media_type="text/plain", headers=headers)


def _refused(request: AnyRequest, visit: Visit, claim: Claim | None, form: Form[Any], code: str) -> Response[str]:
    if code == "name_missing":
        form.fail("name", WORDS[code])
        return _door(request, visit, claim, form, status=422)
    if code == "too_often":
        form.fail("", WORDS[code])
        return _door(request, visit, claim, form, status=429)
    # The page itself says why the door is closed.
    return _door(request, visit, claim, form, status=409)


def _claim(booking: str, mark: str) -> Claim | None:
    try:
        return Claim(UUID(booking), mark) if booking else None
    except ValueError:
        return None


async def _visit(request: AnyRequest, viewer: Viewer, uuid: UUID, claim: Claim | None) -> Visit:
    visit = await queries.visit(uuid, viewer, claim=claim, config=config.current(), now=now_of(request))
    if visit is None:
        raise NotFoundException
    return visit


def _door(
    request: AnyRequest, visit: Visit, claim: Claim | None, form: Form[Any], *, status: int = 200
) -> Response[str]:
    address = f"/join/{visit.appointment['uuid']}"
    carried = {"booking": str(claim.booking), "mark": claim.mark} if claim else {}
    now = now_of(request)
    return page(
        request,
        "video/door.html",
        block="door",
        status=status,
        headers={**NO_TRACE, "Content-Security-Policy": _csp(visit)},
        visit=visit,
        appointment=visit.appointment,
        state=visit.door.state(now),
        soon=(visit.door.opens - now).total_seconds() <= 300,
        reason=WORDS[f"not_in_{visit.closed}"] if visit.closed else "",
        run_by=queries.run_by(visit.provider),
        elsewhere=isinstance(visit.provider, PlainLink),
        address=address,
        again=f"{address}?{urlencode(carried)}" if carried else address,
        carried=carried,
        form=form,
    )


def _csp(visit: Visit) -> str:
    # A browser follows the redirect of a form only to where form-action allows it.
    allowed = "'self' https:"
    if isinstance(visit.provider, Jitsi) and visit.provider.settings.base_url.startswith("http://"):
        allowed += f" http://{urlsplit(visit.provider.settings.base_url).netloc}"
    return CSP.replace("form-action 'self'", f"form-action {allowed}")


async def _to_look_after(request: AnyRequest, viewer: Viewer, uuid: UUID) -> Visit:
    visit = await _visit(request, viewer, uuid, None)
    if not visit.looks_after:
        raise NotFoundException
    return visit


@get("/join/{uuid:uuid}/room", policy=signed_in, include_in_schema=False)
async def room(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[str]:
    """What hosts set about their room."""
    visit = await _to_look_after(request, viewer, uuid)
    kept = visit.room or {"captions": False, "recording": False}
    return _room(request, visit, blank(captions=kept["captions"], recording=kept["recording"]))


@post("/join/{uuid:uuid}/room", policy=signed_in, include_in_schema=False)
async def set_up(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Keep it."""
    visit = await _to_look_after(request, viewer, uuid)
    form = read(await request.form(), RoomForm)
    if form.data is not None and form.data.host_link and not form.data.guest_link and not _has_link(visit):
        form.fail("guest_link", message("Please give the link for everybody, too."))
    if form.data is None:
        return _room(request, visit, form, status=422)
    data = form.data
    settings = RoomSettings(
        guest_link=data.guest_link or ("" if data.remove_links else None),
        host_link=data.host_link or ("" if data.remove_links else None),
        captions=data.captions,
        recording=data.recording,
    )
    try:
        await actions.set_up(
            visit,
            settings,
            by=viewer,
            random=secrets.token_bytes(16),
            config=config.current(),
            now=now_of(request),
        )
    except Refused as refused:
        for name in ("guest_link", "host_link"):
            if form.values[name] and not form.values[name].startswith("https://"):
                form.fail(name, WORDS[refused.code])
        if not form.errors:
            form.fail("", WORDS[refused.code])
        return _room(request, visit, form, status=422)
    return go(request, f"/join/{uuid}/room", message("The room is set up."))


def _has_link(visit: Visit) -> bool:
    return isinstance(visit.provider, PlainLink)


def _room(request: AnyRequest, visit: Visit, form: Form[Any], *, status: int = 200) -> Response[str]:
    return page(
        request,
        "video/room.html",
        status=status,
        headers=NO_TRACE,
        visit=visit,
        appointment=visit.appointment,
        has_link=_has_link(visit),
        jitsi=bool(config.current().jitsi_url),
        run_by=queries.run_by(visit.provider),
        over=visit.door.state(now_of(request)) == "over",
        started=visit.appointment["start"] <= now_of(request),
        address=f"/join/{visit.appointment['uuid']}",
        form=form,
    )


@post("/join/{uuid:uuid}/move", policy=signed_in, include_in_schema=False)
async def move(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Go to a new room, where links handed out before do not lead."""
    visit = await _to_look_after(request, viewer, uuid)
    try:
        await actions.move_room(visit, by=viewer, random=secrets.token_bytes(16), now=now_of(request))
    except Refused as refused:
        kept = visit.room or {"captions": False, "recording": False}
        form = blank(captions=kept["captions"], recording=kept["recording"])
        form.fail("guest_link", WORDS[refused.code])
        return _room(request, visit, form, status=409)
    text = message("The room has moved. Everybody who belongs here comes in again by the page of the room.")
    return go(request, f"/join/{uuid}/room", text)


@post("/join/{uuid:uuid}/run-on", policy=signed_in, include_in_schema=False)
async def run_on(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Keep the door open beyond the end, or stop that."""
    visit = await _to_look_after(request, viewer, uuid)
    on = not visit.running
    await actions.run_on(visit, on=on, random=secrets.token_bytes(16), now=now_of(request))
    on_text, off_text = message("The door stays open for another hour."), message("The door closes as planned.")
    return go(request, f"/join/{uuid}/room", on_text if on else off_text)
