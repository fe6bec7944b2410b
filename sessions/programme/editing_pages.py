"""The pages on which sessions are written: the overview, a new session, a session that exists."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup

from hub.i18n import gettext, message, speaking
from hub.policies import contributor, signed_in
from hub.refused import Refused
from hub.text import render
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, language_of, now_of, site_of
from sessions.programme import overview, policies
from sessions.programme.actions import change_session, create_session
from sessions.programme.actions.sessions import told_by_moving
from sessions.programme.choices import Choices, session_choices
from sessions.programme.content import SessionContent
from sessions.programme.editing_parts import STATES, rights, saved, say, session_or_404, session_path, with_days
from sessions.programme.filling import session_content, session_values
from sessions.programme.forms import SessionForm, TextForm
from sessions.programme.sheets import Row, content_of, hosts_in, state_of
from sessions.programme.vocabulary import ACCESSIBILITY, DIFFICULTIES, KINDS, PLACE_KINDS, REGISTRATIONS, TYPES
from sessions.programme.warning import Warnings, warnings_about


def translated(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Fixed choices as options, in the language of the page that is being made."""
    return [(code, gettext(label)) for code, label in words.items()]


def named(rows: list[Row], key: str) -> list[tuple[str, str]]:
    """Rows as options, named by their own names."""
    return [(row[key], row["name"]) for row in rows]


OPTIONS: dict[str, Any] = {
    "translated": translated,
    "room_options": partial(named, key="name"),
    "track_options": partial(named, key="slug"),
    "organisation_options": partial(named, key="slug"),
    "types": TYPES,
    "kinds": KINDS,
    "place_kinds": PLACE_KINDS,
    "registrations": REGISTRATIONS,
    "difficulties": DIFFICULTIES,
    "accessibility": ACCESSIBILITY,
    "states": STATES,
}


@get("/editing", policy=contributor, include_in_schema=False)
async def editing(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """What one looks after, a part at a time."""
    now, asked = now_of(request), overview.asked_of(request.query_params, viewer)
    is_events = asked.part == "events"
    total = await (overview.count_events(viewer, asked) if is_events else overview.count_sessions(viewer, asked, now))
    shown = paging(request.query_params.get("page", ""), total, path="/editing", query=asked.query)
    if is_events:
        rows = await overview.events(viewer, asked, offset=shown.offset, limit=shown.size)
    else:
        found = await overview.sessions(viewer, asked, now, offset=shown.offset, limit=shown.size)
        rows = with_days(found, site_of(request).zone)
    parts = [(part, overview.PARTS[part]) for part in overview.parts_for(viewer)]
    return page(
        request, "editing/overview.html", rows=rows, asked=asked,
        filter=blank(words=asked.words, type=asked.type), parts=parts, total=total,
        pager=shown.links, waiting=await overview.waiting_count(viewer, now), **OPTIONS,
    )  # fmt: skip


@get("/editing/sessions/new", policy=contributor, include_in_schema=False)
async def new(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """A form for a new session, in an event where the address names one."""
    event = request.query_params.get("event", "")
    with speaking(language_of(request)):
        choices = await session_choices(viewer, event=event, row=None, now=now_of(request))
    return await _form_page(
        request, blank(**_beginning(viewer, choices, now_of(request), site_of(request).zone)), choices
    )


def _beginning(viewer: Viewer, choices: Choices, now: datetime, zone: str) -> dict[str, Any]:
    """What a new session begins with: next week, or the first day of the event; given by whoever is no editor."""
    event = choices.event
    day = event["first"] if event else (now.astimezone(ZoneInfo(zone)) + timedelta(days=7)).date()
    own = [row for row in choices.organisations if row["id"] in viewer.coordinates | viewer.works_for]
    return {
        "type": "webinar" if viewer.scout and not event else "workshop",
        "event": str(event["uuid"]) if event else "",
        "shown_event": str(event["uuid"]) if event else "",
        "day": day.isoformat(),
        "begins": "10:00",
        "ends": "11:30",
        "place_kind": "online",
        "registration": "event" if event else "session",
        "difficulty": "none",
        "language": "de",
        "visible_to": "public",
        "open_to": "public",
        "organisation": own[0]["slug"] if len(own) == 1 else "",
        "host_myself": not viewer.editor,
    }


@post("/editing/sessions/new", policy=contributor, include_in_schema=False)
async def create(request: AnyRequest, viewer: ViewerNow) -> Response[str] | Response[None]:
    """Keep a new draft, or show what it would look like."""
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, SessionForm)
        hosts = [viewer.person] if viewer.person is not None and form.values["host_myself"] else []
        filled = await _fill(request, viewer, form, row=None, hosts=hosts, do=sent.get("do", ""))
        if filled.content is None:
            return await _form_page(request, form, filled.choices, **filled.shown)
        try:
            uuid = await create_session(filled.content, hosts=hosts, by=viewer, now=now_of(request))
        except Refused as refused:
            say(form, refused)
            return await _form_page(request, form, filled.choices, status=422)
    target = f"/editing/sessions/{uuid}"
    return go(request, target, message("Saved as a draft. Only hosts, you and the editors see it."))


@get("/editing/sessions/{session:uuid}", policy=signed_in, include_in_schema=False)
async def edit(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[str]:
    """The form of a session that exists, and what can be done with it."""
    row = await session_or_404(viewer, session)
    with speaking(language_of(request)):
        choices = await session_choices(viewer, event=str(row["event.uuid"] or ""), row=row, now=now_of(request))
    values = session_values(row, choices, site_of(request).zone)
    return await _form_page(request, blank(**values), choices, viewer=viewer, row=row)


@post("/editing/sessions/{session:uuid}", policy=signed_in, include_in_schema=False)
async def change(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[str] | Response[None]:
    """Keep what was changed, or show what it would look like."""
    row = await session_or_404(viewer, session)
    may = rights(viewer, row)
    if not may["change"]:
        raise NotFoundException
    sent = await request.form()
    with speaking(language_of(request)):
        form: Form[Any] = read(sent, SessionForm) if may["everything"] else read(sent, TextForm)
        filled = await _fill(request, viewer, form, row=row, hosts=hosts_in(row), do=sent.get("do", ""))
        if filled.content is None:
            return await _form_page(request, form, filled.choices, viewer=viewer, row=row, **filled.shown)
        try:
            told = await change_session(row["id"], filled.content, by=viewer, now=now_of(request))
        except Refused as refused:
            say(form, refused)
            return await _form_page(request, form, filled.choices, viewer=viewer, row=row, status=422)
        moved = filled.content.event not in (None, row["event"]) and (filled.choices.rooms or filled.choices.tracks)
        text = saved(told)
        if moved:
            text += " " + gettext("Please choose room and track of the event now.")
    return go(request, session_path(row), text)


class _Filled:
    """What came of a sent form: content to save, or what to show instead."""

    def __init__(self, choices: Choices, content: SessionContent | None, shown: Mapping[str, Any]) -> None:
        self.choices = choices
        self.content = content
        self.shown = shown


async def _fill(
    request: AnyRequest, viewer: Viewer, form: Form[Any], *, row: Row | None, hosts: list[int], do: str
) -> _Filled:
    """Read a form's content; a preview, errors and warnings that nobody has seen yet keep it from being saved."""
    now, zone = now_of(request), site_of(request).zone
    event = str(form.values.get("event", row["event.uuid"] or "" if row else "") or "")
    organisation = str(form.values.get("organisation") or "")
    choices = await session_choices(viewer, event=event, organisation=organisation, row=row, now=now)
    content = session_content(form, choices, zone=zone, before=content_of(row) if row else None)
    if not choices.follows(form.values.get("shown_event")):
        form.values |= {"track": "", "room": ""}
    if do == "preview":
        form.values["shown_event"] = event
        preview = _preview(form, content)
        return _Filled(choices, None, {"preview": preview, "status": 422 if form.errors else 200})
    if content is None:
        form.values["shown_event"] = event
        return _Filled(choices, None, {"status": 422})
    warnings = await warnings_about(viewer, content, choices, form, row=row, hosts=hosts, zone=zone)
    if warnings.any and do != "anyway":
        return _Filled(choices, None, {"warnings": warnings, "status": 422})
    return _Filled(choices, content, {})


def _preview(form: Form[Any], content: SessionContent | None) -> dict[str, Any]:
    text = form.values.get("description") or ""
    return {
        "title": form.values.get("title") or "",
        "subtitle": form.values.get("subtitle") or "",
        "summary": form.values.get("summary") or "",
        "html": "" if "description" in form.errors else Markup(render(text)),
        "content": content,
    }


async def _form_page(
    request: AnyRequest,
    form: Form[Any],
    choices: Choices,
    *,
    viewer: Viewer | None = None,
    row: Row | None = None,
    status: int = 200,
    preview: dict[str, Any] | None = None,
    warnings: Warnings | None = None,
) -> Response[str]:
    may = rights(viewer, row) if viewer is not None and row is not None else {"everything": True, "change": True}
    told = await told_by_moving(row["appointment.id"], now_of(request)) if row is not None else 0
    return page(
        request, "editing/session.html", status=status, form=form, choices=choices, row=row, may=may, told=told,
        preview=preview, warnings=warnings, text_fields=policies.TEXT_AND_ROOM, seen=state_of(row) if row else "",
        **OPTIONS,
    )  # fmt: skip
