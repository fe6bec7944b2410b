"""What several pages of this room need."""

from collections.abc import Mapping
from typing import Any

from litestar.exceptions import NotFoundException

from hub.i18n import gettext
from hub.organisations import queries
from hub.organisations.words import KINDS, STATES
from hub.viewer import Viewer


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


def kinds(*names: str) -> list[tuple[str, str]]:
    """Options of a field, in the language of the page."""
    return [(name, gettext(KINDS[name])) for name in names or KINDS]


def state_badge(state: str) -> tuple[str, str]:
    """Colour and words for the state of an organisation."""
    color, words = STATES[state]
    return color, gettext(words)
