"""The people of an organisation, for those who look after them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.config import current
from hub.i18n import message
from hub.organisations import people as queries
from hub.organisations import policies
from hub.organisations.actions import colleagues, known, members
from hub.organisations.forms import Colleague, Domain, mail_domain
from hub.organisations.pages import giving_up
from hub.organisations.pages.common import found, href, needs, refused
from hub.organisations.queries import known_person
from hub.policies import coordinator
from hub.rates import limit, sender_mark
from hub.refused import Refused
from hub.viewer import Viewer
from hub.vouching import vouchable_among
from hub.web.forms import Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.paging import paging
from hub.web.state import ViewerNow, now_of, viewer_of

Step = Callable[..., Awaitable[None]]

# What is done, what the person who did it reads, and the step that takes it back with the label of its button.
STEPS: dict[str, tuple[Step, str, tuple[str, str] | None]] = {
    "release": (members.release, message("%(person)s is released and gets a mail."), None),
    "decline": (
        members.decline,
        message("%(person)s is declined and gets a mail."),
        ("wait", message("Let them wait again")),
    ),
    "wait": (members.let_wait, message("%(person)s waits for an answer again."), None),
    "remove": (
        members.remove,
        message("%(person)s does not belong to the organisation any more."),
        ("bring-back", message("Bring back")),
    ),
    "withdraw": (
        members.withdraw,
        message("%(person)s does not belong to the organisation any more."),
        None,
    ),
    "bring-back": (members.bring_back, message("%(person)s belongs to the organisation again."), None),
    "coordinator": (
        members.make_coordinator,
        message("%(person)s speaks for the organisation now and gets a mail."),
        ("no-coordinator", message("Undo")),
    ),
    "no-coordinator": (
        members.unmake_coordinator,
        message("%(person)s does not speak for the organisation any more."),
        ("coordinator", message("Undo")),
    ),
}


@get("/organisations/{slug:str}/people", policy=coordinator, include_in_schema=False)
async def people(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str]:
    """Who belongs to the organisation and who asks to."""
    organisation = await _looked_after(slug, viewer)
    return await _shown(request, organisation)


@post("/organisations/{slug:str}/people", policy=coordinator, include_in_schema=False)
async def add(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Response[None]:
    """Enter a colleague, who gets a mail."""
    organisation = await _looked_after(slug, viewer)
    sent = read(await request.form(), Colleague)
    if sent.data is None:
        return await _shown(request, organisation, colleague=sent, status=422)
    now, secret = now_of(request), current().secret
    try:
        await limit("colleague", sender_mark(str(viewer.uuid), secret), now=now, minutes=60, most=60)
        await colleagues.add(
            organisation,
            name=sent.data.name,
            email=sent.data.email,
            uuid=uuid4(),
            secret=secret,
            by=viewer,
            now=now,
        )
    except Refused as error:
        return refused(request, href(organisation, "people"), error)
    return go(
        request,
        href(organisation, "people"),
        message("%(person)s is entered and gets a mail at %(email)s."),
        person=sent.data.name,
        email=sent.data.email,
    )


@post("/organisations/{slug:str}/people/{person:uuid}/{step:str}", policy=coordinator, include_in_schema=False)
async def change(
    request: AnyRequest, viewer: ViewerNow, slug: FromPath[str], person: FromPath[UUID], step: FromPath[str]
) -> Response[None]:
    """Release, decline, remove somebody, make them coordinator, or take that back."""
    organisation = await _looked_after(slug, viewer)
    somebody = await queries.belongs(person, organisation["id"])
    if somebody is None or step not in STEPS:
        raise NotFoundException
    act, text, back = STEPS[step]
    target = href(organisation, "people")
    if somebody["id"] == viewer.person and step in giving_up.STEPS and policies.speaks_for(viewer, organisation):
        # Whoever does this to themselves loses this page with it, so they are asked first.
        return go(request, f"{href(organisation, 'give-up')}?step={step}")
    try:
        await act(organisation, somebody["id"], by=viewer, now=now_of(request))
    except Refused as error:
        return refused(request, target, error)
    undo = (f"{target}/{person}/{back[0]}", back[1]) if back else None
    return go(request, target, text, undo=undo, person=somebody["name"])


@post("/organisations/{slug:str}/domains", policy=coordinator, include_in_schema=False)
async def add_domain(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Response[None]:
    """Release everybody with an address of this domain."""
    organisation = await _looked_after(slug, viewer)
    sent = read(await request.form(), Domain)
    domain = mail_domain(sent)
    if sent.data is None:
        return await _shown(request, organisation, domain=sent, status=422)
    try:
        released = await known.add_domain(organisation, domain, by=viewer, now=now_of(request))
    except Refused as error:
        return refused(request, href(organisation, "people"), error)
    return go(
        request,
        href(organisation, "people"),
        message("People with an address of %(domain)s are released at once from now on; now: %(released)s."),
        domain=domain,
        released=released,
    )


@post("/organisations/{slug:str}/domains/remove", policy=coordinator, include_in_schema=False)
async def remove_domain(request: AnyRequest, viewer: ViewerNow, slug: FromPath[str]) -> Response[str] | Response[None]:
    """No longer release people by this domain."""
    organisation = await _looked_after(slug, viewer)
    sent = read(await request.form(), Domain)
    if sent.data is None:
        return await _shown(request, organisation, domain=sent, status=422)
    await known.remove_domain(organisation, sent.data.domain, by=viewer, now=now_of(request))
    return go(
        request,
        href(organisation, "people"),
        message("%(domain)s releases nobody any more. Who is released stays so."),
        domain=sent.data.domain,
    )


@get(
    "/organisations/{slug:str}/not-me/{person:uuid}/{mark:str}",
    policy=policies.whoever_got_the_mail,
    include_in_schema=False,
)
async def ask_not_me(
    request: AnyRequest, slug: FromPath[str], person: FromPath[UUID], mark: FromPath[str]
) -> Response[str]:
    """Ask before anything happens, since mail scanners follow links."""
    organisation, somebody = await _from_mail(request, slug, person, mark)
    return page(
        request,
        "organisations/not_me.html",
        headers={"Referrer-Policy": "no-referrer"} | {"X-Robots-Tag": "noindex"},
        organisation=organisation,
        person=somebody,
    )


@post(
    "/organisations/{slug:str}/not-me/{person:uuid}/{mark:str}",
    policy=policies.whoever_got_the_mail,
    include_in_schema=False,
)
async def not_me(
    request: AnyRequest, slug: FromPath[str], person: FromPath[UUID], mark: FromPath[str]
) -> Response[None]:
    """End the entry."""
    organisation, somebody = await _from_mail(request, slug, person, mark)
    secret, now = current().secret, now_of(request)
    await colleagues.not_me(organisation, somebody, mark, secret=secret, now=now)
    return go(
        request,
        href(organisation),
        message("Thank you. The entry at %(organisation)s is removed."),
        organisation=organisation["name"],
    )


async def _looked_after(slug: str, viewer: Viewer) -> dict[str, Any]:
    organisation = await found(slug, viewer)
    needs(policies.may_look_after_people(viewer, organisation))
    return organisation


async def _from_mail(request: AnyRequest, slug: str, person: UUID, mark: str) -> tuple[dict[str, Any], dict[str, Any]]:
    organisation = await found(slug, Viewer())
    somebody = await known_person(person)
    if somebody is None or not await colleagues.proven(
        organisation, somebody, mark, secret=current().secret, now=now_of(request)
    ):
        raise NotFoundException
    return organisation, somebody


async def _shown(
    request: AnyRequest,
    organisation: dict[str, Any],
    *,
    colleague: Form[Colleague] | None = None,
    domain: Form[Domain] | None = None,
    status: int = 200,
) -> Response[str]:
    id, here = organisation["id"], href(organisation, "people")
    total = await queries.released_total(id)
    paged = paging(request.query_params.get("page", ""), total, path=here, query={})
    asking, asking_total = await queries.asking(id)
    members = await queries.released(id, offset=paged.offset, limit=paged.size)
    return page(
        request,
        "organisations/people.html",
        status=status,
        organisation=organisation,
        here=href(organisation),
        asking=asking,
        asking_total=asking_total,
        members=members,
        vouchable=await vouchable_among([row["id"] for row in members], viewer_of(request)),
        total=total,
        pager=paged.links,
        coordinators=await queries.coordinators_total(id),
        domains=await queries.domains(id),
        known=await queries.known_total(id),
        colleague=colleague or blank(),
        domain=domain or blank(),
    )
