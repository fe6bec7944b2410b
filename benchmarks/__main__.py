"""`python -m benchmarks [name …]`: run the benchmarks, or those of some names, and print what they found."""

import asyncio
import platform
import sqlite3
import sys
import warnings
from collections.abc import Awaitable, Callable

from benchmarks import process, seats
from benchmarks.measure import ROUNDS, Figure

BENCHMARKS: dict[str, Callable[[], Awaitable[list[Figure]]]] = {
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
        for figure in asyncio.run(BENCHMARKS[name]()):  # type: ignore[arg-type]
            print(figure.line(), flush=True)
            missed += not figure.kept
    return int(missed > 0)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main(sys.argv[1:]))
