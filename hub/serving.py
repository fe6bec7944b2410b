"""Serving over HTTP with granian."""

import ctypes
import gc
import signal
import socket
import sys

from granian import Granian
from granian.constants import Interfaces
from litestar import Litestar

from hub import config
from hub.config import Config
from hub.log import dictconfig

KILL_AFTER_S = 10
# linux/prctl.h
PR_SET_PDEATHSIG = 1


def make() -> Litestar:
    """The application in a worker process, by the environment it inherits."""
    # What is made now stays; looking through it for garbage again and again took a sixth of the start.
    gc.disable()
    from hub.app import create_app

    _end_with_parent()
    app = create_app(config.load_with_demo())
    gc.freeze()
    gc.enable()
    return app


def _end_with_parent() -> None:
    """Have Linux stop this process when the one that started it is gone, killed too; else it would serve on alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def address_problems(settings: Config) -> list[str]:
    """One line where the address cannot be listened on, as when another hub does already.

    granian would share the port with it, and each of the two would answer some of the requests.
    """
    try:
        with socket.create_server((settings.host, settings.port), family=_family(settings.host)):
            return []
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        return [f"{settings.host}, port {settings.port}: {reason}. Please see HUB_HOST and HUB_PORT."]


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


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
