"""The footer pages, for everybody, and their versions, for administrators."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.feature import switched_on
from hub.i18n import gettext, message, speaking
from hub.policies import administrator, anybody
from hub.privacy.cookies import COOKIES
from hub.privacy.register import activities, data_words, kept_words
from hub.refused import Refused
from hub.settings import actions, queries
from hub.settings.footer import BY_KEY, PAGES, FooterPage, gaps, rendered
from hub.settings.forms import PageForm
from hub.settings.words import moment_words
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, language_of, now_of, site_of
from hub.web.words import sentence

GAPS = message("Please fill in what stands between ‹ and ›: %(gaps)s")
VERSIONS = 20


@get([each.path for each in PAGES], policy=anybody, include_in_schema=False)
async def footer_page(request: AnyRequest) -> Response[str]:
    """A footer page as it stands."""
    this = BY_KEY[request.scope["path"].strip("/")]
    return page(
        request,
        f"settings/{'privacy' if this.key == 'datenschutz' else 'contact' if this.key == 'kontakt' else 'footer'}.html",
        this=this,
        shown=await queries.shown(this.key),
        moment=moment_words,
        activities=activities(switched_on(site_of(request).modules_off)),
        cookies=COOKIES,
        data_words=data_words,
        kept_words=kept_words,
        form=blank(),
    )


@get("/admin/pages", policy=administrator, include_in_schema=False)
async def footer_pages(request: AnyRequest) -> Response[str]:
    """Which footer pages there are, and since when they read as they do."""
    newest = await queries.newest_of_all()
    return page(request, "settings/pages.html", pages=PAGES, newest=newest, moment=moment_words)


@get("/admin/pages/{key:str}", policy=administrator, include_in_schema=False)
async def edit(request: AnyRequest, key: FromPath[str]) -> Response[str]:
    """The editor of a footer page, with the newest version or the text to begin with."""
    this = _found(key)
    shown = await queries.shown(key)
    with speaking(site_of(request).language):
        title = gettext(this.title)
    start = {"title": title, "body": this.start, "base": 0}
    values = {"title": shown["title"], "body": shown["body"], "base": shown["number"]} if shown else start
    return await _editor(request, this, blank(**values), started=shown is None)


@post("/admin/pages/{key:str}", policy=administrator, include_in_schema=False)
async def publish(request: AnyRequest, key: FromPath[str], viewer: ViewerNow) -> Response[Any]:
    """Show what a text would look like, or publish it as the new version."""
    this = _found(key)
    sent = await request.form()
    form = read(sent, PageForm)
    if form.data is not None and sent.get("do") == "preview":
        return await _editor(request, this, form, preview=rendered(form.data.body))
    if form.data is not None and (open_gaps := gaps(form.data.body)):
        form.fail("body", GAPS, gaps=", ".join(open_gaps[:5]))
    if form.data is None:
        return await _editor(request, this, form, status=422)
    data = form.data
    try:
        await actions.publish_page(
            key, title=data.title, body=data.body, base=data.base, by=viewer.person, now=now_of(request)
        )
    except Refused as refused:
        with speaking(language_of(request)):
            form.fail("", sentence(refused))
        return await _editor(request, this, form, status=422)
    return go(request, f"/admin/pages/{key}", message("The new version is published."))


@get("/admin/pages/{key:str}/versions/{number:int}", policy=administrator, include_in_schema=False)
async def version(request: AnyRequest, key: FromPath[str], number: FromPath[int]) -> Response[str]:
    """An older version as it was."""
    this, found = _found(key), await queries.version(key, number)
    if found is None:
        raise NotFoundException
    newest = await queries.newest_number(key)
    return page(request, "settings/version.html", this=this, version=found, newest=newest, moment=moment_words)


@post("/admin/pages/{key:str}/versions/{number:int}/restore", policy=administrator, include_in_schema=False)
async def restore(request: AnyRequest, key: FromPath[str], number: FromPath[int], viewer: ViewerNow) -> Response[None]:
    """Publish an older version again."""
    _found(key)
    if await queries.version(key, number) is None:
        raise NotFoundException
    assert viewer.person is not None
    await actions.restore_version(key, number, by=viewer.person, now=now_of(request))
    return go(request, f"/admin/pages/{key}", message("Version %(number)s is shown again."), number=number)


async def _editor(
    request: AnyRequest,
    this: FooterPage,
    form: Form[Any],
    *,
    preview: str = "",
    started: bool = False,
    status: int = 200,
) -> Response[str]:
    total = await queries.newest_number(this.key)
    part = paging(request.query_params.get("page", ""), total, path=f"/admin/pages/{this.key}", query={}, size=VERSIONS)
    return page(
        request,
        "settings/page_edit.html",
        status=status,
        this=this,
        form=form,
        preview=preview,
        started=started,
        versions=await queries.versions(this.key, limit=part.size, offset=part.offset),
        pager=part.links,
        newest=total,
        moment=moment_words,
    )


def _found(key: str) -> FooterPage:
    if key not in BY_KEY:
        raise NotFoundException
    return BY_KEY[key]
