"""Taking seats for colleagues, and cancelling those of one's organisation."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromPath

from hub.i18n import message, speaking
from hub.policies import coordinator
from hub.refused import Refused
from hub.viewer import Viewer
from hub.web.forms import REQUIRED, WRONG, Form, blank, read
from hub.web.page import AnyRequest, page
from hub.web.state import ViewerNow, language_of, now_of, viewer_of
from hub.web.words import sentence
from sessions.booking import actions, queries
from sessions.booking.actions import NewColleague, Outcome
from sessions.booking.forms import ColleaguesForm
from sessions.booking.pages import found


@get("/book/{uuid:uuid}/colleagues", policy=coordinator, include_in_schema=False)
async def colleagues_form(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Choose colleagues to take seats for, and see the seats that were taken."""
    return await _shown(request, viewer, await found(viewer, uuid), blank(persons=[]), [])


@post("/book/{uuid:uuid}/colleagues", policy=coordinator, include_in_schema=False)
async def book_colleagues(request: AnyRequest, viewer: ViewerNow, uuid: FromPath[UUID]) -> Response[Any]:
    """Take seats for the colleagues chosen and for one who is new, and say what came of each."""
    row = await found(viewer, uuid)
    sent = await request.form()
    with speaking(language_of(request)):
        form = read(sent, ColleaguesForm)
        organisations = await queries.spoken_for(viewer)
        _check(form, organisations)
        ids = {str(each["uuid"]): int(each["id"]) for each in organisations}
        outcomes = await _book(form, row, ids, request) if form.data is not None else []
    left = blank(persons=[]) if form.data is not None and not form.errors else form
    return await _shown(request, viewer, row, left, outcomes)


def _check(form: Form[ColleaguesForm], organisations: list[dict[str, Any]]) -> None:
    data = form.data
    if data is None:
        return
    if len(organisations) == 1:
        data.organisation = str(organisations[0]["uuid"])
    if not data.name and not data.email:
        if not data.persons:
            form.fail("persons", message("Please choose at least one person."))
        return
    for name in ("name", "email"):
        if not getattr(data, name):
            form.fail(name, REQUIRED)
    if data.organisation not in {str(each["uuid"]) for each in organisations}:
        form.fail("organisation", WRONG["choice"])


async def _book(
    form: Form[ColleaguesForm], row: dict[str, Any], organisations: Mapping[str, int], request: AnyRequest
) -> list[Outcome]:
    data, now, viewer = form.data, now_of(request), viewer_of(request)
    assert data is not None
    outcomes: list[Outcome] = []
    try:
        if data.name:
            new = NewColleague(
                organisation=organisations[data.organisation], name=data.name, email=data.email, uuid=uuid4()
            )
            outcomes.append(await actions.book_new_colleague(row, new, by=viewer, now=now))
    except Refused as refused:
        form.errors.setdefault("name" if refused.code == "belongs_already" else "", []).append(sentence(refused))
        return []
    try:
        outcomes += await actions.book_colleagues(row, data.persons, by=viewer, now=now)
    except Refused as refused:
        form.errors.setdefault("", []).append(sentence(refused))
    return outcomes


async def _shown(
    request: AnyRequest, viewer: Viewer, row: Mapping[str, Any], form: Form[Any], outcomes: list[Outcome]
) -> Response[str]:
    return page(
        request,
        "booking/colleagues.html",
        status=422 if form.errors else 200,
        row=row,
        form=form,
        outcomes=outcomes,
        people=await queries.colleagues(viewer, row["id"]),
        organisations=await queries.spoken_for(viewer),
        event=await queries.event_of(row["id"]),
        taken=await queries.seats_for_organisations(viewer, row["id"]),
    )
