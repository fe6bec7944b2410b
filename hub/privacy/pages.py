"""A person's own data: to see, to take along, and to erase."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie

from hub.appointments.tables import Booking
from hub.i18n import message
from hub.policies import signed_in
from hub.privacy import erasure, own_data
from hub.refused import Refused
from hub.web.forms import Form, blank
from hub.web.page import AnyRequest, go, page
from hub.web.state import SIGN_IN_COOKIE, ViewerNow, now_of
from hub.web.words import WORDS

CONFIRM = {"löschen", "delete"}
TYPE_THE_WORD = message("Please type the word to confirm. Nothing was erased.")


@get("/me/data", policy=signed_in, include_in_schema=False)
async def mine(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """What one can do with one's own data."""
    return await _page(request, viewer, blank())


@get("/me/data.json", policy=signed_in, include_in_schema=False)
async def as_json(viewer: ViewerNow) -> Response[bytes]:
    """The own data for another program."""
    assert viewer.person is not None
    body = own_data.as_json(await own_data.own_data(viewer.person))
    return Response(body, media_type="application/json", headers=_attached("my-data.json"))


@get("/me/data.html", policy=signed_in, include_in_schema=False)
async def as_html(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The own data to read."""
    assert viewer.person is not None
    sections = own_data.sections(await own_data.own_data(viewer.person))
    return page(
        request,
        "privacy/own_data.html",
        headers=_attached("my-data.html"),
        sections=sections,
        name_words=own_data.name_words,
    )


@post("/me/erase", policy=signed_in, include_in_schema=False)
async def erase(request: AnyRequest, viewer: ViewerNow) -> Response[Any]:
    """Erase the account after the word was typed."""
    word = str((await request.form()).get("word", "")).strip()
    form: Form[Any] = blank(word=word)
    if word.lower() not in CONFIRM:
        form.fail("word", TYPE_THE_WORD)
        return await _page(request, viewer, form, status=422)
    assert viewer.person is not None
    try:
        await erasure.erase(viewer.person, now=now_of(request))
    except Refused as refused:
        form.fail("", WORDS[refused.code], **refused.values)
        return await _page(request, viewer, form, status=422)
    out = Cookie(key=SIGN_IN_COOKIE, value="", max_age=0, path="/")
    text = message("Your account is erased. Thank you for having been here.")
    return go(request, "/", text, cookies=[out])


async def _page(request: AnyRequest, viewer: ViewerNow, form: Form[Any], *, status: int = 200) -> Response[str]:
    coming = (Booking.person == viewer.person) & (Booking.active == 1) & (Booking.appointment.end > now_of(request))
    seats = await Booking.count().where(coming)
    return page(request, "privacy/mine.html", status=status, form=form, seats=seats)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
