"""The public feed with 500 sessions, beside a bare Litestar route that returns the same bytes.

Both are served by granian; what counts is the CPU of the serving process, since that is what runs out.
"""

import gzip
import tempfile
from pathlib import Path

from benchmarks import bare, servers
from benchmarks.community import fill
from benchmarks.installations import ENGINES, installation, opened
from benchmarks.measure import ROUNDS, Figure, median
from benchmarks.servers import Server
from hub.calendar.upkeep import render_all
from hub.web.state import clock

SESSIONS = 500
TIMES = 1_000
PATH = "/calendar/programme.ics"
GZIP = {"accept-encoding": "gzip"}


async def run() -> list[Figure]:
    """Full answers and 304, both engines; what is promised holds for SQLite."""
    figures = []
    for engine in ENGINES:
        async with installation(engine) as config:
            async with opened(config):
                await fill(SESSIONS, now=clock())
                await render_all(clock())
            with servers.hub(config) as hub:
                hub.first_answer("/health/ready")
                figures += _compare(hub, engine)
    return figures


def _compare(hub: Server, engine: str) -> list[Figure]:
    with hub.connection() as connection:
        status, headers, body = connection.get(PATH, GZIP)
    if status != 200 or gzip.decompress(body).count(b"BEGIN:VEVENT") != SESSIONS:
        raise RuntimeError(f"the feed answers {status} with {len(body)} bytes")
    figures = []
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(body)
        with servers.bare(Path(file.name), headers) as twin:
            twin.first_answer(bare.PATH)
            for name, sent, least in (("full", {}, 0.5), ("304", {"if-none-match": headers["etag"]}, 0.7)):
                found: dict[str, list[float]] = {"bare": [], "hub": []}
                for _ in range(ROUNDS):
                    found["bare"].append(_rate(twin, bare.PATH, {**GZIP, **sent}))
                    found["hub"].append(_rate(hub, PATH, {**GZIP, **sent}))
                bare_rate, hub_rate = median(found["bare"]), median(found["hub"])
                what = f"{engine}: feed of {SESSIONS} sessions, {name}"
                promised = least if engine == "SQLite" else None
                figures += [
                    Figure(f"{what}, bare route", bare_rate, "/s"),
                    Figure(f"{what}, hub", hub_rate, "/s"),
                    Figure(f"{what}, hub to bare", hub_rate / bare_rate, "", least=promised),
                ]
    return figures


def _rate(server: Server, path: str, headers: dict[str, str]) -> float:
    """Answers for each second of CPU."""
    with server.connection() as connection:
        connection.get(path, headers)
        begun = server.cpu()
        for _ in range(TIMES):
            connection.get(path, headers)
        return TIMES / (server.cpu() - begun)
