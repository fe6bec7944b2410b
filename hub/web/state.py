"""What every request carries: who looks, in which language, on which site."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import (
    MethodNotAllowedException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
)
from litestar.handlers import BaseRouteHandler

from hub.i18n import LANGUAGES, preferred, speak
from hub.site import Site
from hub.viewer import VISITOR, Viewer
from hub.web.security import refuse_cross_site

SIGN_IN_COOKIE = "hub_device"
LANGUAGE_COOKIE = "hub_language"

LoadViewer = Callable[[str, datetime], Awaitable[Viewer]]
LoadSite = Callable[[], Awaitable[Site]]
Connection = ASGIConnection[Any, Any, Any, Any]
ViewerNow = NamedDependency[Viewer]


def now_of(connection: Connection) -> datetime:
    """The time of this request, UTC; one moment for all that the request does."""
    moment: datetime = connection.scope["state"].setdefault("now", connection.app.state.clock())
    return moment


async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Load who looks, refuse cross-site writes, and ask the route's policy.

    Routes marked `bare` (feeds, static files, health) serve everybody alike and load nothing; whether their module
    is switched off they take from the settings that this process read last.
    """
    refuse_unreadable(connection)
    if "policy" not in handler.opt:
        # Litestar's own answer to OPTIONS, the only route that no feature has written.
        raise MethodNotAllowedException
    if handler.opt.get("bare"):
        refuse_switched_off(connection.app.state.site, handler)
        return
    refuse_cross_site(connection, handler)
    state = connection.scope["state"]
    state["site"] = connection.app.state.site = await connection.app.state.load_site()
    token = connection.cookies.get(SIGN_IN_COOKIE, "")
    state["viewer"] = viewer = await connection.app.state.load_viewer(token, now_of(connection)) if token else VISITOR
    # Forms make their errors while they are read, long before a page is rendered.
    speak(language_of(connection))
    refuse_switched_off(state["site"], handler)
    if not handler.opt["policy"](viewer):
        if not viewer.signed_in:
            raise NotAuthorizedException
        raise PermissionDeniedException


def refuse_unreadable(connection: Connection) -> None:
    """No name holds a NUL, and PostgreSQL takes none in any text: such a path leads nowhere."""
    if "\0" in connection.scope["path"]:
        raise NotFoundException


def refuse_switched_off(site: Site, handler: BaseRouteHandler) -> None:
    """A route of a module that an administrator switched off is not there."""
    if handler.opt.get("module") in site.modules_off:
        raise NotFoundException


def viewer_of(connection: Connection) -> Viewer:
    """Who looks; a visitor where nothing was loaded, as on an unmatched route."""
    viewer: Viewer = connection.scope.get("state", {}).get("viewer", VISITOR)
    return viewer


def site_of(connection: Connection) -> Site:
    """The site of this request; the last one known where nothing was loaded."""
    site: Site = connection.scope.get("state", {}).get("site") or connection.app.state.site
    return site


def language_of(connection: Connection) -> str:
    """The language by profile, else the cookie, else Accept-Language."""
    viewer = viewer_of(connection)
    chosen = viewer.language or connection.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return preferred(connection.headers.get("accept-language", ""))


def clock() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)
