"""The languages of the interface: English messages, one German catalogue per feature folder."""

import gettext as standard
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"de": "Deutsch", "en": "English"}
DEFAULT = "de"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)
_folders: list[Path] = []


def message(text: str) -> str:
    """Mark a text for translation that is translated later."""
    return text


def use_catalogues(folders: Iterable[Path]) -> None:
    """Read `de.po` of each folder that has one; later folders do not change what earlier ones say."""
    _folders[:] = list(folders)
    _german.cache_clear()


@cache
def _german() -> standard.NullTranslations:
    # One catalogue, since a chain of them is asked one after the other for every word of every page.
    merged = Catalog(locale="de")
    for file in (folder / "de.po" for folder in _folders):
        for entry in read_po(io.BytesIO(file.read_bytes()), locale="de") if file.exists() else ():
            if entry.id and entry.id not in merged:
                merged.add(entry.id, entry.string, flags=entry.flags)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


def language() -> str:
    """The language that texts are made in right now."""
    return _language.get()


def speak(code: str) -> None:
    """Make texts in a language from now on, for the rest of this task, as for one request."""
    _language.set(code if code in LANGUAGES else DEFAULT)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Make texts in a language; an unknown one is the default."""
    token = _language.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(text: str) -> str:
    """The message in the current language."""
    return _german().gettext(text) if text and language() == "de" else text


def ngettext(one: str, many: str, n: int) -> str:
    """The message for a number in the current language."""
    return _german().ngettext(one, many, n) if language() == "de" else (one if n == 1 else many)


def preferred(accept_language: str) -> str:
    """The first language of an Accept-Language header that the hub speaks (RFC 9110, 12.5.4), else the default."""
    wishes = []
    for position, part in enumerate(accept_language.split(",")[:20]):
        code, _, weight = part.partition(";q=")
        try:
            wishes.append((-float(weight or 1), position, code.strip().lower().split("-")[0]))
        except ValueError:
            continue
    return next((code for weight, _, code in sorted(wishes) if code in LANGUAGES and weight < 0), DEFAULT)
