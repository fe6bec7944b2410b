"""Pages that all visitors see alike, made once and sent again until something could be different on them."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response

from hub.database import current
from hub.viewer import Viewer
from hub.web import flash
from hub.web.page import AnyRequest, wants_block
from hub.web.state import language_of, now_of

# With the longest pages about eight megabytes.
MOST = 64


class KeptPages:
    """The latest pages of this process, each under what it was made from; the oldest go first."""

    def __init__(self) -> None:
        self._pages: dict[object, tuple[object, Response[str]]] = {}

    async def get(
        self, request: AnyRequest, viewer: Viewer, make: Callable[[], Awaitable[Response[str]]]
    ) -> Response[str]:
        """The page of a request: what `make` gives, or gave another visitor in the same minute from the same data.

        The state of the database is read before the page is made, so a page never counts as newer than it is. What
        goes by the time (over, now, the last hours of a waiting list) is right to the minute, as all times are given.
        """
        if viewer.signed_in or flash.COOKIE in request.cookies:
            return await make()
        scope: Any = request.scope
        address = (scope["path"], scope["query_string"], language_of(request), wants_block(request))
        made_from = (await current().state(), now_of(request).replace(second=0, microsecond=0))
        kept = self._pages.pop(address, None)
        page = kept[1] if kept is not None and kept[0] == made_from else await make()
        self._pages[address] = (made_from, page)
        while len(self._pages) > MOST:
            del self._pages[next(iter(self._pages))]
        return page
