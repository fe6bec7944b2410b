"""The page on which tags are written differently."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from hub.i18n import message, speaking
from hub.policies import editor
from hub.viewer import Viewer
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, language_of, now_of
from sessions.programme import policies
from sessions.programme.actions import rename_tag
from sessions.programme.content import LONGEST_TAG
from sessions.programme.forms import check_words
from sessions.programme.sheets import Row
from sessions.programme.tables import Tag


class TagForm(msgspec.Struct, kw_only=True):
    """How a tag is written."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TAG)]


@get("/editing/tags", policy=editor, include_in_schema=False)
async def tags(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """Every tag; `edit` in the address names one to write differently."""
    chosen = await _tag(viewer, request.query_params.get("edit", ""))
    return await _page(request, chosen, blank(name=chosen["name"]) if chosen else blank())


async def _tag(viewer: Viewer, slug: str) -> Row | None:
    if not policies.may_edit_tags(viewer):
        raise NotFoundException
    row: Row | None = await Tag.select(Tag.id, Tag.slug, Tag.name).where(Tag.slug == slug).first() if slug else None
    return row


async def _page(request: AnyRequest, chosen: Row | None, form: Form[Any], status: int = 200) -> Response[str]:
    asked = request.query_params.get("page", "")
    shown = paging(asked, await Tag.count(), path="/editing/tags", query={})
    rows = await Tag.select(Tag.slug, Tag.name).order_by(Tag.name).limit(shown.size).offset(shown.offset)
    return page(request, "editing/tags.html", status=status, rows=rows, pager=shown.links, chosen=chosen, form=form)


@post("/editing/tags", policy=editor, include_in_schema=False)
async def rename(request: AnyRequest, viewer: ViewerNow) -> Response[Any]:
    """Write a tag differently, everywhere."""
    sent = await request.form()
    chosen = await _tag(viewer, sent.get("which", ""))
    if chosen is None:
        raise NotFoundException
    with speaking(language_of(request)):
        form = read(sent, TagForm)
        check_words(form, need_a_letter=("name",))
    if form.errors or form.data is None:
        return await _page(request, chosen, form, status=422)
    await rename_tag(chosen["id"], form.data.name, by=viewer, now=now_of(request))
    return go(request, "/editing/tags", message("Saved."))
