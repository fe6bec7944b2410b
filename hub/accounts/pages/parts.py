"""What the pages of accounts share: cookies, who asks, where to go on to."""

from litestar.datastructures import Cookie

from hub.accounts.devices import label_of
from hub.rates import sender_mark
from hub.web.client import client_address
from hub.web.page import AnyRequest
from hub.web.security import local_path
from hub.web.state import LANGUAGE_COOKIE, SIGN_IN_COOKIE

ASKED_COOKIE = "hub_asked"
ASKED_FOR_S = 15 * 60
# Browsers keep no cookie longer than 400 days; when a device is forgotten, the database decides.
DEVICE_FOR_S = 400 * 24 * 3600
LANGUAGE_FOR_S = 365 * 24 * 3600
NO_STORE = {"Cache-Control": "no-store"}


def sender_of(request: AnyRequest) -> str:
    """A keyed hash of where the request comes from, for limits."""
    return sender_mark(client_address(request), request.app.state.config.secret)


def label_for(request: AnyRequest) -> str:
    """What the browser calls itself."""
    return label_of(request.headers.get("user-agent", ""))


def _cookie(request: AnyRequest, key: str, value: str, *, path: str, seconds: int) -> Cookie:
    secure = request.app.state.config.public_url.startswith("https://")
    return Cookie(key=key, value=value, path=path, max_age=seconds, httponly=True, samesite="lax", secure=secure)


def asked_cookie(request: AnyRequest, value: str) -> Cookie:
    """Binds a way in to this browser; an empty value takes it away."""
    return _cookie(request, ASKED_COOKIE, value, path="/sign-in", seconds=ASKED_FOR_S if value else 0)


def device_cookie(request: AnyRequest, value: str) -> Cookie:
    """Keeps this browser signed in; an empty value takes it away."""
    return _cookie(request, SIGN_IN_COOKIE, value, path="/", seconds=DEVICE_FOR_S if value else 0)


def language_cookie(request: AnyRequest, value: str) -> Cookie:
    """Remembers the language."""
    return _cookie(request, LANGUAGE_COOKIE, value, path="/", seconds=LANGUAGE_FOR_S)


def onward(target: str) -> str:
    """Where to go on to after getting in: a path of this hub, else "my page"."""
    path = local_path(target, "/me")
    return "/me" if path.split("?")[0].startswith(("/sign-in", "/sign-out", "/language")) else path
