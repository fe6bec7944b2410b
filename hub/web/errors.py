"""Error pages: what happened, that nothing is lost, and the way on."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException

from hub.i18n import gettext, message, speaking
from hub.refused import Refused
from hub.web.page import base_context
from hub.web.state import language_of
from hub.web.words import sentence

log = logging.getLogger("hub.web")

TITLES = {
    400: (
        message("That address cannot be read"),
        message("Something in the address or the form is not as expected."),
    ),
    401: (message("Please sign in"), message("This page is for people with an account.")),
    403: (
        message("Not for your role"),
        message("Your account is not allowed to see or do this. Nothing was changed."),
    ),
    404: (
        message("Page not found"),
        message("There is nothing here, or it is not for you. Maybe it has moved."),
    ),
    405: (
        message("That does not work here"),
        message("This page cannot be used in that way. Nothing was changed."),
    ),
    409: (message("That did not work"), message("Nothing was changed.")),
    413: (
        message("That is too large"),
        message("What was sent is larger than this page takes. Nothing was changed."),
    ),
    429: (message("Too many tries"), message("Please wait a few minutes and try again.")),
    500: (
        message("Something went wrong on our side"),
        message("We have noted it. Nothing of yours is lost; please try again in a moment."),
    ),
}
CROSS_SITE = message(
    "This form was sent from another site, so it was not carried out. Please open the page here and send it again."
)


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer an error as page, or as problem details (RFC 9457) below /api."""
    status = error.status_code if isinstance(error, HTTPException) else 409 if isinstance(error, Refused) else 500
    if status >= 500:
        log.error("request failed", exc_info=error, extra={"method": request.method, "route": _route(request)})
    if status == 401 and request.method == "GET" and not request.url.path.startswith("/api/"):
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Response(None, status_code=303, headers={"Location": f"/sign-in?next={quote(target, safe='/')}"})
    with speaking(language_of(request)):
        title, text = (gettext(part) for part in TITLES.get(status, TITLES[400 if status < 500 else 500]))
        if isinstance(error, Refused):
            text = sentence(error)
        elif isinstance(error, HTTPException) and error.detail == "cross_site":
            text = gettext(CROSS_SITE)
        if request.url.path.startswith("/api/"):
            body = {"type": "about:blank", "title": title, "status": status, "detail": text}
            return Response(body, status_code=status, media_type="application/problem+json")
        context = {**base_context(request), "flashes": [], "code": status, "title": title, "text": text}
        context["actions"] = [{"label": gettext("To the programme"), "href": "/programme"}]
        body = request.app.state.templates.get_template("error.html").render(context)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return Response(body, status_code=status, media_type=MediaType.HTML, headers=headers)


def _route(request: Request[Any, Any, Any]) -> str:
    # The pattern, never the address itself: addresses can hold tokens.
    template = request.scope.get("path_template")
    return str(template or "unmatched")


Handler = Callable[[Request[Any, Any, Any], Exception], Response[Any]]
