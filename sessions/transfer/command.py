"""`hub import` and `hub export`: programmes from and to files, without a browser."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hub.appointments.tables import Appointment
from hub.config import Config
from hub.database import write
from hub.feature import Command
from hub.i18n import gettext, message, speaking
from hub.progress import Progress
from hub.refused import Refused
from hub.site import Site, site
from hub.text import slug
from hub.viewer import VISITOR, Viewer
from sessions.programme import actions
from sessions.programme.content import EventContent
from sessions.programme.sheets import Row, event_by
from sessions.programme.tables import Event
from sessions.transfer.applying import carry_out
from sessions.transfer.exporting import MEDIA_TYPES, PUBLIC, export_of, written
from sessions.transfer.matching import Here
from sessions.transfer.model import Broken, Programme
from sessions.transfer.reading import Read, is_table, lacking, programme_in, sheet_in
from sessions.transfer.report import Report, report_on
from sessions.transfer.words import COLUMN_WORDS, FIELDS, broken_words, counted, problem_words, value_words, where_words
from sessions.transfer.writing import Import, Outcome, Wishes

# Whoever may run commands on the machine edits everything.
OPERATOR = Viewer(branches=("/",))

DONE = message("Imported: %(new)s new, %(changed)s changed, %(published)s drafts published, %(cancelled)s cancelled.")
NOTHING_CHANGED = message("Nothing was changed.")


def _import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a schedule.json, or a table as CSV or XLSX")
    parser.add_argument("--event", required=True, metavar="SLUG", help="the event; it is made where there is none")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--publish", action="store_true", help="publish the event and everything from the file")
    parser.add_argument("--take-theirs", action="store_true", help="where an editor changed a field, take the file's")


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--event", required=True, metavar="SLUG")
    parser.add_argument(
        "--format", choices=[*MEDIA_TYPES], required=True,
        help="json and xml are made for everybody; csv and xlsx for editing, with every host's name",
    )  # fmt: skip


async def run_import(parsed: Namespace, config: Config) -> int:
    """Import a file; 0 where all of it was taken, 1 where nothing or not everything could be."""
    now, current = datetime.now(UTC), await site()
    with speaking(current.language):
        if slug(parsed.event, "") != parsed.event:
            return _complain(
                gettext("An address has only small letters, digits and hyphens: %(slug)s") % {"slug": parsed.event}
            )
        event = await _event(parsed.event)
        try:
            read = await _read(parsed.file, parsed.event, event, current)
        except Broken as broken:
            return _complain(f"{parsed.file}: {broken_words(broken)}", gettext(NOTHING_CHANGED))
        except (OSError, ValueError) as error:
            return _complain(str(error), gettext(NOTHING_CHANGED))
        report = await report_on(event, read, site=current, here=Here(current.zone, config.public_url))
        _tell(report, parsed, current)
        if not parsed.dry_run:
            try:
                await _carry_out(parsed, config, event, read.programme, current, now)
            except Refused as refused:
                return _complain(_reason(refused))
    return 1 if report.left_out else 0


def _reason(refused: Refused) -> str:
    from hub.web.words import sentence

    return sentence(refused)


async def _event(wanted: str) -> Row | None:
    row = await Event.select(Event.id).where(Event.slug == wanted).first()
    return await event_by(row["id"]) if row else None


async def _read(file: Path, wanted: str, event: Row | None, current: Site) -> Read:
    data = await asyncio.to_thread(file.read_bytes)
    if is_table(data):
        sheet, columns = await sheet_in(data, file.name)
        if missing := lacking(columns):
            words = ", ".join(gettext(COLUMN_WORDS[name]) for name in missing)
            there = ", ".join(name for name in sheet.head if name)
            text = gettext("%(file)s: no column for %(missing)s among: %(there)s")
            raise ValueError(text % {"file": file, "missing": words, "there": there})
    title = event["title"] if event else file.stem
    read = await programme_in(data, filename=file.name, title=title, zone=current.zone)
    if event is None and _days(read.programme) is None:
        raise ValueError(gettext("The file names no day, so no event can be made of it."))
    return read


def _days(programme: Programme) -> tuple[date, date] | None:
    if programme.start is None or programme.end is None:
        return None
    days = sorted([programme.start, programme.end])
    return days[0], days[1]


async def _carry_out(
    parsed: Namespace, config: Config, event: Row | None, programme: Programme, current: Site, now: datetime
) -> None:
    event = event or await _make_event(parsed.event, programme, now)
    if parsed.publish and event["appointment.state"] == "draft":
        await actions.publish_event(event["id"], by=OPERATOR, now=now)
    wishes = Wishes(publish=parsed.publish, theirs=None if parsed.take_theirs else frozenset())
    here = Here(current.zone, config.public_url)
    run = Import(event, programme, wishes, here, current.language, OPERATOR, now)
    with Progress(gettext("Entries"), len(programme.items)) as progress:
        outcome = await carry_out(run, step=progress.step)
    _tell_done(outcome)
    print(f"{config.public_url}/events/{parsed.event}")


def _tell_done(outcome: Outcome) -> None:
    numbers = {name: getattr(outcome, name) for name in ("new", "changed", "published", "cancelled")}
    print(gettext(DONE) % numbers if outcome.anything else gettext(NOTHING_CHANGED))
    for title in outcome.kept_seats:
        print(gettext("“%(title)s” keeps its seats: more are taken than the file gives.") % {"title": title})
    if outcome.left_out:
        text = gettext(
            "Left out because they are cancelled already: %(count)s; with --publish they are shown as cancelled."
        )
        print(text % {"count": outcome.left_out})


async def _make_event(wanted: str, programme: Programme, now: datetime) -> Row:
    """A draft with the address that was asked for; where another process was quicker, its event."""
    days = _days(programme)
    assert days is not None
    place_kind = "on_site" if programme.rooms else "online"
    content = EventContent(
        kind="plain", title=programme.title or wanted, first=days[0], last=days[1], place_kind=place_kind
    )
    try:
        async with write():
            if await _event(wanted) is None:
                uuid = await actions.create_event(content, by=OPERATOR, now=now)
                address: dict[Any, Any] = {Event.slug: wanted}
                await Event.update(address).where(Event.uuid == uuid)
                path: dict[Any, Any] = {Appointment.path: f"/events/{wanted}"}
                await Appointment.update(path).where(Appointment.uuid == uuid)
    except Exception:
        if await _event(wanted) is None:
            raise
    made = await _event(wanted)
    assert made is not None
    return made


def _tell(report: Report, parsed: Namespace, current: Site) -> None:
    """Say what would change, with titles; what is unclear goes to stderr."""
    for problem in report.problems:
        sign = gettext("Left out") if problem.severity == "error" else gettext("Please note")
        place = where_words(problem.where)
        print(f"{sign}: {place}{': ' if place else ''}{problem_words(problem)}", file=sys.stderr)
    print(counted(len(report.new), len(report.changed), len(report.gone), report.unchanged))
    for item in report.new:
        print(f"+ {item.title}")
    for meeting in report.changed:
        names = ", ".join(gettext(FIELDS[name]) for name in meeting.changes)
        print(f"~ {meeting.entry.row['title']}: {names}")
    for entry in report.gone:
        print(f"- {entry.row['title']}")
    for meeting, conflict in report.conflicts:
        ours, theirs = (
            value_words(conflict.field, value, current.zone) for value in (conflict.current, conflict.incoming)
        )
        kept = gettext("the file's is taken") if parsed.take_theirs else gettext("the editor's stays")
        print(f"! {meeting.entry.row['title']}, {gettext(FIELDS[conflict.field])}: {ours} | {theirs} ({kept})")
    for meeting in report.cancelled_here:
        print(gettext("“%(title)s” is cancelled here and stays so.") % {"title": meeting.entry.row["title"]})


async def run_export(parsed: Namespace, config: Config) -> int:
    """Write an event to a file; drafts only while the event is one itself."""
    current = await site()
    event = await _event(parsed.event)
    if event is None:
        return _complain(f"there is no event {parsed.event}")
    public = parsed.format in PUBLIC
    export = await export_of(
        event, site=current, public_url=config.public_url, names_for=VISITOR if public else None,
        drafts=not public or event["appointment.state"] == "draft",
    )  # fmt: skip
    try:
        await asyncio.to_thread(parsed.file.write_bytes, await written(export, parsed.format))
    except OSError as error:
        return _complain(str(error))
    print(f"{parsed.file}: {len(export.programme.items)}")
    return 0


def _complain(*lines: str) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return 2


COMMANDS = (
    Command("import", "take over a programme from a file", _import_arguments, run_import),
    Command("export", "write the programme of an event to a file", _export_arguments, run_export),
)
