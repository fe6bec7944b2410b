"""The pages on which an event gets its tracks and rooms, one line each."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message, speaking
from hub.policies import editor
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of
from sessions.programme.actions import add_room, add_track, change_room, change_track, remove_room, remove_track
from sessions.programme.actions.plan import COLORS
from sessions.programme.editing_pages import translated
from sessions.programme.editing_parts import back_with, event_or_404, event_path, say
from sessions.programme.filling import seats
from sessions.programme.forms import RoomForm, TrackForm, check_words
from sessions.programme.sheets import Row, rooms_of, tracks_of

COLOR_WORDS = dict(
    zip(
        COLORS,
        (
            message("Blue"),
            message("Green"),
            message("Amber"),
            message("Red"),
            message("Violet"),
            message("Teal"),
            message("Pink"),
            message("Grey"),
        ),
        strict=True,
    )
)


@get("/editing/events/{event:uuid}/tracks", policy=editor, include_in_schema=False)
async def tracks(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[str]:
    """The tracks of an event; `edit` in the address names one to change."""
    row, rows = await _tracks(viewer, event)
    chosen = _chosen(rows, "slug", request.query_params.get("edit", ""))
    form = blank(name=chosen["name"], color=chosen["color"]) if chosen else _next_track(rows)
    return _tracks_page(request, row, rows, form, chosen)


async def _tracks(viewer: Viewer, event: UUID) -> tuple[Row, list[Row]]:
    row = await event_or_404(viewer, event)
    return row, await tracks_of(row["id"])


def _next_track(rows: list[Row]) -> Form[Any]:
    return blank(name="", color=COLORS[len(rows) % len(COLORS)])


def _tracks_page(
    request: AnyRequest, row: Row, rows: list[Row], form: Form[Any], chosen: Row | None, status: int = 200
) -> Response[str]:
    return page(
        request, "editing/tracks.html", status=status, row=row, rows=rows, form=form, chosen=chosen, colors=COLOR_WORDS,
        translated=translated,
    )  # fmt: skip


@post("/editing/events/{event:uuid}/tracks", policy=editor, include_in_schema=False)
async def keep_track(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[Any]:
    """Add a track, or change the one that `which` names."""
    row, rows = await _tracks(viewer, event)
    sent, now = await request.form(), now_of(request)
    chosen = _existing(rows, "slug", sent.get("which", ""))
    with speaking(language_of(request)):
        form = read(sent, TrackForm)
        check_words(form, need_a_letter=("name",))
        if form.errors or form.data is None:
            return _tracks_page(request, row, rows, form, chosen, status=422)
        name, color = form.data.name, form.data.color
        try:
            if chosen is None:
                await add_track(row["id"], name=name, color=color, by=viewer, now=now)
            else:
                await change_track(chosen["id"], name=name, color=color, by=viewer, now=now)
        except Refused as refused:
            say(form, refused)
            return _tracks_page(request, row, rows, form, chosen, status=422)
    return go(request, f"{event_path(row)}/tracks", message("Saved."))


@post("/editing/events/{event:uuid}/tracks/remove", policy=editor, include_in_schema=False)
async def drop_track(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[None]:
    """Remove a track; its sessions stay."""
    row, rows = await _tracks(viewer, event)
    chosen = _existing(rows, "slug", (await request.form()).get("which", ""))
    if chosen is None:
        raise NotFoundException
    done = remove_track(chosen["id"], by=viewer, now=now_of(request))
    return await _removed(request, f"{event_path(row)}/tracks", done)


@get("/editing/events/{event:uuid}/rooms", policy=editor, include_in_schema=False)
async def rooms(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[str]:
    """The rooms of an event; `edit` in the address names one to change."""
    row, rows = await _rooms(viewer, event)
    chosen = _chosen(rows, "name", request.query_params.get("edit", ""))
    names = ("name", "description", "capacity")
    form = blank(**{name: chosen[name] for name in names}) if chosen else blank()
    return _rooms_page(request, row, rows, form, chosen)


async def _rooms(viewer: Viewer, event: UUID) -> tuple[Row, list[Row]]:
    row = await event_or_404(viewer, event)
    return row, await rooms_of(row["id"])


def _rooms_page(
    request: AnyRequest, row: Row, rows: list[Row], form: Form[Any], chosen: Row | None, status: int = 200
) -> Response[str]:
    return page(request, "editing/rooms.html", status=status, row=row, rows=rows, form=form, chosen=chosen)


@post("/editing/events/{event:uuid}/rooms", policy=editor, include_in_schema=False)
async def keep_room(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[Any]:
    """Add a room, or change the one that `which` names."""
    row, rows = await _rooms(viewer, event)
    sent, now = await request.form(), now_of(request)
    chosen = _existing(rows, "name", sent.get("which", ""))
    with speaking(language_of(request)):
        form = read(sent, RoomForm)
        check_words(form, need_a_letter=("name",))
        capacity = seats(form)
        if form.errors or form.data is None:
            return _rooms_page(request, row, rows, form, chosen, status=422)
        name, description = form.data.name, form.data.description
        try:
            if chosen is None:
                await add_room(row["id"], name=name, description=description, capacity=capacity, by=viewer, now=now)
            else:
                values = {"name": name, "description": description}
                await change_room(chosen["id"], **values, capacity=capacity, by=viewer, now=now)
        except Refused as refused:
            say(form, refused)
            return _rooms_page(request, row, rows, form, chosen, status=422)
    return go(request, f"{event_path(row)}/rooms", message("Saved."))


@post("/editing/events/{event:uuid}/rooms/remove", policy=editor, include_in_schema=False)
async def drop_room(request: AnyRequest, viewer: ViewerNow, event: FromPath[UUID]) -> Response[None]:
    """Remove a room in which nothing takes place."""
    row, rows = await _rooms(viewer, event)
    chosen = _existing(rows, "name", (await request.form()).get("which", ""))
    if chosen is None:
        raise NotFoundException
    done = remove_room(chosen["id"], by=viewer, now=now_of(request))
    return await _removed(request, f"{event_path(row)}/rooms", done)


async def _removed(request: AnyRequest, target: str, done: Awaitable[Any]) -> Response[None]:
    try:
        await done
    except Refused as refused:
        return back_with(request, target, refused)
    return go(request, target, message("Removed."))


def _chosen(rows: list[Row], key: str, value: str) -> Row | None:
    return next((row for row in rows if value and row[key] == value), None)


def _existing(rows: list[Row], key: str, value: str) -> Row | None:
    """The row that a form says it changes; 404 where it says one that is not there."""
    found = _chosen(rows, key, value)
    if value and found is None:
        raise NotFoundException
    return found
