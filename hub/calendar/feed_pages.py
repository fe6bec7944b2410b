"""Feeds and downloads: for programs, so without cookie, redirect or sign-in."""

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp

from hub.calendar import feeds
from hub.calendar.answers import PRIVATE, PUBLIC, Feed, Whole, calendars_only
from hub.calendar.download import download
from hub.calendar.feeds import Bodies, Find
from hub.calendar.tokens import is_token
from hub.policies import anybody
from hub.web.page import AnyRequest
from hub.web.state import ViewerNow, now_of

SUFFIX = ".ics"


def feed(path: str, *, bare: bool = True) -> Callable[[Any], HTTPRouteHandler]:
    """A route for programs."""
    decorate = get(path, policy=anybody, bare=bare, include_in_schema=False)
    return lambda handler: decorate(calendars_only(handler))


def slug_of(name: str) -> str:
    """The name of a feed without its suffix; 404 without one."""
    if not name.endswith(SUFFIX) or len(name) > 200:
        raise NotFoundException
    return name.removesuffix(SUFFIX)


async def _public(request: AnyRequest, find: Find) -> ASGIApp:
    bodies: Bodies = request.app.state.feed_bodies
    body = await bodies.get(request.scope["path"], find, now_of(request))
    if body is None:
        raise NotFoundException
    return Feed(body, PUBLIC)


@feed("/calendar/programme.ics")
async def programme(request: AnyRequest) -> ASGIApp:
    """Everything public."""
    return await _public(request, feeds.programme)


@feed("/calendar/online.ics")
async def online(request: AnyRequest) -> ASGIApp:
    """What takes place online, also."""
    return await _public(request, feeds.online)


@feed("/calendar/events/{name:str}")
async def event(request: AnyRequest, name: FromPath[str]) -> ASGIApp:
    """The sessions of an event."""
    return await _public(request, partial(feeds.event, slug_of(name)))


@feed("/calendar/events/{slug:str}/days.ics")
async def event_days(request: AnyRequest, slug: FromPath[str]) -> ASGIApp:
    """An event as one all-day entry for each of its days."""
    return await _public(request, partial(feeds.event_days, slug))


@feed("/calendar/organisations/{name:str}")
async def organisation(request: AnyRequest, name: FromPath[str]) -> ASGIApp:
    """What an organisation and every one below it does."""
    return await _public(request, partial(feeds.organisation, slug_of(name)))


@feed("/calendar/tags/{name:str}")
async def tag(request: AnyRequest, name: FromPath[str]) -> ASGIApp:
    """What has a tag."""
    return await _public(request, partial(feeds.gathered, "tag", slug_of(name)))


@feed("/calendar/places/{name:str}")
async def place(request: AnyRequest, name: FromPath[str]) -> ASGIApp:
    """What takes place somewhere."""
    return await _public(request, partial(feeds.gathered, "place", slug_of(name)))


@feed("/calendar/me/{name:str}")
async def personal(request: AnyRequest, name: FromPath[str]) -> ASGIApp:
    """What one person gives or has a seat in, for whoever knows the secret address."""
    token = slug_of(name)
    found = await feeds.personal(token) if is_token(token) else None
    if found is None:
        raise NotFoundException
    return Feed(await feeds.body(found, now_of(request)), PRIVATE)


@feed("/sessions/{slug:str}/calendar", bare=False)
async def session(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> ASGIApp:
    """One session as a file, which does not update; for whoever may see the session."""
    made = await download(f"/sessions/{slug}", viewer)
    if made is None:
        raise NotFoundException
    headers = {**PRIVATE, "content-disposition": f'attachment; filename="{slug_for_file(slug)}.ics"'}
    return Whole(made, headers)


def slug_for_file(slug: str) -> str:
    """A slug as a file's name: what a header could not carry is left out."""
    return "".join(char for char in slug if char.isascii() and (char.isalnum() or char in "-_")) or "session"
