"""What features put onto pages that are not theirs, each rendered by itself with what every page has."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from hub.feature import ActionFor, Block, switched_on
from hub.i18n import speaking
from hub.viewer import Viewer
from hub.web.page import AnyRequest, base_context
from hub.web.state import language_of, site_of


async def blocks(request: AnyRequest, name: str, viewer: Viewer, now: datetime) -> list[Markup]:
    """Every feature's blocks of a page that features fill, `home` or `me`, in their order."""
    found: list[Block] = [
        block for feature in switched_on(site_of(request).modules_off) for block in getattr(feature, name)
    ]
    shown = []
    for block in sorted(found, key=lambda each: each.order):
        context = await block.load(viewer, now)
        if context is not None:
            shown.append(_rendered(request, block.template, context))
    return shown


async def actions(request: AnyRequest, viewer: Viewer, appointment: Mapping[str, Any], now: datetime) -> list[Markup]:
    """The boxes of a session's or an event's page, the main one first."""
    asked: Sequence[ActionFor] = [
        ask for feature in switched_on(site_of(request).modules_off) for ask in feature.actions_for
    ]
    answers = [await ask(viewer, appointment, now) for ask in asked]
    there = sorted((each for each in answers if each is not None), key=lambda each: each.order)
    return [_rendered(request, each.template, each.context) for each in there]


def _rendered(request: AnyRequest, template: str, context: Mapping[str, Any]) -> Markup:
    with speaking(language_of(request)):
        made = request.app.state.templates.get_template(template)
        return Markup(made.render({**base_context(request), **context}))
