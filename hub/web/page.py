"""Answers: a whole page, the block that htmx swaps, or the way on after a POST."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2_fragments import render_block
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.status_codes import HTTP_303_SEE_OTHER

from hub.i18n import LANGUAGES, gettext, speaking
from hub.web import flash
from hub.web.forms import Form
from hub.web.security import in_header, local_path, sharable
from hub.web.state import language_of, now_of, site_of, viewer_of

AnyRequest = Request[Any, Any, Any]


def wants_block(request: AnyRequest) -> bool:
    """Whether htmx asks for a part; a boosted link or the back button gets the whole page."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-history-restore-request") != "true"
        and headers.get("hx-boosted") != "true"
    )


def page(
    request: AnyRequest,
    template: str,
    *,
    block: str = "",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """Render a template, or its `block` where htmx asks for it."""
    flashes: list[dict[str, Any]] = []
    sealed = request.cookies.get(flash.COOKIE, "")
    as_block = bool(block) and wants_block(request)
    if sealed and not as_block:
        flashes = flash.unseal(sealed, request.app.state.config.secret)
    with speaking(language_of(request)):
        values = {**base_context(request), "flashes": flashes, **_of_title(context), **context}
        environment = request.app.state.templates
        if as_block:
            body = render_block(environment, template, block, **values)
        else:
            body = environment.get_template(template).render(values)
    cookies = [Cookie(key=flash.COOKIE, value="", max_age=0, path="/")] if flashes else []
    return Response(
        body,
        status_code=status,
        media_type="text/html",
        headers={"Vary": "HX-Request, Accept-Language, Cookie", **(headers or {})},
        cookies=cookies,
    )


def _of_title(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a title says besides the name of the page: that something has to be corrected, and which part of a list."""
    parts = [value["number"] for value in context.values() if isinstance(value, dict) and "previous_href" in value]
    return {
        "has_errors": any(isinstance(value, Form) and value.errors for value in context.values()),
        "part_number": max(parts, default=1),
    }


def base_context(request: AnyRequest) -> dict[str, Any]:
    """What base.html and the macros need on every page."""
    viewer, site, state = viewer_of(request), site_of(request), request.app.state
    path = request.scope["path"]
    language = language_of(request)
    return {
        "site": {
            "name": site.name,
            "tagline": site.tagline,
            "logo_url": site.logo,
            "demo": state.config.demo,
            "zone": site.zone,
            "zone_label": site.zone.rsplit("/", 1)[-1].replace("_", " "),
            "locale": language,
            "base_url": state.config.public_url,
            "modules_off": site.modules_off,
        },
        "viewer": viewer,
        "nav": [
            {"label": gettext(item.label), "href": item.href, "current": _current(path, item.href)}
            for item in state.navigation
            if item.policy(viewer) and item.module not in site.modules_off
        ],
        "languages": [{"code": code, "label": label, "current": code == language} for code, label in LANGUAGES.items()],
        "footer_links": [
            {"label": gettext(item.label), "href": _about(path, item.href)}
            for item in state.footer
            if item.policy(viewer) and item.module not in site.modules_off
        ],
        "bundle_css": state.static.url("css/hub.css"),
        "accent_css": f"/accent.css?h={site.accent}" if site.accent else "",
        "page_path": path,
        "text_direction": "ltr",
        "has_errors": False,
        "part_number": 1,
        "now": now_of(request),
    }


def _about(path: str, href: str) -> str:
    # Not every browser says which page led to the form.
    return f"{href}?page={path}" if href == "/report" and path != href and sharable(path) else href


def _current(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))


def go(
    request: AnyRequest,
    target: str,
    text: str = "",
    *,
    kind: str = "done",
    undo: tuple[str, str] | None = None,
    cookies: Sequence[Cookie] = (),
    **values: object,
) -> Response[None]:
    """303 to a path of this hub, with a word for the person (an English message with `values`).

    `undo` is the path to post to and the label of the button.
    """
    jar = list(cookies)
    if text:
        with speaking(language_of(request)):
            words = gettext(text) % values if values else gettext(text)
            back = {"action": undo[0], "label": gettext(undo[1])} if undo else None
        sealed = flash.seal([{"kind": kind, "text": words, "undo": back}], request.app.state.config.secret)
        secure = request.app.state.config.public_url.startswith("https://")
        jar.append(
            Cookie(
                key=flash.COOKIE,
                value=sealed,
                httponly=True,
                samesite="lax",
                secure=secure,
                path="/",
                max_age=60,
            )
        )
    way_on = {"Location": in_header(local_path(target))}
    return Response(None, status_code=HTTP_303_SEE_OTHER, headers=way_on, cookies=jar)
