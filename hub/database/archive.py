"""The file of a backup: a zip that any tool opens, the same for both engines.

`head.json` names the migrations and the type of each column; `tables/<name>.jsonl` holds a row a line, bytes as base64,
times as ISO 8601; `end.json` counts the rows, and a file without it is no backup. All of it is read and written in
small pieces, so that memory stays flat.
"""

import base64
import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from hub.database.migrate import Step

FORMAT = 1
_NAME = re.compile(r"[a-z][a-z0-9_]*")

# By the type of a column: how a value is written in JSON, and read again.
KINDS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "int": (int, int),
    "bool": (bool, bool),
    # PostgreSQL cannot store NUL, which SQLite can.
    "str": (lambda value: value.replace("\0", ""), str),
    "bytes": (lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "datetime": (datetime.isoformat, datetime.fromisoformat),
    "date": (date.isoformat, date.fromisoformat),
    "UUID": (str, UUID),
}


class BadBackup(Exception):
    """A file is no whole backup, or none that this version of the hub can read; the text says why, for the operator."""


@dataclass(frozen=True)
class Column:
    """One column as the file names it; `refers` is the table that it points to, or empty."""

    name: str
    kind: str
    refers: str = ""


@dataclass(frozen=True)
class Head:
    """What a backup begins with; tables stand in the order in which they can be loaded, parents first."""

    made: datetime
    steps: Sequence[Step]
    tables: Mapping[str, Sequence[Column]]


class Writer:
    """Writes a backup, complete or not at all: under another name until it is whole, readable by its owner only."""

    def __init__(self, path: Path, head: Head) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._head = head
        self._rows: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._file = os.fdopen(os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        tables = {name: [asdict(column) for column in columns] for name, columns in self._head.tables.items()}
        steps = [asdict(step) for step in self._head.steps]
        made = self._head.made.isoformat()
        self._zip.writestr("head.json", json.dumps({"format": FORMAT, "made": made, "steps": steps, "tables": tables}))
        return self

    def table(self, name: str) -> "TableWriter":
        """Begin a table; end it before the next one."""
        return TableWriter(self._zip.open(f"tables/{name}.jsonl", "w", force_zip64=True), self._head.tables[name])

    def ended(self, name: str, rows: int) -> None:
        """Note how many rows a table has."""
        self._rows[name] = rows

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._zip.writestr("end.json", json.dumps({"rows": self._rows}))
            self._zip.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            os.replace(self._part, self._path)
        else:
            self._file.close()
            self._part.unlink()


class TableWriter:
    """The rows of one table, as lines of JSON."""

    def __init__(self, raw: Any, columns: Sequence[Column]) -> None:
        self._raw = raw
        self._columns = [(column.name, KINDS[column.kind][0]) for column in columns]
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._raw.close()

    def add(self, row: Mapping[str, Any]) -> None:
        """Write one row."""
        values = [None if row[name] is None else write(row[name]) for name, write in self._columns]
        self._raw.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self.rows += 1


class Reader:
    """Reads a backup; BadBackup where it is none, or was cut off."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self.head = _head(json.loads(self._zip.read("head.json")))
            self.rows: dict[str, int] = json.loads(self._zip.read("end.json"))["rows"]
        except FileNotFoundError:
            raise BadBackup(f"There is no file {path}.") from None
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError):
            raise BadBackup(f"{path} is no whole backup of a hub.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def read(self, table: str) -> Iterator[list[Any]]:
        """The rows of a table, each as its values in the order of the head's columns."""
        kinds = [KINDS[column.kind][1] for column in self.head.tables[table]]
        found = 0
        try:
            with self._zip.open(f"tables/{table}.jsonl") as raw:
                for line in io.TextIOWrapper(raw, encoding="utf-8", newline="\n"):
                    found += 1
                    values = json.loads(line)
                    yield [None if value is None else read(value) for read, value in zip(kinds, values, strict=True)]
        except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError) as error:
            raise BadBackup(f"The table {table} cannot be read at row {found}: the file is damaged.") from error
        if found != self.rows.get(table):
            raise BadBackup(
                f"The table {table} has {found} rows instead of {self.rows.get(table)}: the file is damaged."
            )


def _head(raw: Mapping[str, Any]) -> Head:
    if raw["format"] != FORMAT:
        raise ValueError(raw["format"])
    tables = {name: [Column(**column) for column in columns] for name, columns in raw["tables"].items()}
    for name, columns in tables.items():
        for text in (name, *(column.name for column in columns), *(c.refers for c in columns if c.refers)):
            # Names go into SQL as they stand.
            if _NAME.fullmatch(text) is None:
                raise ValueError(text)
        if any(column.kind not in KINDS for column in columns):
            raise ValueError(name)
    return Head(datetime.fromisoformat(raw["made"]), [Step(**step) for step in raw["steps"]], tables)
