"""Headers on every answer, and no write from another site."""

import re
import string
from typing import Any
from urllib.parse import quote, urlsplit

from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.types import Message, Scope

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
OVER_HTTP = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
OVER_HTTPS = [*OVER_HTTP, (b"strict-transport-security", b"max-age=31536000; includeSubDomains")]
PLAIN = re.compile(r"(/[a-z0-9.-]+)+")
SECRET = re.compile(r"[0-9a-f]{20,}")
SAFE = {"GET", "HEAD", "OPTIONS"}


async def add_headers(message: Message, scope: Scope) -> None:
    """Set what is missing of the security headers, on error pages and unmatched routes too (a before_send hook)."""
    if message["type"] != "http.response.start":
        return
    state: Any = scope["app"].state
    wanted = OVER_HTTPS if state.config.public_url.startswith("https://") else OVER_HTTP
    # Feeds are answered often: one look at the names is a tenth of the time of Litestar's headers.
    sent = {name.lower() for name, _value in message["headers"]}
    message["headers"] = [*message["headers"], *(pair for pair in wanted if pair[0] not in sent)]


def refuse_cross_site(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse a write that another site's page caused.

    - Sec-Fetch-Site decides where the browser sends it: same-origin and none (typed, bookmarked) pass.
    - Else Origin must be the origin of the base URL or of this very host.
    - With neither, nobody with a session cookie may write; programs without one may.
    - One-click unsubscribe (RFC 8058) comes from mail servers and is marked `cross_site`.
    """
    if connection.scope.get("method") in SAFE or handler.opt.get("cross_site"):
        return
    fetch_site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    if fetch_site is not None:
        if fetch_site in {"same-origin", "none"}:
            return
    elif origin is not None:
        base = urlsplit(connection.app.state.config.public_url)
        sent = urlsplit(origin)
        if (sent.scheme, sent.netloc) == (base.scheme, base.netloc):
            return
    elif "cookie" not in connection.headers:
        return
    raise PermissionDeniedException(detail="cross_site")


def sharable(path: str) -> bool:
    """Whether the path of a page can be passed on: it holds no part that could be a secret.

    Tokens have capital letters and marks are long runs of hexadecimal digits; names in addresses are neither, and the
    digits of a UUID stand in groups.
    """
    return path == "/" or (PLAIN.fullmatch(path) is not None and SECRET.search(path) is None)


def local_path(target: str, otherwise: str = "/") -> str:
    """A path on this hub to go on to; anything that could lead elsewhere becomes `otherwise`."""
    if not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(char) < 33 for char in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc or "\\" in target else target


def in_header(path: str) -> str:
    """A path as a Location header can carry it: what is not ASCII is escaped, what is escaped stays as it is."""
    return quote(path, safe=string.punctuation, errors="replace")
