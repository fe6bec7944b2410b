"""What editors say in the steps of an import."""

import re
from collections import Counter
from typing import Annotated, Any

import msgspec

from hub.i18n import gettext, message
from hub.web.forms import Form
from sessions.transfer.model import Broken
from sessions.transfer.reading import lacking
from sessions.transfer.sheet import COLUMNS, Column, Sheet
from sessions.transfer.words import COLUMN_WORDS, broken_words
from sessions.transfer.writing import Wishes

LARGEST = 10 * 1024 * 1024

NO_FILE = message("Please choose a file.")
TOO_LARGE = message("Please keep the file under %(limit)s megabytes.")
MISSING = message("Please say which column holds this: %(what)s.")
TWICE = message("Only one column can be: %(what)s.")
REASON = message("Please say why, for those who have a seat.")


class TakeOver(msgspec.Struct):
    """The decisions of the dry run; `theirs` holds "uuid field", `cancel` uuids of sessions."""

    publish: bool = False
    theirs: list[str] = []
    cancel: list[str] = []
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


def check_file(form: Form[Any], body: bytes) -> None:
    """Put what is wrong with an upload at its field."""
    if not body:
        form.fail("file", NO_FILE)
    elif len(body) > LARGEST:
        form.fail("file", TOO_LARGE, limit=LARGEST // 2**20)


def fail_broken(form: Form[Any], broken: Broken) -> None:
    """Say at the field why a file cannot be used."""
    form.errors.setdefault("file", []).append(broken_words(broken))


def field_name(place: int) -> str:
    """The name of the field in which one says what a column holds."""
    return f"column-{place}"


def read_columns(sent: Any, sheet: Sheet) -> tuple[dict[int, Column], Form[Any]]:
    """What was chosen for each column; errors stand at the columns, or over the form where a column is missing."""
    form: Form[Any] = Form()
    chosen: dict[int, Column] = {}
    for place in range(len(sheet.head)):
        form.values[field_name(place)] = value = str(sent.get(field_name(place), ""))
        if value in COLUMN_WORDS:
            chosen[place] = next(column for column in COLUMNS if column == value)
    for column, count in Counter(chosen.values()).items():
        if count > 1:
            last = max(place for place, each in chosen.items() if each == column)
            form.fail(field_name(last), TWICE, what=gettext(COLUMN_WORDS[column]))
    for column in lacking(chosen):
        form.fail("", MISSING, what=gettext(COLUMN_WORDS[column]))
    return chosen, form


def wishes_of(form: Form[TakeOver], *, may_cancel: bool) -> Wishes | None:
    """The decisions, None with errors in the form."""
    data = form.data
    if data is None:
        return None
    if data.cancel and may_cancel and not data.reason:
        form.fail("reason", REASON)
        return None
    pairs = (re.fullmatch(r"([0-9a-f-]{36}) ([a-z_]+)", value) for value in data.theirs)
    return Wishes(
        publish=data.publish,
        theirs=frozenset((pair[1], pair[2]) for pair in pairs if pair),
        cancel=frozenset(data.cancel) if may_cancel else frozenset(),
        reason=data.reason,
    )
