"""Getting in, and everything that must not get one in."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from hub.accounts.actions import find_persons
from hub.accounts.tables import Device, SignInCode
from hub.app import create_app
from hub.config import Config
from hub.jobs.worker import Worker
from hub.tables import Address, Person, PersonAddress
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.hub.accounts.letters import Read, letters

pytestmark = pytest.mark.anyio

Ask = Callable[..., Awaitable[Read]]


@pytest.fixture
def ask(worker: Worker, config: Config) -> Ask:
    """Ask for a way in with a client, and give back the letter."""

    async def do(client: httpx.AsyncClient, email: str, next: str = "") -> Read:
        answer = await client.post("/sign-in", data={"email": email, "next": next})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/code")
        (letter,) = await letters(worker, config)
        assert letter.to == email
        return letter

    return do


async def who(client: httpx.AsyncClient) -> str | None:
    """The name in the head of the page; None for a visitor."""
    found = re.search(r'<span class="account-name">([^<]*)</span>', (await client.get("/")).text)
    return found.group(1) if found else None


async def test_a_code_gets_its_owner_in(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    typed = f" {letter.code[:3]} {letter.code[3:]} "
    answer = await client.post("/sign-in/code", data={"code": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert await who(client) == "Member"


async def test_a_link_gets_its_owner_in_on_any_device(client_for: ClientFor, ask: Ask) -> None:
    letter = await ask(client_for("visitor"), "MEMBER@cast.example".lower())
    phone = client_for("visitor")
    phone.cookies.clear()
    page = await phone.get(letter.path)
    assert "Als m…@c….example einloggen?" in page.text
    assert "member@cast.example" not in page.text
    answer = await phone.post(letter.path)
    assert answer.headers["location"] == "/me"
    assert await who(phone) == "Member"


async def test_opening_the_link_uses_nothing_up(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    for _ in range(3):
        assert (await client.get(letter.path)).status_code == 200
        await client.head(letter.path)
    assert await who(client) is None
    assert (await client.post(letter.path)).status_code == 303


async def test_link_and_code_work_once_in_all(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    asked = client.cookies["hub_asked"]
    assert (await client.post("/sign-in/code", data={"code": letter.code})).headers["location"] == "/me"
    await client.post("/sign-out")
    client.cookies.set("hub_asked", asked, domain="hub.test", path="/sign-in")
    again = await client.post("/sign-in/code", data={"code": letter.code})
    assert again.headers["location"] == "/sign-in"
    assert (await client.post(letter.path)).status_code == 404
    assert (await client.get(letter.path)).status_code == 404
    assert await who(client) is None


async def test_after_a_quarter_of_an_hour_it_is_over(client_for: ClientFor, ask: Ask, clock: Clock) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    clock.forward(minutes=15)
    assert (await client.post("/sign-in/code", data={"code": letter.code})).headers["location"] == "/sign-in"
    assert (await client.get(letter.path)).status_code == 404
    assert (await client.post(letter.path)).status_code == 404
    assert await who(client) is None


async def test_a_code_is_worth_nothing_in_another_browser(client_for: ClientFor, ask: Ask) -> None:
    asker = client_for("visitor")
    letter = await ask(asker, "member@cast.example")
    thief = client_for("newcomer")
    for cookie in ("", "x" * 43):
        thief.cookies.set("hub_asked", cookie, domain="hub.test", path="/sign-in")
        answer = await thief.post("/sign-in/code", data={"code": letter.code})
        assert answer.headers["location"] == "/sign-in"
    assert await who(thief) == "Newcomer"


async def test_the_fifth_wrong_code_ends_it(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    wrong = f"{(int(letter.code) + 1) % 10**6:06}"
    for left in (4, 3, 2, 1):
        answer = await client.post("/sign-in/code", data={"code": wrong})
        assert answer.status_code == 422
        assert f"Versuche übrig: {left}." in answer.text
    assert (await client.post("/sign-in/code", data={"code": wrong})).headers["location"] == "/sign-in"
    assert (await client.post("/sign-in/code", data={"code": letter.code})).headers["location"] == "/sign-in"
    assert await who(client) is None


async def test_guesses_at_the_same_moment_are_still_only_five(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    wrong = [f"{(int(letter.code) + n) % 10**6:06}" for n in range(1, 13)]
    answers = await asyncio.gather(*[client.post("/sign-in/code", data={"code": code}) for code in wrong])
    assert sorted(answer.status_code for answer in answers) == [303] * 8 + [422] * 4
    assert await SignInCode.select(SignInCode.tries).output(as_list=True) == [5]


async def test_a_link_used_twice_at_the_same_moment_opens_one_device(client_for: ClientFor, ask: Ask) -> None:
    letter = await ask(client_for("visitor"), "member@cast.example")
    before = await Device.count()
    answers = await asyncio.gather(*[client_for("visitor").post(letter.path) for _ in range(6)])
    assert sorted(answer.status_code for answer in answers) == [303] + [404] * 5
    assert await Device.count() == before + 1


async def test_many_codes_do_not_make_many_guesses(
    client_for: ClientFor, ask: Ask, worker: Worker, config: Config, clock: Clock
) -> None:
    client = client_for("visitor")
    for _ in range(5):
        letter = await ask(client, "member@cast.example")
        for _ in range(4):
            await client.post("/sign-in/code", data={"code": f"{(int(letter.code) + 1) % 10**6:06}"})
        clock.forward(minutes=15)
    letter = await ask(client, "member@cast.example")
    answer = await client.post("/sign-in/code", data={"code": letter.code})
    assert answer.status_code == 422
    assert "Bitte öffne stattdessen den Link" in answer.text
    assert (await client.post(letter.path)).headers["location"] == "/me"


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "٣٣٣٣٣٣", "1" * 41, "\x00", "12345\u202e6"])
async def test_odd_codes_are_wrong_codes(client_for: ClientFor, ask: Ask, code: str) -> None:
    client = client_for("visitor")
    await ask(client, "member@cast.example")
    assert (await client.post("/sign-in/code", data={"code": code})).status_code == 422


async def test_the_answer_never_tells_whether_an_address_is_known(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    pages = []
    for email in ("member@cast.example", "nobody@cast.example"):
        client.cookies.clear()
        answer = await client.post("/sign-in", data={"email": email})
        headers = {name: value for name, value in answer.headers.items() if name not in {"set-cookie", "date"}}
        shown = await client.get("/sign-in/code")
        pages.append((answer.status_code, answer.content, headers, shown.text.replace(email, "…")))
    assert pages[0] == pages[1]


async def test_known_and_unknown_addresses_get_the_same_mail(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    texts = [
        (await ask(client, email)).text.replace(email, "…") for email in ("member@cast.example", "nobody@cast.example")
    ]
    plain = [re.sub(r"\b\d{6}\b|/sign-in/\S+", "…", text) for text in texts]
    assert plain[0] == plain[1]


async def test_limits_count_known_and_unknown_addresses_alike(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    client = client_for("visitor")
    for email in ("member@cast.example", "nobody@cast.example"):
        answers = [(await client.post("/sign-in", data={"email": email})).status_code for _ in range(6)]
        assert answers == [303] * 5 + [429]
    clock.forward(minutes=15)
    assert (await client.post("/sign-in", data={"email": "member@cast.example"})).status_code == 303


async def test_one_sender_cannot_ask_for_everybody(client_for: ClientFor) -> None:
    client = client_for("visitor")
    answers = [(await client.post("/sign-in", data={"email": f"p{n}@cast.example"})).status_code for n in range(201)]
    assert answers == [303] * 200 + [429]


@pytest.mark.parametrize(
    "email",
    ["", "x", "a@b", "a b@c.example", "a..b@c.example", "ä@c.example", "a@c.example\nBcc: x@y.example", "@c.de"],
)
async def test_what_is_no_address_is_said_and_kept(client_for: ClientFor, email: str) -> None:
    answer = await client_for("visitor").post("/sign-in", data={"email": email, "next": "/programme"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'name="next" value="/programme"' in answer.text


async def test_an_international_domain_gets_mail(client_for: ClientFor, worker: Worker, config: Config) -> None:
    await client_for("visitor").post("/sign-in", data={"email": "ada@bücher.example"})
    (letter,) = await letters(worker, config)
    assert letter.to == "ada@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("next", "target"),
    [
        ("/programme?tag=video", "/programme?tag=video"),
        ("//evil.example", "/me"),
        ("https://evil.example", "/me"),
        ("/\\evil.example", "/me"),
        ("/x\r\nSet-Cookie: a=b", "/me"),
        ("javascript:alert(1)", "/me"),
        ("/sign-out", "/me"),
        ("/" + "x" * 400, "/me"),
    ],
)
async def test_after_getting_in_one_goes_on_inside_the_hub(
    client_for: ClientFor, ask: Ask, next: str, target: str
) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example", next)
    assert (await client.post(letter.path)).headers["location"] == target
    assert (await client.get("/sign-in", params={"next": next})).headers["location"] == (
        next if len(next) > 300 else target
    )


async def test_who_was_on_the_way_somewhere_is_told_to_get_there(client_for: ClientFor) -> None:
    visitor = client_for("visitor")
    words = "Danach geht es dort weiter, wo Du hinwolltest."
    assert words in (await visitor.get("/sign-in?next=/organisations/apply")).text
    assert words not in (await visitor.get("/sign-in")).text


async def test_somebody_new_says_a_name_once(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    letter = await ask(client, "ada@new.example", "/programme")
    answer = await client.post(letter.path)
    assert answer.headers["location"] == "/sign-in/who"
    assert "Wie heißt Du?" in (await client.get("/sign-in/who")).text
    for empty in ("", "   ", "…"):
        assert (await client.post("/sign-in/who", data={"name": empty})).status_code == 422
    answer = await client.post("/sign-in/who", data={"name": "Ada  Lovelace"})
    assert answer.headers["location"] == "/programme"
    assert await who(client) == "Ada Lovelace"
    await client.post("/sign-out")
    letter = await ask(client, "ada@new.example")
    assert (await client.post(letter.path)).headers["location"] == "/me"
    row = (
        await Person.select(Person.slug, Person.name_for, Person.language).where(Person.name == "Ada Lovelace").first()
    )
    assert row == {"slug": "ada-lovelace", "name_for": "members", "language": "de"}


async def guest(name: str, email: str, clock: Clock) -> int:
    person = Person(uuid=uuid4(), name=name, created=clock.now)
    await person.save()
    await Address.insert(Address(email=email)).on_conflict(action="DO NOTHING")
    address = await Address.select(Address.id).where(Address.email == email).first()
    assert address is not None
    await PersonAddress(person=person.id, address=address["id"], main=True).save()
    return int(person.id)


async def test_a_guest_becomes_joined_here(client_for: ClientFor, ask: Ask, clock: Clock) -> None:
    client = client_for("visitor")
    person = await guest("Guest", "guest@new.example", clock)
    letter = await ask(client, "guest@new.example")
    assert (await client.post(letter.path)).headers["location"] == "/me"
    row = await Person.select(Person.joined, Person.slug).where(Person.id == person).first()
    assert row == {"joined": clock.now, "slug": "guest"}


async def test_people_behind_one_mailbox_choose_after_the_code(
    client_for: ClientFor, ask: Ask, clock: Clock, cast: Cast
) -> None:
    client = client_for("visitor")
    for name in ("Ada", "Bea"):
        await guest(name, "info@new.example", clock)
    letter = await ask(client, "info@new.example")
    answer = await client.post("/sign-in/code", data={"code": letter.code})
    assert answer.headers["location"] == "/sign-in/who"
    assert await who(client) is None
    page = (await client.get("/sign-in/who")).text
    uuids = dict(re.findall(r'name="person" value="([^"]+)">\s*<button[^>]*>(\w+)<', page))
    assert sorted(uuids.values()) == ["Ada", "Bea"]
    bea = next(uuid for uuid, name in uuids.items() if name == "Bea")
    assert (await client.post("/sign-in/who", data={"person": bea})).headers["location"] == "/me"
    assert await who(client) == "Bea"
    assert (await client.post("/sign-in/who", data={"person": bea})).headers["location"] == "/sign-in"


@pytest.mark.parametrize("way", ["code", "link"])
async def test_somebody_else_behind_the_mailbox_of_one_person_comes_in_as_themselves(
    client_for: ClientFor, ask: Ask, way: str
) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    path = "/sign-in/code" if way == "code" else letter.path
    assert 'name="choose" value="1"' in (await client.get(path)).text
    answer = await client.post(path, data={"code": letter.code, "choose": "1"})
    assert answer.headers["location"] == "/sign-in/who"
    assert ">Member</button>" in (await client.get("/sign-in/who")).text
    await client.post("/sign-in/who", data={"name": "Nora Neu"})
    assert await who(client) == "Nora Neu"
    assert [each["name"] for each in await find_persons("member@cast.example")] == ["Member", "Nora Neu"]


async def test_nobody_chooses_a_person_of_another_mailbox(
    client_for: ClientFor, ask: Ask, clock: Clock, cast: Cast
) -> None:
    client = client_for("visitor")
    for name in ("Ada", "Bea"):
        await guest(name, "info@new.example", clock)
    letter = await ask(client, "info@new.example")
    await client.post("/sign-in/code", data={"code": letter.code})
    row = await Person.select(Person.uuid).where(Person.id == cast.persons["administrator"]).first()
    assert row is not None
    answer = await client.post("/sign-in/who", data={"person": str(row["uuid"])})
    assert answer.status_code == 422
    assert await who(client) is None


async def test_choosing_needs_the_proof(client_for: ClientFor, ask: Ask, clock: Clock, cast: Cast) -> None:
    client = client_for("visitor")
    await ask(client, "info@new.example")
    # Asked, but nothing proved.
    assert (await client.get("/sign-in/who")).headers["location"] == "/sign-in"
    assert (await client.post("/sign-in/who", data={"name": "Eve"})).headers["location"] == "/sign-in"
    client.cookies.clear()
    assert (await client.post("/sign-in/who", data={"name": "Eve"})).headers["location"] == "/sign-in"
    assert not await Person.exists().where(Person.name == "Eve")


async def test_a_session_cannot_be_fixed(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    client.cookies.set("hub_device", "planted-by-an-attacker", domain="hub.test")
    letter = await ask(client, "member@cast.example")
    client.cookies.set("hub_asked", "planted", domain="hub.test", path="/sign-in")
    answer = await client.post(letter.path)
    cookies = answer.headers.get_list("set-cookie")
    device = next(cookie for cookie in cookies if cookie.startswith("hub_device="))
    token = device.split(";")[0].partition("=")[2]
    assert len(token) >= 43
    assert "planted" not in token
    parts = {part.strip().lower() for part in device.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= parts


async def test_getting_in_ends_the_earlier_session_of_the_browser(client_for: ClientFor, ask: Ask, cast: Cast) -> None:
    client = client_for("newcomer")
    before = client.cookies["hub_device"]
    letter = await ask(client, "member@cast.example")
    await client.post(letter.path)
    assert await who(client) == "Member"
    other = client_for("visitor")
    other.cookies.set("hub_device", before, domain="hub.test")
    assert await who(other) is None


async def test_no_secret_stands_in_the_database(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    asked = client.cookies["hub_asked"]
    row = await SignInCode.select().first()
    assert row is not None
    stored = " ".join(str(value) for value in row.values())
    for secret in (letter.path.rpartition("/")[2], letter.code, asked):
        assert secret not in stored
    await client.post(letter.path)
    hashes = await Device.select(Device.token_hash).output(as_list=True)
    assert client.cookies["hub_device"] not in hashes


async def test_another_site_cannot_sign_a_browser_in_or_out(client_for: ClientFor, ask: Ask) -> None:
    client = client_for("visitor")
    letter = await ask(client, "member@cast.example")
    cross = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert (await client.post(letter.path, headers=cross)).status_code == 403
    await client.post(letter.path)
    for path in ("/sign-out", "/language", "/me/devices/revoke-others", "/me/address", "/me/profile"):
        assert (await client.post(path, headers=cross)).status_code == 403
    assert await who(client) == "Member"


async def test_sign_out_forgets_the_device(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("member")
    token = client.cookies["hub_device"]
    answer = await client.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    client.cookies.set("hub_device", token, domain="hub.test")
    assert await who(client) is None


async def test_the_address_behind_https_gets_secure_cookies(config: Config, clock: Clock) -> None:
    app = create_app(replace(config, base_url="https://hub.test"), clock=clock)
    async with app.lifespan():
        transport = httpx.ASGITransport(app=app)
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with httpx.AsyncClient(transport=transport, base_url="https://hub.test", headers=headers) as client:
            answer = await client.post("/sign-in", data={"email": "a@b.example"})
    assert "Secure" in answer.headers["set-cookie"]


async def test_language_is_kept_by_cookie_and_profile(client_for: ClientFor, cast: Cast) -> None:
    visitor, member = client_for("visitor"), client_for("member")
    answer = await visitor.post("/language", data={"language": "en", "next": "/programme"})
    assert answer.headers["location"] == "/programme"
    assert '<html lang="en"' in (await visitor.get("/")).text
    await member.post("/language", data={"language": "en", "next": "//evil.example"})
    member.cookies.delete("hub_language")
    assert '<html lang="en"' in (await member.get("/")).text
    answer = await visitor.post("/language", data={"language": "<x>", "next": "//evil.example"})
    assert (answer.headers["location"], "set-cookie" in answer.headers) == ("/", False)


async def test_a_device_in_use_lives_on_and_an_unused_one_ends(client_for: ClientFor, ask: Ask, clock: Clock) -> None:
    client = client_for("visitor")
    await client.post((await ask(client, "member@cast.example")).path)
    for _ in range(3):
        clock.forward(days=60)
        assert await who(client) == "Member"
    row = await Person.select(Person.last_seen).where(Person.name == "Member").first()
    assert row == {"last_seen": clock.now}
    clock.now += timedelta(days=90)
    assert await who(client) is None
