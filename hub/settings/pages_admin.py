"""The administration: what one may look after, and the settings."""

from typing import Any
from zoneinfo import available_timezones

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from hub.feature import installed
from hub.i18n import LANGUAGES, message
from hub.policies import administrator, anybody
from hub.refused import Refused
from hub.settings import actions, contrast
from hub.settings import logo as logos
from hub.settings.forms import SettingsForm, check_settings, form_values, site_values
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of, site_of
from hub.web.words import WORDS

SAMPLES = range(0, 360, 30)


def looks_after(viewer: Viewer) -> bool:
    """Editors and administrators."""
    return viewer.editor or viewer.administrator


@get("/admin", policy=looks_after, include_in_schema=False)
async def overview(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """Everything that the viewer may look after."""
    off = site_of(request).modules_off
    items = [item for item in request.app.state.admin if item.policy(viewer) and item.module not in off]
    return page(request, "settings/overview.html", items=items)


@get("/admin/settings", policy=administrator, include_in_schema=False)
async def settings(request: AnyRequest) -> Response[str]:
    """The settings as they are."""
    return _settings_page(request, blank(**form_values(site_of(request))))


@post("/admin/settings", policy=administrator, include_in_schema=False)
async def change(request: AnyRequest, viewer: ViewerNow) -> Response[Any]:
    """Change the settings; they hold from the next page on."""
    form = read(await request.form(), SettingsForm)
    check_settings(form)
    if form.data is None:
        return _settings_page(request, form, status=422)
    assert viewer.person is not None
    values = site_values(form.data)
    await actions.change_settings(values, before=site_of(request), by=viewer.person, now=now_of(request))
    return go(request, "/admin/settings", message("The settings are saved and apply at once."))


@post("/admin/settings/logo", policy=administrator, upload=True, include_in_schema=False)
async def upload_logo(request: AnyRequest, viewer: ViewerNow) -> Response[Any]:
    """Take a new logo."""
    sent = (await request.form()).get("logo")
    body = await sent.read() if isinstance(sent, UploadFile) else b""
    assert viewer.person is not None
    try:
        await logos.take_logo(body, by=viewer.person, now=now_of(request))
    except Refused as refused:
        logo_form: Form[Any] = blank()
        logo_form.fail("logo", WORDS[refused.code], **refused.values)
        return _settings_page(request, blank(**form_values(site_of(request))), logo_form=logo_form, status=422)
    return go(request, "/admin/settings", message("The logo is shown from now on."))


@post("/admin/settings/logo/remove", policy=administrator, include_in_schema=False)
async def remove_logo(request: AnyRequest, viewer: ViewerNow) -> Response[None]:
    """Show the hub's own mark again."""
    assert viewer.person is not None
    await logos.drop_logo(by=viewer.person, now=now_of(request))
    return go(request, "/admin/settings", message("The logo is removed."))


@get("/logo/{fingerprint:str}", policy=anybody, bare=True, include_in_schema=False)
async def logo(fingerprint: FromPath[str]) -> Response[bytes]:
    """The logo; it can run nothing, even where somebody opens it by itself."""
    found = await logos.logo(fingerprint)
    if found is None:
        raise NotFoundException
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    return Response(found[1], media_type=found[0], headers=headers)


@get("/accent.css", policy=anybody, bare=True, include_in_schema=False)
async def accent(h: FromQuery[int] = 262) -> Response[str]:
    """The accent hue as a style sheet; the address holds the hue, so it can be kept for good."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(f":root {{ --accent-h: {h % 360}; }}\n", media_type="text/css", headers=headers)


def _settings_page(
    request: AnyRequest, form: Form[Any], *, logo_form: Form[Any] | None = None, status: int = 200
) -> Response[str]:
    return page(
        request,
        "settings/settings.html",
        status=status,
        form=form,
        logo_form=logo_form or blank(),
        language_options=list(LANGUAGES.items()),
        zones=_zones(),
        modules=[feature for feature in installed() if feature.optional],
        samples=[(hue, contrast.hex_of(hue), contrast.hex_of(hue, "dark")) for hue in SAMPLES],
    )


def _zones() -> list[str]:
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix")))
