"""The programme page with 60 sessions out of 5,000."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Litestar

from benchmarks.asgi import get
from benchmarks.community import fill
from benchmarks.installations import ENGINES, installation, opened
from benchmarks.measure import ROUNDS, Figure, median
from hub.app import create_app
from hub.database import current
from hub.web.kept import KeptPages
from hub.web.state import clock

SESSIONS = 5_000
TIMES = 40
PATH = "/programme"


async def run() -> list[Figure]:
    """CPU a page as visitors get it and made anew, and the number of queries for 1, 3 and 60 rows, on both engines."""
    figures = []
    for engine in ENGINES:
        queries = []
        for sessions in (1, 3, SESSIONS):
            async with installation(engine) as config:
                async with opened(config):
                    await fill(sessions, now=clock())
                app = create_app(config)
                async with app.lifespan():
                    queries.append(await _queries(app, min(sessions, 60)))
                    cpu = median([await _cpu(app) for _ in range(ROUNDS)])
                    anew = median([await _cpu(app, anew=True) for _ in range(ROUNDS)])
        figures += [
            Figure(f"{engine}: programme page, 60 of {SESSIONS} sessions, CPU", cpu, "ms", most=5.0),
            Figure(f"{engine}: the same, made anew each time", anew, "ms"),
            Figure(
                f"{engine}: queries for 60 rows ({queries[0]} for 1, {queries[1]} for 3)",
                queries[2],
                "",
                most=queries[0],
            ),
        ]
    return figures


async def _queries(app: Litestar, rows: int) -> int:
    await get(app, PATH)
    app.state.kept_pages = KeptPages()
    with _counting() as asked:
        answer = await get(app, PATH)
    shown = len(set(re.findall(r'href="/sessions/(s-\d+)"', answer.body.decode())))
    if (answer.status, shown) != (200, rows):
        raise RuntimeError(f"status {answer.status}, {shown} sessions instead of {rows}")
    return len(asked)


@contextmanager
def _counting() -> Iterator[list[str]]:
    engine: Any = current()
    asked: list[str] = []
    run = engine.run_raw

    async def counted(sql: str, *args: Any) -> Any:
        asked.append(sql)
        return await run(sql, *args)

    engine.run_raw = counted
    try:
        yield asked
    finally:
        del engine.run_raw


async def _cpu(app: Litestar, *, anew: bool = False) -> float:
    begun = time.process_time()
    for _ in range(TIMES):
        if anew:
            app.state.kept_pages = KeptPages()
        await get(app, PATH)
    return (time.process_time() - begun) / TIMES * 1000
