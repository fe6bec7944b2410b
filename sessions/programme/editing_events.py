"""The pages on which events are written and taken through their life."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup

from hub.i18n import message, speaking
from hub.policies import editor
from hub.refused import Refused
from hub.text import render
from hub.viewer import Viewer
from hub.web.forms import WRONG, Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of, site_of
from sessions.programme.actions import (
    cancel_event,
    change_event,
    copy_event,
    create_event,
    delete_event,
    publish_event,
    withdraw_event,
)
from sessions.programme.actions.events import told_by_cancelling_event
from sessions.programme.actions.sessions import told_by_moving
from sessions.programme.choices import Choices, event_choices
from sessions.programme.editing_pages import OPTIONS
from sessions.programme.editing_parts import back_with, event_or_404, event_path, saved, say, with_days
from sessions.programme.filling import event_content, event_values
from sessions.programme.forms import EventCopyForm, EventForm, ReasonForm, check_words
from sessions.programme.sheets import Row, drafts_in, sessions_in, state_of
from sessions.programme.wall_clock import day_of


@get("/editing/events/new", policy=editor, include_in_schema=False)
async def new(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """A form for a new event."""
    with speaking(language_of(request)):
        choices = await event_choices(viewer, row=None)
    day = (now_of(request) + timedelta(days=28)).date().isoformat()
    beginning = {"kind": "digi_dienstag", "first": day, "last": "", "place_kind": "online"}
    if not choices.may_be_unnamed and choices.organisations:
        beginning["organisation"] = min(choices.organisations, key=lambda row: len(row["path"]))["slug"]
    form = blank(**beginning, visible_to="public", open_to="public")
    return await _form_page(request, form, choices)


@post("/editing/events/new", policy=editor, include_in_schema=False)
async def create(request: AnyRequest, viewer: ViewerNow) -> Response[Any]:
    """Keep a new draft, or show what it would look like."""
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, EventForm)
        choices = await event_choices(viewer, organisation=form.values["organisation"], row=None)
        content = event_content(form, choices)
        if sent.get("do") == "preview" or content is None:
            return await _unsaved(request, form, choices, preview=sent.get("do") == "preview")
        try:
            uuid = await create_event(content, by=viewer, now=now_of(request))
        except Refused as refused:
            say(form, refused)
            return await _form_page(request, form, choices, status=422)
    text = message("Saved as a draft. Next come rooms, tracks and sessions.")
    return go(request, f"/editing/events/{uuid}", text)


@get("/editing/events/{event:uuid}", policy=editor, include_in_schema=False)
async def edit(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[str]:
    """The form of an event that exists, its sessions, and what can be done with it."""
    row = await event_or_404(viewer, event)
    with speaking(language_of(request)):
        choices = await event_choices(viewer, row=row)
    rows = await sessions_in(row["id"])
    return await _form_page(request, blank(**event_values(row, choices)), choices, row=row, rows=rows)


@post("/editing/events/{event:uuid}", policy=editor, include_in_schema=False)
async def change(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[Any]:
    """Keep what was changed, or show what it would look like."""
    row = await event_or_404(viewer, event)
    if row["appointment.state"] == "cancelled":
        raise NotFoundException
    rows = await sessions_in(row["id"])
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, EventForm)
        choices = await event_choices(viewer, organisation=form.values["organisation"], row=row)
        content = event_content(form, choices)
        if sent.get("do") == "preview" or content is None:
            return await _unsaved(request, form, choices, row=row, rows=rows, preview=sent.get("do") == "preview")
        seen = form.values.get("seen") or ""
        if sent.get("do") != "anyway" and seen not in ("", state_of(row)):
            return await _form_page(request, form, choices, row=row, rows=rows, meanwhile=True, status=422)
        try:
            told = await change_event(row["id"], content, by=viewer, now=now_of(request))
        except Refused as refused:
            say(form, refused)
            return await _form_page(request, form, choices, row=row, rows=rows, status=422)
        return go(request, event_path(row), saved(told))


async def _unsaved(
    request: AnyRequest, form: Form[Any], choices: Choices, *, preview: bool, **rest: Any
) -> Response[str]:
    text = form.values.get("description") or ""
    html = Markup("") if "description" in form.errors else Markup(render(text))
    shown = {name: form.values.get(name) or "" for name in ("title", "subtitle", "summary")}
    shown |= {"html": html, "content": None}
    status = 422 if form.errors else 200
    return await _form_page(request, form, choices, preview=shown if preview else None, status=status, **rest)


async def _form_page(
    request: AnyRequest,
    form: Form[Any],
    choices: Choices,
    *,
    row: Row | None = None,
    rows: list[Row] | None = None,
    status: int = 200,
    preview: dict[str, Any] | None = None,
    meanwhile: bool = False,
) -> Response[str]:
    told = await told_by_moving(row["appointment.id"], now_of(request)) if row is not None else 0
    return page(
        request, "editing/event.html", status=status, form=form, choices=choices, row=row, told=told,
        rows=with_days(rows or [], site_of(request).zone),
        preview=preview, meanwhile=meanwhile, **OPTIONS,
    )  # fmt: skip


@get("/editing/events/{event:uuid}/publish", policy=editor, include_in_schema=False)
async def ask_publish(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[str]:
    """Whether its drafts are published with it."""
    row = await _in_state(viewer, event, "draft")
    drafts = await drafts_in(row["id"])
    seen, with_sessions = state_of(row), state_of(row, *drafts)
    return page(
        request, "editing/event_publish.html", row=row, drafts=len(drafts), form=blank(with_sessions="1"),
        seen=seen, seen_with_sessions=with_sessions,
    )  # fmt: skip


@post("/editing/events/{event:uuid}/publish", policy=editor, include_in_schema=False)
async def publish(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[None]:
    """Make it public, with its sessions where that was asked for."""
    row = await _in_state(viewer, event, "draft")
    sent = await request.form()
    with_sessions = bool(sent.get("with_sessions"))
    seen = str(sent.get("seen_with_sessions" if with_sessions else "seen", ""))
    try:
        count = await publish_event(row["id"], with_sessions=with_sessions, seen=seen, by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, event_path(row), refused)
    if count:
        return go(request, event_path(row), message("Published, with sessions: %(count)s."), count=count)
    undo = (f"{event_path(row)}/withdraw", message("Undo"))
    return go(request, event_path(row), message("Published: everybody meant can see it now."), undo=undo)


@post("/editing/events/{event:uuid}/withdraw", policy=editor, include_in_schema=False)
async def withdraw(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[None]:
    """Make a draft again of what has no public session and nobody has signed up for."""
    row = await _in_state(viewer, event, "published")
    try:
        await withdraw_event(row["id"], by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, event_path(row), refused)
    return go(request, event_path(row), message("It is a draft again."))


@get("/editing/events/{event:uuid}/cancel", policy=editor, include_in_schema=False)
async def ask_cancel(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[str]:
    """What cancelling does and to whom, and the reason for it."""
    return await _cancel_page(request, viewer, await _in_state(viewer, event, "published"), blank())


@post("/editing/events/{event:uuid}/cancel", policy=editor, include_in_schema=False)
async def cancel(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[Any]:
    """Cancel it with all its sessions."""
    row = await _in_state(viewer, event, "published")
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, ReasonForm)
        check_words(form, need_a_letter=("reason",))
    if form.errors or form.data is None:
        return await _cancel_page(request, viewer, row, form, status=422)
    told, _ = await told_by_cancelling_event(row, viewer)
    try:
        await cancel_event(row["id"], reason=form.data.reason, by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, event_path(row), refused)
    return go(request, event_path(row), message("Cancelled. People being told by mail: %(told)s."), told=told)


async def _cancel_page(
    request: AnyRequest, viewer: Viewer, row: Row, form: Form[Any], status: int = 200
) -> Response[str]:
    told, count = await told_by_cancelling_event(row, viewer)
    return page(request, "editing/event_cancel.html", status=status, row=row, form=form, told=told, count=count)


@get("/editing/events/{event:uuid}/copy", policy=editor, include_in_schema=False)
async def ask_copy(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[str]:
    """Title and first day of the copy."""
    row = await event_or_404(viewer, event)
    form = blank(title=row["title"], first=(row["first"] + timedelta(days=28)).isoformat())
    return page(request, "editing/event_copy.html", row=row, form=form, count=_copied(await sessions_in(row["id"])))


@post("/editing/events/{event:uuid}/copy", policy=editor, include_in_schema=False)
async def copy(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[Any]:
    """A new draft with everything in it, shifted to another first day."""
    row = await event_or_404(viewer, event)
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, EventCopyForm)
        check_words(form)
        first = day_of(form.values["first"])
        if first is None and "first" not in form.errors:
            form.fail("first", WRONG["date"])
        if not form.errors and first is not None:
            try:
                title = str(form.values["title"])
                made = await copy_event(row["id"], title=title, first=first, by=viewer, now=now_of(request))
                return go(
                    request, f"/editing/events/{made}", message("This is the copy, a draft with all its sessions.")
                )
            except Refused as refused:
                say(form, refused)
        count = _copied(await sessions_in(row["id"]))
        return page(request, "editing/event_copy.html", status=422, row=row, form=form, count=count)


def _copied(rows: list[Row]) -> int:
    return sum(row["appointment.state"] != "cancelled" for row in rows)


@get("/editing/events/{event:uuid}/delete", policy=editor, include_in_schema=False)
async def ask_delete(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[str]:
    """Whether to delete a draft."""
    row = await _in_state(viewer, event, "draft")
    return page(request, "editing/event_delete.html", row=row, count=len(await sessions_in(row["id"])))


@post("/editing/events/{event:uuid}/delete", policy=editor, include_in_schema=False)
async def delete(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[None]:
    """Delete a draft without sessions."""
    row = await _in_state(viewer, event, "draft")
    try:
        await delete_event(row["id"], by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, event_path(row), refused)
    text = message("The draft “%(title)s” is deleted.")
    return go(request, "/editing?part=events", text, title=row["title"])


async def _in_state(viewer: Viewer, uuid: UUID, state: str) -> Row:
    row = await event_or_404(viewer, uuid)
    if row["appointment.state"] != state:
        raise NotFoundException
    return row
