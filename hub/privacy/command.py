"""`hub privacy report`: the register of processing and the deletion plan as files."""

import csv
import io
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from hub.config import Config
from hub.feature import Command, switched_on
from hub.i18n import gettext, message, speaking
from hub.privacy.cookies import COOKIES
from hub.privacy.register import Activity, Deletion, activities, data_words, deletions, kept_words
from hub.site import Site, site
from hub.web.templates import environment

REGISTER_HEADS = (
    message("Purpose"),
    message("Legal basis"),
    message("Whose data"),
    message("Data"),
    message("Who sees it"),
    message("Recipients"),
    message("Kept"),
)
PLAN_HEADS = (message("Kept"), message("Data"), message("How it is deleted"))
BY_WORKER = message("every day by the hub itself")
BY_HAND = message("with the account or the entry it belongs to")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("part", choices=["report"], help="report: register of processing and deletion plan")
    parser.add_argument("--out", type=Path, default=Path("."), metavar="DIR", help="folder for the four files")


async def _run(parsed: Namespace, config: Config) -> int:
    current = await site()
    features = switched_on(current.modules_off)
    with speaking("de"):
        files = report(current, activities(features), deletions(features), today=datetime.now(UTC).date())
    try:
        parsed.out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            # Spreadsheets take CSV for UTF-8 only where it begins with this mark.
            (parsed.out / name).write_text(text, encoding="utf-8-sig" if name.endswith(".csv") else "utf-8")
            print(parsed.out / name)
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


def report(current: Site, done: Sequence[Activity], plan: Sequence[Deletion], *, today: date) -> dict[str, str]:
    """The four files by name, in the current language."""
    register = [register_row(activity) for activity in done]
    deleting = [
        (kept_words(each.rule), data_words(each.data), gettext(BY_WORKER if each.automatic else BY_HAND))
        for each in plan
    ]
    templates = environment(lambda name: "")
    tables: dict[str, tuple[str, Sequence[str], Sequence[tuple[str, ...]]]] = {
        "verzeichnis": (message("Register of processing activities"), REGISTER_HEADS, register),
        "loeschplan": (message("Deletion plan"), PLAN_HEADS, deleting),
    }
    files = {}
    for name, (title, heads, rows) in tables.items():
        words = [gettext(head) for head in heads]
        files[f"{name}.html"] = templates.get_template("privacy/report.html").render(
            title=gettext(title),
            heads=words,
            rows=rows,
            hub=current.name,
            today=today,
            cookies=COOKIES if name == "verzeichnis" else (),
        )
        files[f"{name}.csv"] = _csv([words, *rows])
    return files


def register_row(activity: Activity) -> tuple[str, ...]:
    """One line of the register, in the order of its heads."""
    said = activity.declared
    return (
        gettext(said.purpose),
        gettext(said.basis),
        gettext(said.whose),
        data_words(activity.data),
        gettext(said.visible),
        gettext(said.recipients),
        kept_words(said.kept),
    )


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


privacy_command = Command(
    "privacy", "write the register of processing and the deletion plan (HTML and CSV)", _arguments, _run
)
