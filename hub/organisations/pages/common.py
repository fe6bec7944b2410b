"""What several pages of this room need."""

from collections.abc import Mapping
from typing import Any

from litestar import Response
from litestar.exceptions import NotFoundException

from hub.organisations import queries
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.page import AnyRequest, go
from hub.web.words import WORDS


async def found(slug: str, viewer: Viewer) -> dict[str, Any]:
    """The organisation of an address, if there is one for this viewer; else the page does not exist."""
    row = await queries.find(slug, viewer)
    if row is None:
        raise NotFoundException
    return row


def needs(allowed: bool) -> None:
    """What somebody may not do does not exist for them."""
    if not allowed:
        raise NotFoundException


def href(organisation: Mapping[str, Any], part: str = "") -> str:
    """The address of an organisation's page, or of one below it."""
    return f"/organisations/{organisation['slug']}{'/' + part if part else ''}"


def refused(request: AnyRequest, target: str, error: Refused) -> Response[None]:
    """Back to the page where it was tried, with the reason."""
    values: dict[str, Any] = error.values
    return go(request, target, WORDS.get(error.code, WORDS["not_allowed"]), kind="error", **values)
