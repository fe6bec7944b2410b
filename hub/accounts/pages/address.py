"""Changing one's mail address, confirming and undoing it, and vouching for somebody who lost a mailbox."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.accounts import address, forms
from hub.accounts.keys import masked, new_token
from hub.accounts.pages.parts import NO_STORE, sender_of
from hub.accounts.policies import may_come_to_vouch
from hub.i18n import message
from hub.policies import anybody, signed_in
from hub.refused import Refused
from hub.viewer import Viewer
from hub.vouching import vouchable
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of
from hub.web.words import sentence

SENT = message("We have sent a mail to %(email)s. The change counts once the link in it is opened and confirmed.")


@get("/me/address", policy=signed_in, include_in_schema=False)
async def own(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The address, and a form for another."""
    return await _own_page(request, viewer, blank(email=""))


async def _own_page(request: AnyRequest, viewer: Viewer, form: Form[Any], status: int = 200) -> Response[str]:
    assert viewer.person is not None
    current = await address.main_address(viewer.person)
    return page(request, "accounts/address.html", status=status, headers=NO_STORE, form=form, current=current)


@post("/me/address", policy=signed_in, include_in_schema=False)
async def change_own(request: AnyRequest, viewer: ViewerNow) -> Response[str] | Response[None]:
    """Ask for another address."""
    assert viewer.person is not None
    form, email = await _asked(request, person=viewer.person, by=viewer.person)
    if email is None:
        return await _own_page(request, viewer, form, 422)
    return go(request, "/me/address", SENT, kind="note", email=email)


async def _asked(request: AnyRequest, *, person: int, by: int) -> tuple[Form[forms.NewAddress], str | None]:
    form = read(await request.form(), forms.NewAddress)
    if form.data is None:
        return form, None
    email = form.data.email
    try:
        await address.ask_change(
            person, email, by=by, confirm=new_token(), sender=sender_of(request), now=now_of(request)
        )
    except Refused as refused:
        form.fail("email", sentence(refused))
        return form, None
    return form, email


@get("/address/confirm/{token:str}", policy=anybody, include_in_schema=False)
async def confirm_page(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """What the mail to the new address opens: only a button."""
    change = await address.waiting(token, now=now_of(request))
    if change is None:
        return _over(request)
    values = {"name": change["person.name"], "address": masked(change["new"])}
    return page(request, "accounts/confirm_address.html", headers=NO_STORE, token=token, **values)


@post("/address/confirm/{token:str}", policy=anybody, include_in_schema=False)
async def confirm(request: AnyRequest, viewer: ViewerNow, token: FromPath[str]) -> Response[str] | Response[None]:
    """Make the new address count."""
    try:
        person = await address.confirm_change(token, undo=new_token(), now=now_of(request))
    except Refused:
        return _over(request)
    text = message("The new mail address counts from now on. Use it the next time you sign in.")
    return go(request, _after(viewer, person, "/me/address"), text)


@get("/address/undo/{token:str}", policy=anybody, include_in_schema=False)
async def undo_page(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """What the mail to the old address opens: only a button."""
    change = await address.undoable(token, now=now_of(request))
    if change is None:
        return _over(request)
    values = {"name": change["person.name"], "address": masked(change["old"])}
    return page(request, "accounts/undo_address.html", headers=NO_STORE, token=token, **values)


@post("/address/undo/{token:str}", policy=anybody, include_in_schema=False)
async def undo(request: AnyRequest, viewer: ViewerNow, token: FromPath[str]) -> Response[str] | Response[None]:
    """Give the old address back."""
    try:
        person = await address.undo_change(token, now=now_of(request))
    except Refused:
        return _over(request)
    text = message("The old mail address counts again, and all devices are signed out. Please sign in with it now.")
    return go(request, _after(viewer, person, "/sign-in"), text)


def _after(viewer: Viewer, person: int, own: str) -> str:
    # Somebody else's browser may have opened the link; its own account is not what this was about.
    if not viewer.signed_in:
        return "/sign-in"
    return own if viewer.person == person else "/"


def _over(request: AnyRequest) -> Response[str]:
    return page(request, "accounts/link_over.html", status=404, headers=NO_STORE)


@get("/members/{uuid:uuid}/address", policy=may_come_to_vouch, include_in_schema=False)
async def vouch_page(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[str]:
    """A new address for somebody whose mailbox is lost."""
    return _vouch_page(request, await _found(uuid, viewer), blank(email=""))


@post("/members/{uuid:uuid}/address", policy=may_come_to_vouch, include_in_schema=False)
async def vouch(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[str] | Response[None]:
    """Vouch for the new address."""
    person = await _found(uuid, viewer)
    assert viewer.person is not None
    form, email = await _asked(request, person=person["id"], by=viewer.person)
    if email is None:
        return _vouch_page(request, person, form, 422)
    return go(request, f"/members/{uuid}/address", SENT, kind="note", email=email)


async def _found(uuid: UUID, viewer: Viewer) -> dict[str, Any]:
    person = await vouchable(uuid, viewer)
    if person is None:
        raise NotFoundException
    return person


def _vouch_page(request: AnyRequest, person: dict[str, Any], form: Form[Any], status: int = 200) -> Response[str]:
    return page(request, "accounts/vouch.html", status=status, form=form, person=person)


routes = [own, change_own, confirm_page, confirm, undo_page, undo, vouch_page, vouch]
