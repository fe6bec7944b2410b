"""Reporting content or a barrier without an account, and the queue of what was reported."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message
from hub.policies import anybody
from hub.rates import sender_mark
from hub.refused import Refused
from hub.settings import reporting
from hub.settings.footer import BY_KEY
from hub.settings.forms import AnswerForm, ReportForm
from hub.settings.pages_admin import looks_after
from hub.settings.queries import shown
from hub.settings.words import moment_words
from hub.web.client import client_address
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.paging import paging
from hub.web.security import local_path, sharable
from hub.web.state import ViewerNow, now_of
from hub.web.words import sentence

THANKS = message("Thank you. The people who look after this hub have it now.")
REPORT_REASONS = [(key, text) for key, text in reporting.REASONS.items() if key != "contact"]


@get("/report", policy=anybody, include_in_schema=False)
async def report_form(request: AnyRequest) -> Response[str]:
    """The form to report something; the page it is about is the one that led here, unless the address names it."""
    asked = request.query_params
    named = local_path(asked.get("address", "") or asked.get("page", ""), "")
    return _form(request, blank(address=named or _page_before(request)))


def _page_before(request: AnyRequest) -> str:
    """The page of this hub that led here, as far as its address can be no secret."""
    before = urlsplit(request.headers.get("referer", ""))
    here = {urlsplit(request.app.state.config.public_url).netloc, request.headers.get("host", "")}
    return before.path if before.netloc in here and sharable(before.path) and before.path != "/report" else ""


@post("/report", policy=anybody, include_in_schema=False)
async def report(request: AnyRequest) -> Response[Any]:
    """Take a report."""
    form = read(await request.form(), ReportForm)
    if form.data is None:
        return _form(request, form, status=422)
    try:
        await _take(request, form.data)
        return go(request, local_path(form.data.address), THANKS)
    except Refused as refused:
        return _form(request, _kept(form, refused), status=429)


@post("/kontakt", policy=anybody, include_in_schema=False)
async def contact(request: AnyRequest) -> Response[Any]:
    """Take a message from the contact page."""
    form = read(await request.form(), ReportForm)
    status = 422
    if form.data is not None:
        try:
            await _take(request, form.data)
            return go(request, "/kontakt", THANKS)
        except Refused as refused:
            form, status = _kept(form, refused), 429
    this, text = BY_KEY["kontakt"], await shown("kontakt")
    return page(request, "settings/contact.html", status=status, this=this, shown=text, form=form, moment=moment_words)


def _kept(form: Form[ReportForm], refused: Refused) -> Form[ReportForm]:
    # Whoever wrote something that comes too often keeps it, to send it later.
    form.fail("", sentence(refused))
    return form


@get("/editing/reports", policy=looks_after, include_in_schema=False)
async def queue(request: AnyRequest) -> Response[str]:
    """What was reported and waits, or was dealt with."""
    closed = request.query_params.get("state") == "closed"
    counts = {False: await reporting.count_of(closed=False), True: await reporting.count_of(closed=True)}
    query = {"state": "closed"} if closed else {}
    part = paging(request.query_params.get("page", ""), counts[closed], path="/editing/reports", query=query)
    rows = await reporting.listed(closed=closed, limit=part.size, offset=part.offset)
    return page(
        request,
        "settings/reports.html",
        rows=rows,
        closed=closed,
        counts=counts,
        pager=part.links,
        reasons=reporting.REASONS,
        moment=moment_words,
    )


@get("/editing/reports/{uuid:uuid}", policy=looks_after, include_in_schema=False)
async def one_report(request: AnyRequest, uuid: FromPath[UUID]) -> Response[str]:
    """One report, and how to answer it."""
    return _report_page(request, await _found(uuid), blank())


@post("/editing/reports/{uuid:uuid}/close", policy=looks_after, include_in_schema=False)
async def close(request: AnyRequest, uuid: FromPath[UUID], viewer: ViewerNow) -> Response[Any]:
    """Close a report, with an answer if there is one to give."""
    row = await _found(uuid)
    form = read(await request.form(), AnswerForm)
    if form.data is None:
        return _report_page(request, row, form, status=422)
    assert viewer.person is not None
    mailed = await reporting.close(uuid, answer=form.data.answer, by=viewer.person, now=now_of(request))
    text = (
        message("The report is closed, and the answer is on its way.") if mailed else message("The report is closed.")
    )
    undo = None if mailed else (f"/editing/reports/{uuid}/reopen", message("Open it again"))
    return go(request, "/editing/reports", text, undo=undo)


@post("/editing/reports/{uuid:uuid}/reopen", policy=looks_after, include_in_schema=False)
async def reopen(request: AnyRequest, uuid: FromPath[UUID], viewer: ViewerNow) -> Response[None]:
    """Put a closed report back into the queue."""
    await _found(uuid)
    assert viewer.person is not None
    await reporting.reopen(uuid, by=viewer.person, now=now_of(request))
    return go(request, f"/editing/reports/{uuid}", message("This is open again."))


async def _take(request: AnyRequest, data: ReportForm) -> None:
    await reporting.report(
        reason=data.reason,
        text=data.text,
        address=data.address,
        reply_to=data.reply_to,
        sender=sender_mark(client_address(request), request.app.state.config.secret),
        now=now_of(request),
    )


async def _found(uuid: UUID) -> dict[str, Any]:
    row = await reporting.one(uuid)
    if row is None:
        raise NotFoundException
    return row


def _form(request: AnyRequest, form: Form[Any], *, status: int = 200) -> Response[str]:
    return page(request, "settings/report.html", status=status, form=form, reasons=REPORT_REASONS)


def _report_page(request: AnyRequest, row: dict[str, Any], form: Form[Any], *, status: int = 200) -> Response[str]:
    path = local_path(row["address"], "")
    return page(
        request,
        "settings/report_detail.html",
        status=status,
        row=row,
        path=path,
        form=form,
        reasons=reporting.REASONS,
        moment=moment_words,
    )
