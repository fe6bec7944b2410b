"""Getting in and out."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from hub.accounts import forms, sign_in
from hub.accounts.devices import sign_out
from hub.accounts.keys import Keys, masked, new_token
from hub.accounts.pages.parts import (
    ASKED_COOKIE,
    NO_STORE,
    asked_cookie,
    device_cookie,
    label_for,
    language_cookie,
    onward,
    sender_of,
)
from hub.accounts.profile import choose_language
from hub.accounts.sign_in import Entry
from hub.demo import ROLES
from hub.i18n import LANGUAGES, message
from hub.policies import anybody
from hub.refused import Refused
from hub.web.forms import REQUIRED, Form, blank, read
from hub.web.page import AnyRequest, go, page
from hub.web.state import ViewerNow, language_of, now_of
from hub.web.words import sentence

OVER = message("This way in is over. Please ask for a new code; it comes at once.")


def _ask_page(request: AnyRequest, form: Form[forms.SignIn], status: int = 200) -> Response[str]:
    roles = [(f"{role}@demo.example", words) for role, words in ROLES.items()] if request.app.state.config.demo else []
    return page(request, "accounts/sign_in.html", status=status, form=form, roles=roles)


@get("/sign-in", policy=anybody, include_in_schema=False)
async def ask_page(request: AnyRequest, viewer: ViewerNow, next: FromQuery[str] = "") -> Response[str] | Response[None]:
    """Where one gives a mail address; whoever is signed in goes on."""
    if viewer.signed_in:
        return go(request, onward(next))
    return _ask_page(request, blank(email="", next=next))


@post("/sign-in", policy=anybody, include_in_schema=False)
async def ask(request: AnyRequest) -> Response[str] | Response[None]:
    """Mail a code; the answer is the same whether the address is known or not."""
    form = read(await request.form(), forms.SignIn)
    if form.data is None:
        return _ask_page(request, form, 422)
    keys = Keys()
    try:
        await sign_in.ask(
            form.data.email,
            keys=keys,
            goes_to=onward(form.data.next),
            language=language_of(request),
            sender=sender_of(request),
            secret=request.app.state.config.secret,
            now=now_of(request),
        )
    except Refused as refused:
        form.fail("", sentence(refused))
        return _ask_page(request, form, 429)
    return go(request, "/sign-in/code", cookies=[asked_cookie(request, keys.browser)])


def _again(request: AnyRequest) -> Response[None]:
    return go(request, "/sign-in", OVER, kind="warning", cookies=[asked_cookie(request, "")])


@get("/sign-in/code", policy=anybody, include_in_schema=False)
async def code_page(request: AnyRequest) -> Response[str] | Response[None]:
    """Where one types the code, in the browser that asked for it."""
    way_in = await sign_in.asked_by(request.cookies.get(ASKED_COOKIE, ""), now=now_of(request))
    if way_in is None:
        return _again(request)
    return page(request, "accounts/code.html", headers=NO_STORE, form=blank(code=""), email=way_in["email"])


@post("/sign-in/code", policy=anybody, include_in_schema=False)
async def code(request: AnyRequest, viewer: ViewerNow) -> Response[str] | Response[None]:
    """Use the code."""
    asked, now = request.cookies.get(ASKED_COOKIE, ""), now_of(request)
    way_in = await sign_in.asked_by(asked, now=now)
    if way_in is None:
        return _again(request)
    sent = await request.form()
    form = read(sent, forms.Code)
    typed = "".join(form.data.code.split()) if form.data else ""
    proof = new_token()
    if form.data:
        secret = request.app.state.config.secret
        try:
            await sign_in.prove_by_code(
                typed, asked=asked, browser=proof, sender=sender_of(request), secret=secret, now=now
            )
            return await _proved(request, viewer.device, proof, choose="choose" in sent)
        except Refused as refused:
            if refused.code == "way_in_over" or refused.values.get("left") == 0:
                return _again(request)
            form.fail("code", sentence(refused))
    return page(request, "accounts/code.html", status=422, headers=NO_STORE, form=form, email=way_in["email"])


@get("/sign-in/{token:str}", policy=anybody, include_in_schema=False)
async def link_page(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """What a mailed link opens: only a button, since mail scanners follow links."""
    way_in = await sign_in.mailed(token, now=now_of(request))
    if way_in is None:
        return page(request, "accounts/link_over.html", status=404, headers=NO_STORE)
    address = masked(way_in["email"])
    return page(request, "accounts/link.html", headers=NO_STORE, token=token, address=address)


@post("/sign-in/{token:str}", policy=anybody, include_in_schema=False)
async def link(request: AnyRequest, viewer: ViewerNow, token: FromPath[str]) -> Response[str] | Response[None]:
    """Use the mailed link."""
    proof = new_token()
    try:
        await sign_in.prove_by_link(token, browser=proof, now=now_of(request))
    except Refused:
        return page(request, "accounts/link_over.html", status=404, headers=NO_STORE)
    return await _proved(request, viewer.device, proof, choose="choose" in await request.form())


async def _proved(request: AnyRequest, device: int | None, proof: str, *, choose: bool) -> Response[None]:
    # The only person behind a mailbox need not choose; somebody who comes to share it says so.
    found = await sign_in.proved(proof, now=now_of(request))
    people = found["people"] if found else []
    if len(people) == 1 and people[0]["name"] and not choose:
        return await _enter(request, device, proof, people[0]["uuid"])
    return go(request, "/sign-in/who", cookies=[asked_cookie(request, proof)])


async def _enter(
    request: AnyRequest, device: int | None, proof: str, person: UUID | None, name: str = ""
) -> Response[None]:
    token = new_token()
    who = Entry(person=person, name=name, language=language_of(request), label=label_for(request))
    try:
        target = await sign_in.enter(who, browser=proof, device=token, instead_of=device, now=now_of(request))
    except Refused:
        return _again(request)
    return go(request, onward(target), cookies=[device_cookie(request, token), asked_cookie(request, "")])


@get("/sign-in/who", policy=anybody, include_in_schema=False)
async def who_page(request: AnyRequest) -> Response[str] | Response[None]:
    """Who of the people behind a mailbox one is, or how somebody new is called."""
    found = await sign_in.proved(request.cookies.get(ASKED_COOKIE, ""), now=now_of(request))
    if found is None:
        return _again(request)
    people = [person for person in found["people"] if person["name"]]
    return page(request, "accounts/who.html", headers=NO_STORE, form=blank(name=""), people=people)


@post("/sign-in/who", policy=anybody, include_in_schema=False)
async def who(request: AnyRequest, viewer: ViewerNow) -> Response[str] | Response[None]:
    """Come in as one of them, or as somebody new."""
    proof = request.cookies.get(ASKED_COOKIE, "")
    found = await sign_in.proved(proof, now=now_of(request))
    if found is None:
        return _again(request)
    sent = await request.form()
    people = [person for person in found["people"] if person["name"]]
    chosen = next((each["uuid"] for each in people if str(each["uuid"]) == sent.get("person")), None)
    if chosen is not None:
        return await _enter(request, viewer.device, proof, chosen)
    form = read(sent, forms.NewName)
    if form.data and not any(char.isalnum() for char in form.data.name):
        form.fail("name", REQUIRED)
    if form.data is None:
        return page(request, "accounts/who.html", status=422, headers=NO_STORE, form=form, people=people)
    nameless = next((each["uuid"] for each in found["people"] if not each["name"]), None)
    return await _enter(request, viewer.device, proof, nameless, " ".join(form.data.name.split()))


@post("/sign-out", policy=anybody, include_in_schema=False)
async def leave(request: AnyRequest, viewer: ViewerNow) -> Response[None]:
    """Sign this browser out."""
    if viewer.device is not None:
        await sign_out(viewer.device)
    return go(request, "/", message("You are signed out."), cookies=[device_cookie(request, "")])


@post("/language", policy=anybody, include_in_schema=False)
async def language(request: AnyRequest, viewer: ViewerNow) -> Response[None]:
    """Choose the language of the interface, for this browser and the profile."""
    sent = await request.form()
    chosen = str(sent.get("language", ""))
    target = str(sent.get("next", "/"))
    if chosen not in LANGUAGES:
        return go(request, target)
    if viewer.person is not None:
        await choose_language(viewer.person, chosen)
    return go(request, target, cookies=[language_cookie(request, chosen)])


routes = [ask_page, ask, code_page, code, link_page, link, who_page, who, leave, language]
