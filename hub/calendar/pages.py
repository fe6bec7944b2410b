"""Subscribing to calendars: for everybody, and each person's own."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie

from hub import config
from hub.calendar import personal, queries
from hub.calendar.queries import Choice, Subscription, subscription
from hub.i18n import gettext, message, speaking
from hub.policies import anybody, signed_in
from hub.viewer import Viewer
from hub.web.forms import blank
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of, site_of

TABS = {
    "": message("The whole programme"),
    "online": message("Only online"),
    "event": message("One event"),
    "organisation": message("One organisation"),
    "tag": message("One topic"),
    "place": message("One place"),
}
Choose = Callable[[datetime], Awaitable[list[Choice]]]
CHOICES: dict[str, tuple[str, Choose]] = {
    "event": ("/calendar/events", queries.events),
    "organisation": ("/calendar/organisations", queries.organisations),
    "tag": ("/calendar/tags", queries.tags),
    "place": ("/calendar/places", queries.places),
}
# Carries a new address over the redirect, to be shown once.
ADDRESS_COOKIE = "hub_feed"
MINE = "/me/calendar"


@get("/calendar", policy=anybody, include_in_schema=False)
async def subscribe(request: AnyRequest) -> Response[str]:
    """Every feed with the ways to subscribe to it; no account is needed."""
    by = request.query_params.get("by", "")
    by = by if by in TABS else ""
    wanted = request.query_params.get("feed", "")
    base_url, site = config.current().public_url, site_of(request)
    choices: list[Choice] = []
    shown: list[Subscription] = []
    with speaking(language_of(request)):
        if by in CHOICES:
            folder, choose = CHOICES[by]
            choices = await choose(now_of(request))
            chosen = next((choice for choice in choices if choice.slug == wanted), None)
            if chosen is not None:
                shown.append(subscription(chosen.title, f"{folder}/{chosen.slug}.ics", base_url))
                if by == "event":
                    title = gettext("%(title)s, one entry a day") % {"title": chosen.title}
                    shown.append(subscription(title, f"{folder}/{chosen.slug}/days.ics", base_url))
        elif by == "online":
            shown.append(subscription(f"{gettext('Online')} – {site.name}", "/calendar/online.ics", base_url))
        else:
            shown.append(subscription(site.name, "/calendar/programme.ics", base_url))
        tabs = [
            {"label": gettext(label), "href": f"/calendar?by={key}" if key else "/calendar", "current": key == by}
            for key, label in TABS.items()
        ]
    return page(
        request,
        "calendar/subscribe.html",
        tabs=tabs,
        by=by,
        form=blank(feed=wanted),
        choices=choices,
        subscriptions=shown,
    )


async def block(viewer: Viewer, now: datetime) -> Mapping[str, Any] | None:
    """What "my page" says about the own feed."""
    return None if viewer.person is None else {"since": await personal.feed_since(viewer.person)}


@get(MINE, policy=signed_in, include_in_schema=False)
async def mine(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """One's own feed; its address is shown right after it was made and never again."""
    assert viewer.person is not None
    token = request.cookies.get(ADDRESS_COOKIE, "")
    new: Subscription | None = None
    if token and await personal.is_current(viewer.person, token):
        with speaking(language_of(request)):
            title = f"{gettext('My programme')} – {site_of(request).name}"
        new = subscription(title, f"/calendar/me/{token}.ics", config.current().public_url)
    answer = page(
        request,
        "calendar/mine.html",
        headers={"Cache-Control": "no-store"},
        since=await personal.feed_since(viewer.person),
        new=new,
    )
    if token:
        answer.set_cookie(_address_cookie("", max_age=0))
    return answer


@post(MINE, policy=signed_in, include_in_schema=False)
async def make(request: AnyRequest, viewer: ViewerNow) -> Response[None]:
    """Make the address of one's own feed, or a new one in place of the old."""
    assert viewer.person is not None
    token = secrets.token_urlsafe(32)
    await personal.make(viewer.person, token=token, now=now_of(request))
    text = message("Your calendar has an address. It is shown only now.")
    return go(request, MINE, text, cookies=[_address_cookie(token, max_age=60)])


@post(f"{MINE}/revoke", policy=signed_in, include_in_schema=False)
async def revoke(request: AnyRequest, viewer: ViewerNow) -> Response[None]:
    """End one's own feed."""
    assert viewer.person is not None
    await personal.revoke(viewer.person, now=now_of(request))
    return go(request, MINE, message("The address no longer works. Calendars that use it keep what they have."))


def _address_cookie(value: str, *, max_age: int) -> Cookie:
    secure = config.current().public_url.startswith("https://")
    return Cookie(
        key=ADDRESS_COOKIE, value=value, path=MINE, httponly=True, samesite="lax", secure=secure, max_age=max_age
    )
