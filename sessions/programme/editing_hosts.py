"""Who gives a session: hosts and deputies, found by name or written down."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.i18n import message, speaking
from hub.policies import signed_in
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of
from sessions.programme import people
from sessions.programme.actions import create_external_host, set_session_hosts
from sessions.programme.clashes import Clash, clashes
from sessions.programme.editing_parts import back_with, rights, session_or_404, session_path
from sessions.programme.forms import HostForm, check_words
from sessions.programme.sheets import Row, hosts_in

People = tuple[list[int], list[int]]


async def _decided(viewer: Viewer, uuid: UUID) -> Row:
    row = await session_or_404(viewer, uuid)
    if not rights(viewer, row)["everything"]:
        raise NotFoundException
    return row


@get("/editing/sessions/{session:uuid}/hosts", policy=signed_in, include_in_schema=False)
async def hosts(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[str]:
    """Who gives it now, and a search for others."""
    return await _page(request, viewer, await _decided(viewer, session), blank())


async def _page(
    request: AnyRequest,
    viewer: Viewer,
    row: Row,
    form: Form[Any],
    *,
    status: int = 200,
    clash: list[Clash] | None = None,
    chosen: dict[str, str] | None = None,
) -> Response[str]:
    words = request.query_params.get("who", "")
    found = await people.search(viewer, words)
    there = {each["person.id"] for each in row["people"]}
    return page(
        request, "editing/hosts.html", status=status, row=row, form=form, words=words,
        search=blank(who=words), may=rights(viewer, row),
        found=[each for each in found if each["id"] not in there], clashes=clash or [], chosen=chosen or {},
    )  # fmt: skip


@post("/editing/sessions/{session:uuid}/hosts/add", policy=signed_in, include_in_schema=False)
async def add(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[Any]:
    """Name somebody who was found as host or deputy; another session at that time is warned about once."""
    row = await _decided(viewer, session)
    sent = await request.form()
    person = await people.findable_person(viewer, _uuid(sent.get("person", "")))
    if person is None:
        raise NotFoundException
    deputy = sent.get("as") == "deputy"
    if not deputy and sent.get("do") != "anyway":
        start, end, own = row["appointment.start"], row["appointment.end"], row["appointment.id"]
        found = await clashes(viewer, start=start, end=end, hosts=[person], own=own)
        if found:
            chosen = {"person": str(sent["person"]), "as": "host", "do": "anyway"}
            return await _page(request, viewer, row, blank(), status=422, clash=found, chosen=chosen)
    return await _set(request, viewer, row, lambda now: _with(now, person, deputy=deputy))


def _with(now: People, person: int, *, deputy: bool) -> People:
    hosts, deputies = ([each for each in group if each != person] for group in now)
    return (hosts, [*deputies, person]) if deputy else ([*hosts, person], deputies)


@post("/editing/sessions/{session:uuid}/hosts/remove", policy=signed_in, include_in_schema=False)
async def remove(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[Any]:
    """Take somebody off the list."""
    row = await _decided(viewer, session)
    person = await _one_of(request, row)
    return await _set(
        request, viewer, row, lambda now: ([p for p in now[0] if p != person], [p for p in now[1] if p != person])
    )


@post("/editing/sessions/{session:uuid}/hosts/first", policy=signed_in, include_in_schema=False)
async def first(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[Any]:
    """Name one of the hosts first."""
    row = await _decided(viewer, session)
    person = await _one_of(request, row)
    return await _set(request, viewer, row, lambda now: ([person, *(p for p in now[0] if p != person)], now[1]))


async def _one_of(request: AnyRequest, row: Row) -> int:
    asked = _uuid((await request.form()).get("person", ""))
    found = next((each["person.id"] for each in row["people"] if each["person.uuid"] == asked), None)
    if found is None:
        raise NotFoundException
    return int(found)


@post("/editing/sessions/{session:uuid}/hosts/external", policy=signed_in, include_in_schema=False)
async def external(request: AnyRequest, viewer: ViewerNow, session: FromPath[UUID]) -> Response[Any]:
    """Write down somebody without account as host."""
    row = await _decided(viewer, session)
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, HostForm)
        check_words(form, need_a_letter=("name",))
    if form.errors or form.data is None:
        return await _page(request, viewer, row, form, status=422)
    person = await create_external_host(form.data.name, by=viewer, now=now_of(request))
    return await _set(request, viewer, row, lambda now: _with(now, person, deputy=False))


async def _set(request: AnyRequest, viewer: Viewer, row: Row, change: Callable[[People], People]) -> Response[None]:
    target = f"{session_path(row)}/hosts"
    hosts, deputies = change((hosts_in(row), hosts_in(row, deputies=True)))
    try:
        await set_session_hosts(row["id"], hosts, deputies=deputies, by=viewer, now=now_of(request))
    except Refused as refused:
        return back_with(request, target, refused)
    return go(request, target, message("Saved."))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundException from None
