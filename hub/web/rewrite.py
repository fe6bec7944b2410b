"""Requests that routing alone cannot serve."""

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

SUFFIX = ".ics"
SESSIONS = "/sessions/"
NUL = b"%00"


def rewritten(app: ASGIApp) -> ASGIApp:
    """The application with `/sessions/<slug>.ics` led to `/sessions/<slug>/calendar`, and no NUL in what is asked.

    Beside a route `/sessions/{slug}` one for `/sessions/{slug}.ics` would never be called, since a parameter takes
    the whole part of the path; no slug holds a dot. HEAD, as programs ask that watch a site or check its links, is
    answered like GET but for the body.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["path"].startswith(SESSIONS) and scope["path"].endswith(SUFFIX):
            path = f"{scope['path'].removesuffix(SUFFIX)}/calendar"
            scope["path"], scope["raw_path"] = path, path.encode()
        # PostgreSQL takes no NUL in any text, and nobody looks for one.
        while scope["type"] == ScopeType.HTTP and NUL in scope["query_string"]:
            scope["query_string"] = scope["query_string"].replace(NUL, b"")
        if scope["type"] == ScopeType.HTTP and scope["method"] == "HEAD":
            scope["method"], send = HttpMethod.GET, _without_body(send)
        await app(scope, receive, send)

    return serve


def _without_body(send: Send) -> Send:
    async def headers_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return headers_only
