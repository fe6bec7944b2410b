"""Who has which role, for administrators."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from hub.accounts import forms, roles
from hub.accounts.actions import find_persons
from hub.i18n import message
from hub.i18n.times import day_words, local
from hub.policies import administrator
from hub.refused import Refused
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, now_of, site_of
from hub.web.words import sentence

HERE = "/admin/roles"
WORDS = {
    "administrator": message("Administration"),
    "editor": message("Editor"),
    "scout": message("Online scout"),
}
UNKNOWN = message("Nobody here has this address. Whoever is to have a role signs in once first.")
WHICH = message("Several people use this address. Please choose who is meant.")
ONLY_EDITORS = message("Only editors have a branch. Please choose “the whole federation” for other roles.")


@get(HERE, policy=administrator, include_in_schema=False)
async def listed(request: AnyRequest) -> Response[str]:
    """Every role that was given, and a form to give one."""
    return await _page(request, blank(role="editor", branch=""))


@post(HERE, policy=administrator, include_in_schema=False)
async def give(request: AnyRequest, viewer: ViewerNow) -> Response[str] | Response[None]:
    """Give a role to somebody who has an account."""
    form = read(await request.form(), forms.NewRole)
    if form.data is None:
        return await _page(request, form, status=422)
    people = [each for each in await find_persons(form.data.email) if each["joined"] is not None]
    data = form.data
    chosen = [each for each in people if len(people) == 1 or str(each["uuid"]) == data.person]
    if data.branch and data.role != "editor":
        form.fail("branch", ONLY_EDITORS)
    elif not people:
        form.fail("email", UNKNOWN)
    elif not chosen:
        form.fail("person", WHICH)
    else:
        try:
            name = await roles.grant(
                data.role,
                data.email,
                person=chosen[0]["uuid"],
                branch=data.branch,
                by=viewer.person,
                now=now_of(request),
            )
        except Refused as refused:
            form.fail("branch" if refused.code == "no_branch" else "role", sentence(refused))
        else:
            return go(request, HERE, message("%(name)s has the role now."), name=name)
    return await _page(request, form, people=people if len(people) > 1 else [], status=422)


@get(f"{HERE}/remove", policy=administrator, include_in_schema=False)
async def ask(request: AnyRequest, viewer: ViewerNow) -> Response[str]:
    """Say what taking a role away means, before it happens."""
    asked = request.query_params
    role, person, branch, found = await _found(asked)
    own = found["person"] == viewer.person
    values = {"role": role, "person": person, "branch": branch}
    return page(request, "accounts/role_remove.html", values=values, found=found, words=WORDS, own=own)


@post(f"{HERE}/remove", policy=administrator, include_in_schema=False)
async def take(request: AnyRequest, viewer: ViewerNow) -> Response[None]:
    """Take a role away; whoever gives up their own administration goes on to a page that they may see."""
    role, _, _, found = await _found(await request.form())
    try:
        await roles.take(role, found["person"], found["organisation"], by=viewer.person, now=now_of(request))
    except Refused as refused:
        return go(request, HERE, sentence(refused), kind="error")
    gave_up = role == "administrator" and found["person"] == viewer.person
    text = message("You no longer run this hub.") if gave_up else message("%(name)s does not have the role any more.")
    return go(request, "/me" if gave_up else HERE, text, name=found["name"])


async def _found(sent: Any) -> tuple[str, UUID, str, dict[str, Any]]:
    role, branch = str(sent.get("role", "")), str(sent.get("branch", ""))
    try:
        person = UUID(str(sent.get("person", "")))
    except ValueError:
        raise NotFoundException from None
    found = await roles.one(role, person, branch) if (role + branch).isprintable() else None
    if found is None:
        raise NotFoundException
    return role, person, branch, found


async def _page(
    request: AnyRequest, form: Form[Any], *, people: list[dict[str, Any]] | None = None, status: int = 200
) -> Response[str]:
    total, zone = await roles.total(), site_of(request).zone
    paged = paging(request.query_params.get("page", ""), total, path=HERE, query={})
    return page(
        request,
        "accounts/roles.html",
        status=status,
        form=form,
        rows=await roles.listed(offset=paged.offset, limit=paged.size),
        pager=paged.links,
        people=people or [],
        branches=await roles.branches(),
        words=WORDS,
        day=lambda moment: day_words(local(moment, zone).date(), short=True),
    )


routes = [listed, give, ask, take]
