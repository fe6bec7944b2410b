"""Lists a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

SIZE = 60


@dataclass(frozen=True)
class Paging:
    """Which rows a page shows, and the links of the pager macro; `number` begins at 1."""

    number: int
    size: int
    total: int
    path: str
    query: Mapping[str, Any]

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size

    @property
    def links(self) -> dict[str, Any]:
        """What `ui.pager` needs."""
        pages = max(1, -(-self.total // self.size))
        return {
            "number": self.number,
            "pages": pages,
            "total": self.total,
            "first": min(self.offset + 1, self.total),
            "last": min(self.offset + self.size, self.total),
            "previous_href": self._href(self.number - 1) if self.number > 1 else None,
            "next_href": self._href(self.number + 1) if self.number < pages else None,
        }

    def _href(self, number: int) -> str:
        values = {name: value for name, value in self.query.items() if value and name != "page"}
        if number > 1:
            values["page"] = number
        return f"{self.path}?{urlencode(values, doseq=True)}" if values else self.path


def paging(asked: str, total: int, *, path: str, query: Mapping[str, Any], size: int = SIZE) -> Paging:
    """The page that the address asks for; anything that is no page of this list is the nearest one that is."""
    pages = max(1, -(-total // size))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return Paging(min(max(number, 1), pages), size, total, path, query)
