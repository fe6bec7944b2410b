"""The member list as an upload: first what it would change, then doing it."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile

from hub.i18n import message
from hub.organisations import importing, member_list, words
from hub.organisations.actions.take_list import take
from hub.organisations.pages.common import needs, refused
from hub.organisations.pages.editing import DESK
from hub.policies import editor
from hub.refused import Refused
from hub.web.forms import REQUIRED, Form, blank
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, now_of

IMPORT = f"{DESK}/import"
SHOWN = 200


@get(IMPORT, policy=editor, include_in_schema=False)
async def form(request: AnyRequest) -> Response[str]:
    """What the list must look like, and where to choose the file."""
    return _shown(request, blank())


@post(IMPORT, policy=editor, upload=True, include_in_schema=False)
async def check(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """The dry run: what is new, changed, unchanged, and which lines are left out."""
    sent = (await request.form()).get("file")
    form: Form[Any] = blank()
    if not isinstance(sent, UploadFile) or not sent.filename:
        form.fail("file", REQUIRED)
        return _shown(request, form, status=422)
    try:
        text = member_list.decode(await sent.read())
        plan = await importing.plan(member_list.parse(text), viewer=viewer)
    except Refused as error:
        values: dict[str, Any] = error.values
        form.fail("file", words.REFUSED[error.code], **values)
        return _shown(request, form, status=422)
    return page(
        request,
        "organisations/import_plan.html",
        plan=plan,
        text=text,
        shown=SHOWN,
        fields=words.FIELDS,
        conflicts=words.CONFLICTS,
        action=f"{IMPORT}/apply",
        again=IMPORT,
    )


@post(f"{IMPORT}/apply", policy=editor, upload=True, include_in_schema=False)
async def apply(request: AnyRequest, viewer: ViewerNow) -> Response[None]:
    """Do it: the list comes along as text and is compared anew, so only what it still would change is changed."""
    text = (await request.form()).get("list")
    needs(isinstance(text, str))
    try:
        plan = await importing.plan(member_list.parse(str(text)), viewer=viewer)
        done = await take(plan, by=viewer, now=now_of(request))
    except Refused as error:
        return refused(request, IMPORT, error)
    values: dict[str, Any] = done
    return go(
        request,
        DESK,
        message("The list is imported: %(new)s new, %(changed)s changed organisations, %(released)s people released."),
        **values,
    )


def _shown(request: AnyRequest, form: Form[Any], *, status: int = 200) -> Response[str]:
    return page(request, "organisations/import.html", status=status, form=form, action=IMPORT, desk=DESK)
