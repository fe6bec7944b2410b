"""Which texts of the interface there are, and which the German catalogues know."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from hub.piccolo_app import TABLES as HUB_TABLES
from hub.privacy.declare import declared, label
from sessions.piccolo_app import TABLES as SESSIONS_TABLES

ROOT = Path(__file__).parent.parent
# Importing the tables is what makes them declared.
TABLES = [*HUB_TABLES, *SESSIONS_TABLES]
METHODS = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext.babel_extract"),
    ("**.txt", "jinja2.ext.babel_extract"),
]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "message": None}
OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true"}, "**.txt": {"newstyle_gettext": "true"}}

Message = tuple[str, str, str]


def used() -> Iterator[Message]:
    """Every text of code and templates: message, plural or "", and where it stands."""
    for folder in ("hub", "sessions", "consultation", "templates"):
        found = extract_from_dir(ROOT / folder, METHODS, OPTIONS, KEYWORDS)
        for place, line, message, _comments, _context in found:
            one, many = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
            if one:
                yield one, many or "", f"{folder}/{place}:{line}"
    yield from said_of_data()


def said_of_data() -> Iterator[Message]:
    """What the declarations of personal data say; they are English messages without being marked one by one."""
    for table, columns in declared.items():
        for column, personal in columns.items():
            if personal is not None:
                texts = (personal.purpose, personal.basis, personal.visible, personal.recipients, personal.whose)
                for text in (*texts, personal.kept.after, label(table, column)):
                    yield text, "", f"{table.__module__}.{table.__name__}"


def catalogues() -> dict[Path, Catalog]:
    """Every German catalogue by its file."""
    found = {}
    for package in ("hub", "sessions", "consultation"):
        for file in sorted((ROOT / package).rglob("de.po")):
            with file.open("rb") as source:
                found[file] = read_po(source, locale="de")
    return found


def translated() -> set[str]:
    """The messages that some catalogue translates in full."""
    known = set()
    for catalogue in catalogues().values():
        for entry in catalogue:
            strings = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
            if entry.id and all(strings) and not entry.fuzzy:
                known.add(entry.id[0] if isinstance(entry.id, tuple | list) else entry.id)
    return known


def missing() -> list[Message]:
    """The texts without a German translation, each once."""
    known = translated()
    found: dict[str, Message] = {}
    for message in used():
        if message[0] not in known:
            found.setdefault(message[0], message)
    return list(found.values())
