""" "My page": what every room shows its person, the profile, the devices."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup

from hub.accounts import forms
from hub.accounts.devices import devices_of, revoke, revoke_others
from hub.accounts.pages.parts import device_cookie
from hub.accounts.profile import profile_of, save_profile, seen_by
from hub.feature import Block, Feature
from hub.i18n import message, speaking
from hub.i18n.times import day_words, local
from hub.policies import signed_in
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.forms import REQUIRED, Form, blank, read, values_of
from hub.web.page import AnyRequest, base_context, go, page
from hub.web.state import ViewerNow, language_of, now_of, site_of


@get("/me", policy=signed_in, include_in_schema=False)
async def me(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """Everything of one's own."""
    features: list[Feature] = request.app.state.features
    off = site_of(request).modules_off
    blocks = [block for feature in features if feature.key not in off for block in feature.me]
    return page(request, "accounts/me.html", blocks=await _rendered(request, viewer, blocks))


async def _rendered(request: AnyRequest, viewer: Viewer, blocks: list[Block]) -> list[Markup]:
    """Each block's template, filled with what its query gives; empty ones are left out."""
    found: list[tuple[str, dict[str, Any]]] = []
    for block in sorted(blocks, key=lambda each: each.order):
        values = await block.load(viewer, now_of(request))
        if values is not None:
            found.append((block.template, dict(values)))
    context, templates = base_context(request), request.app.state.templates
    with speaking(language_of(request)):
        return [Markup(templates.get_template(name).render({**context, **values})) for name, values in found]


def _person(viewer: Viewer) -> int:
    assert viewer.person is not None
    return viewer.person


@get("/me/profile", policy=signed_in, include_in_schema=False)
async def profile(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The profile, and how others see it."""
    values = await profile_of(_person(viewer))
    values["language"] = values["language"] or language_of(request)
    return _profile_page(request, blank(**values_of(values)), slug=values["slug"])


def _profile_page(request: AnyRequest, form: Form[Any], *, slug: str | None, status: int = 200) -> Response[str]:
    previews = None
    if not form.errors:
        previews = [(who, seen_by(form.values, member=who == "members")) for who in ("members", "public")]
    return page(request, "accounts/profile.html", status=status, form=form, previews=previews, slug=slug)


@post("/me/profile", policy=signed_in, include_in_schema=False)
async def change_profile(request: AnyRequest, viewer: ViewerNow) -> Response[str] | Response[None]:
    """Keep the profile, or show first how it would look."""
    sent = await request.form()
    form = read(sent, forms.Profile)
    if form.data and not any(char.isalnum() for char in form.data.name):
        form.fail("name", REQUIRED)
    slug = (await profile_of(_person(viewer)))["slug"]
    if form.data is None:
        return _profile_page(request, form, slug=slug, status=422)
    if sent.get("preview"):
        return _profile_page(request, form, slug=slug)
    await save_profile(_person(viewer), values=values_of(form.data))
    return go(request, "/me/profile", message("Your profile is saved."))


@get("/me/devices", policy=signed_in, include_in_schema=False)
async def devices(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """Where one is signed in."""
    rows = await devices_of(_person(viewer), now=now_of(request))
    zone = site_of(request).zone
    with speaking(language_of(request)):
        days = {
            each["id"]: {
                name: day_words(local(each[name], zone).date(), short=True) for name in ("created", "last_seen")
            }
            for each in rows
        }
    shown = [{**each, **days[each["id"]]} for each in rows]
    return page(request, "accounts/devices.html", devices=shown, this=viewer.device)


@post("/me/devices/{mark:str}/revoke", policy=signed_in, include_in_schema=False)
async def revoke_one(request: AnyRequest, viewer: ViewerNow, mark: FromPath[str]) -> Response[None]:
    """Sign one device out."""
    own = {each["mark"]: each["id"] for each in await devices_of(_person(viewer), now=now_of(request))}
    try:
        await revoke(mark, by=_person(viewer))
    except Refused:
        raise NotFoundException from None
    if own.get(mark) == viewer.device:
        return go(request, "/", message("You are signed out."), cookies=[device_cookie(request, "")])
    return go(request, "/me/devices", message("That device is signed out."))


@post("/me/devices/revoke-others", policy=signed_in, include_in_schema=False)
async def revoke_all_others(request: AnyRequest, viewer: ViewerNow) -> Response[None]:
    """Sign every device out but this one."""
    await revoke_others(by=_person(viewer), keeping=viewer.device)
    return go(request, "/me/devices", message("All other devices are signed out."))


routes = [me, profile, change_profile, devices, revoke_one, revoke_all_others]
