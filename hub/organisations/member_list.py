"""Reading the member list that a federation keeps as a table (CSV), without touching the database."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hub.files import kind_of
from hub.refused import Refused

MAX_BYTES = 600_000
MAX_ROWS = 10_000
HEADS = {
    "name": ("organisation", "mitgliedsorganisation", "name der organisation", "mitglied", "träger", "traeger"),
    "postcode": ("plz", "postleitzahl"),
    "place": ("ort", "stadt"),
    "street": ("straße", "strasse", "anschrift"),
    "region": ("landesverband", "lv"),
    "email": ("mailadresse", "mail", "e-mail", "email", "e-mail-adresse", "mail-adresse"),
    "person": ("name", "ansprechperson", "kontakt", "person"),
    "website": ("website", "webseite", "internet", "homepage"),
    "domain": ("maildomain", "mail-domain", "domain"),
}
LONGEST = {"name": 160, "postcode": 10, "place": 80, "street": 120, "email": 254, "person": 120, "website": 200}
LONGEST |= {"region": 160, "domain": 190}
EMAIL = re.compile(r"[^@\s,;<>\"()\\]+@[^@\s,;<>\"()\\]+\.[^@\s.,;<>\"()\\]{2,}")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
WEBSITE = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+")


@dataclass(frozen=True)
class Line:
    """One line of the list; `number` is where it begins in the file, from 1."""

    number: int
    name: str
    postcode: str = ""
    place: str = ""
    street: str = ""
    region: str = ""
    email: str = ""
    person: str = ""
    website: str = ""
    domain: str = ""


@dataclass(frozen=True)
class MemberList:
    """The lines of a list, and the heads of columns that nothing is done with."""

    lines: tuple[Line, ...]
    ignored: tuple[str, ...] = ()


@dataclass
class _Reading:
    columns: dict[int, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    width: int = 0


def decode(body: bytes) -> str:
    """The text of an uploaded file, UTF-8 or Windows-1252.

    Refused: list_too_large, list_empty, list_pdf, list_picture, list_no_text (a workbook, a web page, …).
    """
    if len(body) > MAX_BYTES:
        raise Refused("list_too_large", limit=MAX_BYTES // 1000)
    if not body.strip():
        raise Refused("list_empty")
    kind = kind_of(body)
    if kind == "pdf" or kind == "picture":
        raise Refused(f"list_{kind}")
    if kind is not None or b"\0" in body:
        raise Refused("list_no_text")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise Refused("list_unreadable_line", line=line) from None


def parse(text: str) -> MemberList:
    """Read the lines of a list separated by semicolon, comma or tab; anything amiss refuses it as a whole.

    Refused, with the line: list_no_organisation_column, list_same_column, list_width, list_quotes, list_no_name,
    list_value (an impossible address, website or domain), list_too_long, list_control, list_too_many, list_empty.
    """
    reading = _Reading()
    lines = []
    for number, cells in _records(text.removeprefix("\ufeff")):
        if not any(cells):
            continue
        if not reading.columns:
            _read_head(reading, number, cells)
            continue
        if len(cells) != reading.width:
            raise Refused("list_width", line=number, cells=len(cells), width=reading.width)
        lines.append(_line(number, {reading.columns[i]: cell for i, cell in enumerate(cells) if i in reading.columns}))
        if len(lines) > MAX_ROWS:
            raise Refused("list_too_many", limit=MAX_ROWS)
    if not lines:
        raise Refused("list_empty")
    return MemberList(tuple(lines), tuple(reading.ignored))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, [" ".join(cell.split()) for cell in cells]
            begins = reader.line_num + 1
    except csv.Error:
        raise Refused("list_quotes", line=begins) from None


def _read_head(reading: _Reading, number: int, cells: list[str]) -> None:
    meaning = {word: name for name, words in HEADS.items() for word in words}
    reading.width = len(cells)
    for position, cell in enumerate(cells):
        name = meaning.get(cell.casefold().strip(" *:"))
        if name is None:
            reading.ignored += [cell] if cell else []
        elif name in reading.columns.values():
            raise Refused("list_same_column", line=number, column=cell)
        else:
            reading.columns[position] = name
    if "name" not in reading.columns.values():
        raise Refused("list_no_organisation_column", line=number)


def _line(number: int, values: dict[str, str]) -> Line:
    if not values["name"]:
        raise Refused("list_no_name", line=number)
    for name, value in values.items():
        if any(ord(char) < 32 or 127 <= ord(char) < 160 for char in value):
            raise Refused("list_control", line=number)
        if len(value) > LONGEST[name]:
            raise Refused("list_too_long", line=number, limit=LONGEST[name])
    values["email"] = values.get("email", "").removeprefix("mailto:").lower()
    values["domain"] = values.get("domain", "").removeprefix("@").lower()
    website = values.get("website", "")
    values["website"] = f"https://{website}" if website and "://" not in website else website
    for name, shape in (("email", EMAIL), ("domain", DOMAIN), ("website", WEBSITE)):
        if values[name] and not shape.fullmatch(values[name]):
            raise Refused("list_value", line=number, value=values[name][:80])
    return Line(number=number, **values)
