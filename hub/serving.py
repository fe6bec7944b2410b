"""Serving over HTTP with granian."""

from granian import Granian
from granian.constants import Interfaces
from litestar import Litestar

from hub import config
from hub.config import Config
from hub.log import dictconfig

KILL_AFTER_S = 10


def make() -> Litestar:
    """The application in a worker process, by the environment it inherits."""
    from hub.app import create_app

    return create_app(config.load_with_demo())


def serve(settings: Config) -> None:
    """Serve until a signal; open requests are finished, a worker that does not stop is ended after ten seconds."""
    Granian(
        "hub.serving:make",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.processes,
        websockets=False,
        # Feed tokens stand in paths, so granian writes no access log.
        log_access=False,
        log_dictconfig=dictconfig(),
        workers_kill_timeout=KILL_AFTER_S,
        respawn_failed_workers=True,
    ).serve()
