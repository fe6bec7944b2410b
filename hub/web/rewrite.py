"""Addresses that routing alone cannot serve."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

SUFFIX = ".ics"
SESSIONS = "/sessions/"


def rewritten(app: ASGIApp) -> ASGIApp:
    """The application with `/sessions/<slug>.ics` led to `/sessions/<slug>/calendar`.

    Beside a route `/sessions/{slug}` one for `/sessions/{slug}.ics` would never be called, since a parameter takes
    the whole part of the path; no slug holds a dot.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["path"].startswith(SESSIONS) and scope["path"].endswith(SUFFIX):
            path = f"{scope['path'].removesuffix(SUFFIX)}/calendar"
            scope["path"], scope["raw_path"] = path, path.encode()
        await app(scope, receive, send)

    return serve
