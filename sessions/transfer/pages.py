"""Importing a programme in steps: upload, say what the columns of a table are, look at what would change, take over."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import gettext, message, speaking
from hub.policies import editor
from hub.rates import limit
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of, site_of
from sessions.programme.sheets import Row, event_for
from sessions.transfer import drafts
from sessions.transfer.applying import carry_out
from sessions.transfer.forms import LARGEST, TakeOver, check_file, fail_broken, field_name, read_columns, wishes_of
from sessions.transfer.matching import Here
from sessions.transfer.model import Broken
from sessions.transfer.presenting import shown
from sessions.transfer.reading import is_table, lacking, programme_in, sheet_in
from sessions.transfer.report import Report, report_on
from sessions.transfer.text import line
from sessions.transfer.words import COLUMN_WORDS
from sessions.transfer.writing import Import

# The form around the file takes some bytes too.
MAX_BODY = LARGEST + 64 * 1024
SAMPLES = 3


@get("/editing/events/{event:uuid}/import", policy=editor, include_in_schema=False)
async def upload_form(request: AnyRequest, event: FromPath[UUID], viewer: ViewerNow) -> Response[str]:
    """Choose a file, or get the event as one."""
    return _upload_page(request, await _event(event, viewer), blank())


@post(
    "/editing/events/{event:uuid}/import",
    policy=editor,
    upload=True,
    include_in_schema=False,
    request_max_body_size=MAX_BODY,
)
async def upload(request: AnyRequest, event: FromPath[UUID], viewer: ViewerNow) -> Response[Any]:
    """Take a file, judged by its content; nothing is imported yet."""
    row, now = await _event(event, viewer), now_of(request)
    assert viewer.person is not None
    await limit("import", str(viewer.person), now=now, minutes=10, most=30)
    sent = (await request.form()).get("file")
    body, name = (await sent.read(), line(sent.filename)) if isinstance(sent, UploadFile) else (b"", "")
    form = blank()
    with speaking(language_of(request)):
        check_file(form, body)
        table = False
        if not form.errors:
            try:
                table = is_table(body)
                if table:
                    await sheet_in(body, name)
                else:
                    await programme_in(body, filename=name, title="", zone=site_of(request).zone)
            except Broken as broken:
                fail_broken(form, broken)
    if form.errors:
        return _upload_page(request, row, form, status=422)
    draft = await drafts.keep(body, filename=name, event=row["id"], by=viewer.person, now=now)
    return go(request, f"{_base(row)}/{draft}{'/columns' if table else ''}")


@get("/editing/events/{event:uuid}/import/{draft:uuid}/columns", policy=editor, include_in_schema=False)
async def columns_form(request: AnyRequest, event: FromPath[UUID], draft: FromPath[UUID], viewer: ViewerNow) -> Any:
    """Say what the columns of a table hold; what the hub has guessed is chosen already."""
    row = await _event(event, viewer)
    kept = await _draft(row, draft, viewer)
    if not is_table(kept["body"]):
        raise NotFoundException
    sheet, guessed = await sheet_in(kept["body"], kept["filename"])
    chosen = kept["columns"] or guessed
    form = blank(**{field_name(place): column for place, column in chosen.items()})
    return _columns_page(request, row, kept, sheet, form)


@post("/editing/events/{event:uuid}/import/{draft:uuid}/columns", policy=editor, include_in_schema=False)
async def choose_columns(request: AnyRequest, event: FromPath[UUID], draft: FromPath[UUID], viewer: ViewerNow) -> Any:
    """Keep what the columns hold, and go on to the dry run."""
    row = await _event(event, viewer)
    kept = await _draft(row, draft, viewer)
    if not is_table(kept["body"]):
        raise NotFoundException
    sheet, _ = await sheet_in(kept["body"], kept["filename"])
    with speaking(language_of(request)):
        chosen, form = read_columns(await request.form(), sheet)
    if form.errors:
        return _columns_page(request, row, kept, sheet, form, status=422)
    await drafts.choose_columns(kept["id"], chosen)
    return go(request, f"{_base(row)}/{draft}")


@get("/editing/events/{event:uuid}/import/{draft:uuid}", policy=editor, include_in_schema=False)
async def dry_run(request: AnyRequest, event: FromPath[UUID], draft: FromPath[UUID], viewer: ViewerNow) -> Any:
    """What would change; nothing is changed."""
    row = await _event(event, viewer)
    kept = await _draft(row, draft, viewer)
    if _needs_columns(kept):
        return go(request, f"{_base(row)}/{draft}/columns")
    report, _ = await _report(request, row, kept)
    return _dry_run_page(request, row, kept, report, blank())


@post("/editing/events/{event:uuid}/import/{draft:uuid}", policy=editor, include_in_schema=False)
async def take_over(request: AnyRequest, event: FromPath[UUID], draft: FromPath[UUID], viewer: ViewerNow) -> Any:
    """Import what the dry run has shown, with the decisions made there."""
    row = await _event(event, viewer)
    kept = await _draft(row, draft, viewer)
    if _needs_columns(kept):
        return go(request, f"{_base(row)}/{draft}/columns")
    report, programme = await _report(request, row, kept)
    with speaking(language_of(request)):
        form = read(await request.form(), TakeOver)
        wishes = wishes_of(form, may_cancel=report.may_cancel_gone)
    if wishes is None:
        return _dry_run_page(request, row, kept, report, form, status=422)
    site = site_of(request)
    wishes = replace(wishes, publish=wishes.publish and row["appointment.state"] == "published")
    here = Here(site.zone, request.app.state.config.public_url)
    outcome = await carry_out(Import(row, programme, wishes, here, site.language, viewer, now_of(request)))
    await drafts.drop(kept["id"])
    target = f"/events/{row['slug']}"
    if outcome.kept_seats:
        text = message("Imported. These keep their seats, because more are taken than the file gives: %(titles)s")
        return go(request, target, text, kind="warning", titles=", ".join(outcome.kept_seats[:5]))
    numbers = {name: getattr(outcome, name) for name in ("new", "changed", "published", "cancelled")}
    if not outcome.anything:
        return go(request, target, message("Everything in the file was there already."), kind="note")
    text = message(
        "Imported: %(new)s new, %(changed)s changed, %(published)s drafts published, %(cancelled)s cancelled."
    )
    return go(request, target, text, **numbers)


@post("/editing/events/{event:uuid}/import/{draft:uuid}/discard", policy=editor, include_in_schema=False)
async def discard(request: AnyRequest, event: FromPath[UUID], draft: FromPath[UUID], viewer: ViewerNow) -> Any:
    """Forget an uploaded file."""
    row = await _event(event, viewer)
    kept = await _draft(row, draft, viewer)
    await drafts.drop(kept["id"])
    return go(request, _base(row), message("The file is deleted. Nothing was changed."), kind="note")


async def _event(uuid: UUID, viewer: Viewer) -> Row:
    row = await event_for(viewer, uuid)
    if row is None:
        raise NotFoundException
    return row


async def _draft(event: Row, uuid: UUID, viewer: Viewer) -> dict[str, Any]:
    assert viewer.person is not None
    row = await drafts.find(uuid, event=event["id"], by=viewer.person)
    if row is None:
        raise NotFoundException
    return row


def _base(event: Row) -> str:
    return f"/editing/events/{event['uuid']}/import"


def _needs_columns(kept: dict[str, Any]) -> bool:
    return is_table(kept["body"]) and bool(lacking(kept["columns"]))


async def _report(request: AnyRequest, event: Row, kept: dict[str, Any]) -> tuple[Report, Any]:
    site = site_of(request)
    found = await programme_in(
        kept["body"], filename=kept["filename"], title=event["title"], zone=site.zone, columns=kept["columns"] or None
    )
    here = Here(site.zone, request.app.state.config.public_url)
    return await report_on(event, found, site=site, here=here), found.programme


def _upload_page(request: AnyRequest, event: Row, form: Form[Any], *, status: int = 200) -> Response[str]:
    return page(request, "transfer/upload.html", status=status, event=event, action=_base(event), form=form)


def _columns_page(
    request: AnyRequest, event: Row, kept: dict[str, Any], sheet: Any, form: Form[Any], *, status: int = 200
) -> Response[str]:
    with speaking(language_of(request)):
        options = [("", gettext("(leave out)")), *((name, gettext(label)) for name, label in COLUMN_WORDS.items())]
    columns = [
        {
            "name": field_name(place),
            "head": head,
            "samples": [row.cells[place] for row in sheet.rows if row.cells[place]][:SAMPLES],
        }
        for place, head in enumerate(sheet.head)
    ]
    return page(
        request, "transfer/columns.html", status=status, event=event, action=f"{_base(event)}/{kept['uuid']}/columns",
        filename=kept["filename"], columns=columns, options=options, form=form, rows=len(sheet.rows),
        again=_base(event),
    )  # fmt: skip


def _dry_run_page(
    request: AnyRequest, event: Row, kept: dict[str, Any], report: Report, form: Form[Any], *, status: int = 200
) -> Response[str]:
    here = f"{_base(event)}/{kept['uuid']}"
    with speaking(language_of(request)):
        content = shown(report, zone=site_of(request).zone)
    return page(
        request, "transfer/dry_run.html", status=status, event=event, action=here, again=_base(event), form=form,
        filename=kept["filename"], columns_href=f"{here}/columns" if kept["columns"] else None, report=report,
        published=event["appointment.state"] == "published", cancelled=event["appointment.state"] == "cancelled",
        **content,
    )  # fmt: skip
