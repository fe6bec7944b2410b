"""How far long work has come, for somebody who watches a terminal."""

import sys
import time
from types import TracebackType
from typing import Self, TextIO

EVERY_S = 0.2


class Progress:
    """One line on stderr that counts up; silent where stderr is no terminal, as under cron."""

    def __init__(self, what: str, total: int, *, out: TextIO | None = None) -> None:
        self.what = what
        self.total = total
        self.done = 0
        self._out = out or sys.stderr
        self._shown = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show()
        if self._out.isatty():
            print(file=self._out)

    def step(self, n: int = 1) -> None:
        """So many more are done."""
        self.done += n
        if time.monotonic() - self._shown > EVERY_S:
            self._show()

    def _show(self) -> None:
        self._shown = time.monotonic()
        if self._out.isatty():
            share = f"{100 * self.done // self.total:>3} %" if self.total else ""
            print(f"\r{self.what}: {self.done} of {self.total} {share}", end="", file=self._out, flush=True)
