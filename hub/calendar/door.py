"""Public feeds that this process has kept are answered before routing: calendars ask for them all day long."""

import logging

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from hub.calendar.answers import PUBLIC, Feed

log = logging.getLogger("hub.calendar")


def at_the_door(app: ASGIApp) -> ASGIApp:
    """The application with kept feeds in front of it; whatever else is asked for, or fails here, goes on to it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        body, bodies = None, scope["app"].state.feed_bodies
        if scope["type"] == ScopeType.HTTP and scope["method"] in {"GET", "HEAD"}:
            try:
                body = await bodies.current(scope["path"])
            except Exception:
                log.exception("kept feed could not be compared")
        await (app if body is None else Feed(body, PUBLIC))(scope, receive, send)

    return serve
