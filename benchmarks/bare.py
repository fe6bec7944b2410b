"""The bare twin of a feed: Litestar with one route that returns the same bytes, served as the hub is."""

import os
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from litestar import Litestar, Request, get
from litestar.response.base import ASGIResponse

PATH = "/feed"


def make() -> Litestar:
    """The application; what it returns stands in the environment."""
    body = Path(os.environ["BENCH_FILE"]).read_bytes()
    names = ("content-type", "content-encoding", "etag", "last-modified", "cache-control", "vary")
    headers = {name: os.environ[f"BENCH_{name}"] for name in names}

    @get(PATH)
    async def feed(request: Request[Any, Any, Any]) -> ASGIResponse:
        if request.headers.get("if-none-match") == headers["etag"]:
            return ASGIResponse(status_code=304, headers=headers)
        return ASGIResponse(body=body, headers=headers)

    return Litestar([feed], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    Granian(
        "benchmarks.bare:make", factory=True, port=int(os.environ["HUB_PORT"]), interface=Interfaces.ASGI,
        websockets=False, log_enabled=False,
    ).serve()  # fmt: skip
