"""The application: every feature put together."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from litestar import Litestar, Request, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from hub import config as settings
from hub import site as sites
from hub.accounts.feature import feature as accounts
from hub.accounts.queries import load_viewer
from hub.appointments import hooks
from hub.calendar import entries
from hub.calendar.door import at_the_door
from hub.calendar.feature import feature as calendar
from hub.calendar.feeds import Bodies
from hub.config import Config
from hub.database import connect, engine_for
from hub.database.in_use import in_use
from hub.database.migrate import migrate
from hub.demo.feature import feature as demo
from hub.feature import Feature, NavItem, install
from hub.i18n import use_catalogues
from hub.jobs.worker import Worker
from hub.mail.deliver import Delivery
from hub.mail.tables import JOB as MAIL_JOB
from hub.mail.transport import Transport, transport_of
from hub.organisations.feature import feature as organisations
from hub.policies import anybody
from hub.privacy.feature import feature as privacy
from hub.settings.feature import feature as administration
from hub.site import Site, site
from hub.video.feature import feature as video
from hub.viewer import Viewer
from hub.web import health, words
from hub.web.errors import handle
from hub.web.kept import KeptPages
from hub.web.rewrite import rewritten
from hub.web.security import add_headers
from hub.web.sent import FormRequest
from hub.web.state import clock as real_clock
from hub.web.state import guard, viewer_of
from hub.web.static import StaticFiles, static_file
from hub.web.templates import environment
from sessions.booking.feature import feature as booking
from sessions.programme.feature import feature as programme
from sessions.transfer.feature import feature as transfer

FEATURES: tuple[Feature, ...] = (
    accounts,
    organisations,
    administration,
    privacy,
    calendar,
    video,
    programme,
    booking,
    transfer,
    demo,
)
MAX_BODY = 1_000_000


def move_in(features: Sequence[Feature]) -> None:
    """Make the features, their German and their words for refusals those of this process, commands and worker too."""
    install(features)
    use_catalogues([feature.folder for feature in features] + [Path(words.__file__).parent])
    for feature in features:
        words.WORDS.update(feature.words)
    hooks.changed[:] = [hear for feature in features for hear in feature.changed]
    hooks.seat_free[:] = [hear for feature in features for hear in feature.seat_free]
    hooks.seat_changed[:] = [hear for feature in features for hear in feature.seat_changed]
    entries.describers.clear()
    entries.describers.update({kind: describe for feature in features for kind, describe in feature.entries.items()})


move_in(FEATURES)


def _viewer(request: Request[Any, Any, Any]) -> Viewer:
    return viewer_of(request)


def _routes(feature: Feature) -> list[Any]:
    """A feature's routes; those of an optional one know which module they go with."""
    for route in feature.routes if feature.optional else ():
        route.opt["module"] = feature.key
    return list(feature.routes)


def _links(features: Sequence[Feature], part: str) -> list[NavItem]:
    """The links that the features have for `part`, in their order."""
    found = [
        replace(item, module=feature.key if feature.optional else "")
        for feature in features
        for item in getattr(feature, part)
    ]
    return sorted(found, key=lambda item: item.order)


@cache
def furnishing() -> tuple[StaticFiles, Environment]:
    """Static files and templates, read and compiled once a process for pages and mails."""
    static = StaticFiles()
    return static, environment(static.url)


def undeclared(handlers: Sequence[Any]) -> list[str]:
    """The route handlers without a policy."""
    return [str(handler) for handler in handlers if "policy" not in handler.opt]


def worker_of(
    config: Config, *, transport: Transport | None = None, clock: Callable[[], datetime] = real_clock
) -> Worker:
    """The worker with every feature's jobs, and mail."""
    templates = furnishing()[1]
    jobs = {name: run for feature in FEATURES for name, run in feature.jobs.items()}
    jobs[MAIL_JOB] = Delivery(config, templates, transport or transport_of(config))
    return Worker(jobs, [each for feature in FEATURES for each in feature.repeated], clock)


def create_app(
    config: Config, *, clock: Callable[[], datetime] = real_clock, features: Sequence[Feature] = FEATURES
) -> Litestar:
    """The application for some settings; its lifespan opens the database, migrates it and runs the worker."""
    settings.use(config)
    move_in(features)
    static, templates = furnishing()
    handlers: list[Any] = [health.live, health.ready, static_file]
    handlers += [route for feature in features for route in _routes(feature)]
    if missing := undeclared(handlers):
        raise RuntimeError(f"routes without a policy: {', '.join(missing)}")
    application = Litestar(
        handlers,
        guards=[guard],
        before_send=[add_headers],
        dependencies={"viewer": Provide(_viewer, sync_to_thread=False)},
        exception_handlers={Exception: handle},
        compression_config=CompressionConfig(backend="gzip", minimum_size=1000, exclude_opt_key="bare"),
        logging_config=None,
        openapi_config=OpenAPIConfig(
            title="Hub",
            version="1",
            render_plugins=[JsonRenderPlugin(path="/")],
            openapi_router=Router("/api/schema", route_handlers=[], opt={"policy": anybody, "bare": True}),
        ),
        request_class=FormRequest,
        request_max_body_size=MAX_BODY,
        lifespan=[lifespan],
        state=State(
            {
                "config": config,
                "clock": clock,
                "static": static,
                "templates": templates,
                "navigation": _links(features, "navigation"),
                "footer": _links(features, "footer"),
                "admin": _links(features, "admin"),
                "features": features,
                "site": Site(),
                "load_viewer": load_viewer,
                "load_site": site,
            }
        ),
    )
    application.asgi_handler = at_the_door(rewritten(application.asgi_handler))
    return application


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    """Open what the application needs, and close all of it whatever happens."""
    config: Config = app.state.config
    async with connect(engine_for(config.database_url, config.data)) as engine, in_use(engine):
        await migrate()
        await sites.install(config)
        app.state.site = await site()
        app.state.feed_bodies = Bodies()
        app.state.kept_pages = KeptPages()
        stop = asyncio.Event()
        work = asyncio.create_task(worker_of(config, clock=app.state.clock).run(stop)) if config.worker else None
        try:
            yield
        finally:
            stop.set()
            if work is not None:
                await work
