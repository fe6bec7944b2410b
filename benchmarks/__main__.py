"""`python -m benchmarks [name …]`: run the benchmarks, or those of some names, and print what they found."""

import asyncio
import logging
import platform
import sqlite3
import sys
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

from benchmarks import feed, process, programme, seats
from benchmarks.measure import ROUNDS, Figure

BENCHMARKS: dict[str, Callable[[], Coroutine[Any, Any, list[Figure]]]] = {
    "feed": feed.run,
    "programme": programme.run,
    "seats": seats.run,
    "process": process.run,
}


def main(names: list[str]) -> int:
    """Print every figure; 1 where a promise is missed."""
    if unknown := set(names) - set(BENCHMARKS):
        print(
            f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}.", file=sys.stderr
        )
        return 2
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; medians of {ROUNDS} alternating rounds"
    )
    missed = 0
    for name in names or BENCHMARKS:
        print(f"{name}: {BENCHMARKS[name].__module__}", flush=True)
        for figure in asyncio.run(BENCHMARKS[name]()):
            print(figure.line(), flush=True)
            missed += not figure.kept
    return int(missed > 0)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.INFO)
    sys.exit(main(sys.argv[1:]))
