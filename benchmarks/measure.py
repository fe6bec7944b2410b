"""Measuring two things in turn, so that a busy machine hits both alike."""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

ROUNDS = 5

# Something that does its work a number of times when it is called.
Contestant = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Figure:
    """One measured value; `least` or `most` is what it must keep, where something is promised."""

    name: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    def line(self) -> str:
        """As it is printed."""
        shown = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.2f}"
        promise = ""
        if self.least is not None:
            promise = f"at least {self.least:g}"
        if self.most is not None:
            promise = f"at most {self.most:g}"
        mark = f"{'ok' if self.kept else 'MISSED'}, {promise}" if promise else ""
        return f"  {self.name:<62} {shown:>9} {self.unit:<5} {mark}".rstrip()


async def rates(contestants: Mapping[str, Contestant], *, times: Mapping[str, int] | int) -> dict[str, float]:
    """How often a second each contestant does its work: alternating, five rounds, the median of each."""
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for round in range(-1, ROUNDS):
        for name, run in contestants.items():
            n = times if isinstance(times, int) else times[name]
            begun = time.perf_counter()
            await run(n)
            # The first round only warms up.
            if round >= 0:
                found[name].append(n / (time.perf_counter() - begun))
    return {name: statistics.median(values) for name, values in found.items()}


def median(values: Sequence[float]) -> float:
    """The middle of some values."""
    return statistics.median(values)
