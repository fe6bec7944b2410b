"""Loosely typed JSON read into what it most probably means, with notes on what was not understood."""

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from sessions.transfer.model import Json, JsonObject, Path, Problem, ProblemCode
from sessions.transfer.text import LINE_LIMIT, PROSE_LIMIT, clean, line, prose

ADDRESS_LIMIT = 2_000
FOUND_LIMIT = 80

# One-line fields that hold less or more than LINE_LIMIT where they are stored.
_LIMITS = {"place": 300, "room": 120, "track": 120, "tags": 60}

_TRUE = {"true", "yes", "ja", "x", "1", "y", "wahr"}


class Notes:
    """Collects problems under one place of the file."""

    def __init__(self, problems: list[Problem], where: Path = ()) -> None:
        self._problems = problems
        self.where = where

    def at(self, *steps: tuple[str, str | int]) -> "Notes":
        return Notes(self._problems, (*self.where, *steps))

    def warn(self, code: ProblemCode, **values: str | int) -> None:
        self._problems.append(Problem(self.where, code, "warning", _shown(values)))

    def fail(self, code: ProblemCode, **values: str | int) -> None:
        self._problems.append(Problem(self.where, code, "error", _shown(values)))

    def line(self, value: Json, field: str) -> str:
        """One line of plain text, cut to what its field holds with a note."""
        return self.cut(line(scalar(value)), field, _LIMITS.get(field, LINE_LIMIT))

    def prose(self, value: Json, field: str) -> str:
        """Markdown, its source cut to PROSE_LIMIT characters with a note."""
        return prose(self.cut(clean(scalar(value)), field, PROSE_LIMIT))

    def web_address(self, value: Json, field: str, base: str | None = None) -> str | None:
        text = scalar(value).strip()
        address = web_address(text, base)
        if text and address is None:
            self.warn("web_address_unreadable", field=field, found=text)
        return address

    def cut(self, text: str, field: str, limit: int) -> str:
        if len(text) > limit:
            self.warn("text_cut", field=field, length=len(text), limit=limit)
        return text[:limit].rstrip()


def _shown(values: Mapping[str, str | int]) -> dict[str, str | int]:
    return {key: line(value[:FOUND_LIMIT]) if isinstance(value, str) else value for key, value in values.items()}


def scalar(value: Json) -> str:
    """The text of a value: of a translated one the German, else English, else any; "" if it has none."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        named = [value.get(key) for key in ("de", "en", "name", "title")]
        return next((text for text in (*named, *value.values()) if isinstance(text, str) and text), "")
    if isinstance(value, bool) or value is None or isinstance(value, list):
        return ""
    return format(value, ".15g") if isinstance(value, float) else str(value)


def truth(value: Json) -> bool:
    if isinstance(value, str):
        return value.strip().casefold() in _TRUE
    return value is True or (isinstance(value, int | float) and value == 1)


def whole(value: Json) -> int | None:
    """A whole number above zero, also written as text; None for everything else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = scalar(value).strip()
    return int(text) or None if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


def entries(value: Json) -> list[Json]:
    """The members of a list; a lone object or text counts as a list of one."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict | str) and value else []


def fields(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def web_address(text: str, base: str | None = None) -> str | None:
    """An http or https address, joined to `base` if relative; None for every other scheme and nonsense."""
    if not text or len(text) > ADDRESS_LIMIT or re.search(r"[\s<>\"\\\x00-\x1f\x7f]", text):
        return None
    try:
        joined = urljoin(base, text) if base else text
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and host else None
