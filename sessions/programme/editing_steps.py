"""The steps of a session's life: propose, publish, withdraw, cancel, copy, delete, and a host who cannot come."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message, speaking
from hub.policies import contributor, signed_in
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.forms import WRONG, Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of, site_of
from sessions.programme.actions import (
    cancel_session,
    copy_session,
    delete_session,
    propose_session,
    publish_session,
    send_back_session,
    step_down,
    withdraw_session,
)
from sessions.programme.actions.sessions import told_by_cancelling, told_by_moving
from sessions.programme.editing_parts import back_with, rights, say, session_or_404, session_path
from sessions.programme.forms import CopyForm, ReasonForm, WordForm, check_words
from sessions.programme.sheets import Row, hosts_in
from sessions.programme.wall_clock import day_of


async def _allowed(viewer: Viewer, uuid: UUID, right: str) -> Row:
    """A session with which the viewer may do something; the page for it is not there for others."""
    row = await session_or_404(viewer, uuid)
    if not rights(viewer, row)[right]:
        raise NotFoundException
    return row


@post("/editing/sessions/{session:uuid}/publish", policy=signed_in, include_in_schema=False)
async def publish(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[None]:
    """Make a draft public; it can be taken back as long as nobody has signed up."""
    row = await _allowed(viewer, session, "publish")
    seen = str((await request.form()).get("seen", ""))
    done = publish_session(row["id"], seen=seen, by=viewer, now=now_of(request))
    undo = (f"{session_path(row)}/withdraw", message("Undo"))
    return await _step(request, row, done, message("Published: everybody meant can see it now."), undo)


@post("/editing/sessions/{session:uuid}/propose", policy=signed_in, include_in_schema=False)
async def propose(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[None]:
    """Hand a draft in for publishing; the editors of its branch are told."""
    row = await _allowed(viewer, session, "propose")
    done = propose_session(row["id"], by=viewer, now=now_of(request))
    return await _step(request, row, done, message("Handed in: the editors have it now, and you get a mail."))


@get("/editing/sessions/{session:uuid}/send-back", policy=signed_in, include_in_schema=False)
async def ask_send_back(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[str]:
    """What whoever wrote it should do first."""
    row = await _allowed(viewer, session, "send_back")
    return page(request, "editing/send_back.html", row=row, form=blank())


@post("/editing/sessions/{session:uuid}/send-back", policy=signed_in, include_in_schema=False)
async def send_back(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[Any]:
    """Give a proposal back; the word goes to whoever wrote it."""
    row = await _allowed(viewer, session, "send_back")
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, WordForm)
        check_words(form, need_a_letter=("word",))
    if form.errors or form.data is None:
        return page(request, "editing/send_back.html", status=422, row=row, form=form)
    try:
        told = await send_back_session(row["id"], word=form.data.word, by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, session_path(row), refused)
    if told:
        return go(request, session_path(row), message("Given back: whoever wrote it gets a mail with your words."))
    return go(request, session_path(row), message("Given back. Nobody is behind it whom a mail could reach."))


@post("/editing/sessions/{session:uuid}/withdraw", policy=signed_in, include_in_schema=False)
async def withdraw(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[None]:
    """Make a draft again of what nobody has signed up for."""
    row = await _allowed(viewer, session, "withdraw")
    done = withdraw_session(row["id"], by=viewer, now=now_of(request))
    undo = (f"{session_path(row)}/publish", message("Publish again"))
    return await _step(request, row, done, message("It is a draft again."), undo)


async def _step(
    request: AnyRequest, row: Row, done: Awaitable[None], text: str, undo: tuple[str, str] | None = None
) -> Response[None]:
    try:
        await done
    except Refused as refused:
        return back_with(request, session_path(row), refused)
    return go(request, session_path(row), text, undo=undo)


@get("/editing/sessions/{session:uuid}/cancel", policy=signed_in, include_in_schema=False)
async def ask_cancel(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[str]:
    """What cancelling does and to whom, and the reason for it."""
    return await _cancel_page(request, viewer, await _allowed(viewer, session, "cancel"), blank())


@post("/editing/sessions/{session:uuid}/cancel", policy=signed_in, include_in_schema=False)
async def cancel(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[Any]:
    """Cancel it; the reason reaches everybody who has signed up."""
    row = await _allowed(viewer, session, "cancel")
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, ReasonForm)
        check_words(form, need_a_letter=("reason",))
    if form.errors or form.data is None:
        return await _cancel_page(request, viewer, row, form, status=422)
    told = await told_by_cancelling(row, viewer)
    try:
        await cancel_session(row["id"], reason=form.data.reason, by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, session_path(row), refused)
    return go(request, session_path(row), message("Cancelled. People being told by mail: %(told)s."), told=told)


async def _cancel_page(
    request: AnyRequest, viewer: Viewer, row: Row, form: Form[Any], status: int = 200
) -> Response[str]:
    told = await told_by_cancelling(row, viewer)
    return page(request, "editing/cancel.html", status=status, row=row, form=form, told=told)


@get("/editing/sessions/{session:uuid}/copy", policy=contributor, include_in_schema=False)
async def ask_copy(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[str]:
    """For which day."""
    row = await _allowed(viewer, session, "copy")
    start = row["appointment.start"].astimezone(ZoneInfo(site_of(request).zone)).date()
    return page(request, "editing/copy.html", row=row, form=blank(day=(start + timedelta(days=7)).isoformat()))


@post("/editing/sessions/{session:uuid}/copy", policy=contributor, include_in_schema=False)
async def copy(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[Any]:
    """A new draft with the same content and hosts on another day."""
    row = await _allowed(viewer, session, "copy")
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, CopyForm)
        day = day_of(form.values["day"])
        if day is None and not form.errors:
            form.fail("day", WRONG["date"])
        if day is None or form.errors:
            return page(request, "editing/copy.html", status=422, row=row, form=form)
        try:
            made = await copy_session(row["id"], day=day, by=viewer, now=now_of(request))
        except Refused as refused:
            say(form, refused)
            return page(request, "editing/copy.html", status=422, row=row, form=form)
    return go(request, f"/editing/sessions/{made}", message("This is the copy, a draft. Please check day and text."))


@get("/editing/sessions/{session:uuid}/delete", policy=signed_in, include_in_schema=False)
async def ask_delete(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[str]:
    """Whether to delete a draft."""
    return page(request, "editing/delete.html", row=await _allowed(viewer, session, "delete"))


@post("/editing/sessions/{session:uuid}/delete", policy=signed_in, include_in_schema=False)
async def delete(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[None]:
    """Delete a draft."""
    row = await _allowed(viewer, session, "delete")
    try:
        await delete_session(row["id"], by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, session_path(row), refused)
    return go(request, _home(viewer), message("The draft “%(title)s” is deleted."), title=row["title"])


@get("/editing/sessions/{session:uuid}/step-down", policy=signed_in, include_in_schema=False)
async def ask_step_down(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[str]:
    """What happens when a host cannot come."""
    row = await _allowed(viewer, session, "step_down")
    deputies = [each["person.name"] for each in row["people"] if each["deputy"]]
    others = [
        each["person.name"] for each in row["people"] if not each["deputy"] and each["person.id"] != viewer.person
    ]
    told = await told_by_moving(row["appointment.id"], now_of(request))
    return page(request, "editing/step_down.html", row=row, deputies=deputies, others=others, told=told)


@post("/editing/sessions/{session:uuid}/step-down", policy=signed_in, include_in_schema=False)
async def do_step_down(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[None]:
    """Say that one cannot come."""
    row = await _allowed(viewer, session, "step_down")
    try:
        asked = await step_down(row["id"], by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, session_path(row), refused)
    if asked:
        return go(request, _home(viewer), message("Thank you for saying so. The deputy is being asked."))
    if len(hosts_in(row)) > 1:
        return go(request, _home(viewer), message("Thank you for saying so. The other hosts and the editors know."))
    return go(request, _home(viewer), message("Thank you for saying so. The editors know and look for somebody."))


def _home(viewer: Viewer) -> str:
    return "/editing" if contributor(viewer) else "/me"
