"""Changing an address, and taking the change back."""

import pytest

from hub.accounts.actions import ensure_person_by_address, find_persons, has_address
from hub.accounts.tables import Device
from hub.config import Config
from hub.jobs.worker import Worker
from hub.tables import Address, Audit, Membership, Person, PersonAddress
from hub.viewer import Viewer
from hub.vouching import Vouched, may_vouch
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.hub.accounts.letters import letters

pytestmark = pytest.mark.anyio


async def addresses(cast: Cast, name: str) -> list[str]:
    rows = PersonAddress.select(PersonAddress.address.email).where(PersonAddress.person == cast.persons[name])
    return [row["address.email"] for row in await rows]


async def test_a_new_address_counts_when_confirmed(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    member, elsewhere = client_for("member"), client_for("visitor")
    answer = await member.post("/me/address", data={"email": "New@Cast.example"})
    assert answer.headers["location"] == "/me/address"
    (letter,) = await letters(worker, config)
    assert letter.to == "new@cast.example"
    page = await elsewhere.get(letter.path)
    assert "n…@c….example" in page.text
    assert await addresses(cast, "member") == ["member@cast.example"]
    assert (await elsewhere.post(letter.path)).headers["location"] == "/sign-in"
    assert await addresses(cast, "member") == ["new@cast.example"]
    assert not await Address.exists().where(Address.email == "member@cast.example")
    (told,) = await letters(worker, config)
    assert told.to == "member@cast.example"
    assert "new@cast.example" not in told.text
    assert (await elsewhere.post(letter.path)).status_code == 404


async def test_the_old_address_takes_it_back_and_ends_every_session(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config, clock: Clock
) -> None:
    member, owner = client_for("member"), client_for("visitor")
    for email in ("thief@cast.example", "thief2@cast.example"):
        await member.post("/me/address", data={"email": email})
        (asked,) = await letters(worker, config)
        await owner.post(asked.path)
        clock.forward(hours=1)
        told = await letters(worker, config)
        if email == "thief@cast.example":
            undo = told[0].path
        else:
            thief_undo = told[0].path
    clock.forward(days=6)
    assert "m…@c….example" in (await owner.get(undo)).text
    assert (await member.get("/me")).status_code == 200
    assert (await owner.post(undo)).headers["location"] == "/sign-in"
    assert await addresses(cast, "member") == ["member@cast.example"]
    assert (await member.get("/me")).status_code == 303
    assert not await Device.exists().where(Device.person == cast.persons["member"])
    # The thief's own way back is closed, and nothing works twice.
    assert (await owner.post(thief_undo)).status_code == 404
    assert (await owner.post(undo)).status_code == 404
    assert await find_persons("thief2@cast.example") == []


async def test_after_seven_days_it_stays(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config, clock: Clock
) -> None:
    visitor = client_for("visitor")
    await client_for("member").post("/me/address", data={"email": "new@cast.example"})
    await visitor.post((await letters(worker, config))[0].path)
    undo = (await letters(worker, config))[0].path
    clock.forward(days=7)
    assert (await visitor.get(undo)).status_code == 404
    assert (await visitor.post(undo)).status_code == 404
    assert await addresses(cast, "member") == ["new@cast.example"]


async def test_only_the_last_wish_can_be_confirmed_and_only_for_a_day(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config, clock: Clock
) -> None:
    member, visitor = client_for("member"), client_for("visitor")
    for email in ("one@cast.example", "two@cast.example"):
        await member.post("/me/address", data={"email": email})
    one, two = await letters(worker, config)
    assert (await visitor.post(one.path)).status_code == 404
    clock.forward(days=1)
    assert (await visitor.get(two.path)).status_code == 404
    assert (await visitor.post(two.path)).status_code == 404
    assert await addresses(cast, "member") == ["member@cast.example"]


async def test_a_mailbox_of_somebody_else_can_be_shared_but_not_taken(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    visitor = client_for("visitor")
    answer = await client_for("member").post("/me/address", data={"email": "colleague@cast.example"})
    assert answer.headers["location"] == "/me/address"
    await visitor.post((await letters(worker, config))[0].path)
    assert [person["name"] for person in await find_persons("colleague@cast.example")] == ["Member", "Colleague"]
    assert await addresses(cast, "colleague") == ["colleague@cast.example"]


async def test_a_link_opened_in_somebody_elses_browser_shows_nothing_of_theirs(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    stranger = client_for("stranger")
    await client_for("member").post("/me/address", data={"email": "new@cast.example"})
    assert (await stranger.post((await letters(worker, config))[0].path)).headers["location"] == "/"
    assert (await stranger.post((await letters(worker, config))[0].path)).headers["location"] == "/"
    assert await addresses(cast, "stranger") == ["stranger@cast.example"]
    assert (await stranger.get("/me")).status_code == 200


@pytest.mark.parametrize("email", ["", "x", "member@cast.example", "a@b@c.example", "x" * 255 + "@cast.example"])
async def test_a_bad_address_is_said_at_the_field(client_for: ClientFor, cast: Cast, email: str) -> None:
    answer = await client_for("member").post("/me/address", data={"email": email})
    assert answer.status_code == 422
    assert 'id="f-email-error"' in answer.text


async def test_changes_are_limited(client_for: ClientFor, cast: Cast) -> None:
    answers = [
        (await client_for("member").post("/me/address", data={"email": f"n{n}@cast.example"})).status_code
        for n in range(6)
    ]
    assert answers == [303] * 5 + [422]


async def vouch_path(cast: Cast, name: str) -> str:
    row = await Person.select(Person.uuid).where(Person.id == cast.persons[name]).first()
    assert row is not None
    return f"/members/{row['uuid']}/address"


async def test_a_coordinator_vouches_for_a_lost_mailbox(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    path = await vouch_path(cast, "member")
    coordinator, visitor = client_for("coordinator"), client_for("visitor")
    assert "Neue Mailadresse für Member" in (await coordinator.get(path)).text
    assert (await coordinator.post(path, data={"email": "new@cast.example"})).headers["location"] == path
    (asked,) = await letters(worker, config)
    assert asked.to == "new@cast.example"
    await visitor.post(asked.path)
    assert await addresses(cast, "member") == ["new@cast.example"]
    (told,) = await letters(worker, config)
    assert told.to == "member@cast.example"
    assert "gebürgt" in told.text
    await visitor.post(told.path)
    assert await addresses(cast, "member") == ["member@cast.example"]
    noted = await Audit.select(Audit.verb, Audit.actor).where(Audit.object == cast.persons["member"]).order_by(Audit.id)
    vouching = cast.persons["coordinator"]
    assert [(row["verb"], row["actor"]) for row in noted] == [
        ("address.asked", vouching),
        ("address.changed", vouching),
        ("address.undone", None),
    ]


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("coordinator", "member", 200),
        ("coordinator", "coordinator", 404),
        ("coordinator", "stranger", 404),
        ("coordinator", "scout", 404),
        ("coordinator", "newcomer", 404),
        ("coordinator", "administrator", 404),
        ("editor_north", "member", 200),
        ("editor_north", "stranger", 404),
        ("editor_north", "newcomer", 404),
        ("editor_south", "member", 404),
        ("editor", "administrator", 404),
        ("administrator", "editor", 200),
        ("member", "colleague", 403),
        ("newcomer", "member", 403),
    ],
)
async def test_nobody_else_can_vouch(client_for: ClientFor, cast: Cast, who: str, whom: str, status: int) -> None:
    path = await vouch_path(cast, whom)
    assert (await client_for(who).get(path)).status_code == status
    if status != 200:
        assert (await client_for(who).post(path, data={"email": "thief@cast.example"})).status_code == status


@pytest.mark.parametrize("since", ["no longer coordinator", "editor by now", "left"])
async def test_a_vouched_address_counts_only_while_it_could_be_vouched_for(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config, clock: Clock, since: str
) -> None:
    await client_for("coordinator").post(await vouch_path(cast, "member"), data={"email": "new@cast.example"})
    (asked,) = await letters(worker, config)
    if since == "editor by now":
        await cast.grant("member", "editor", "alpha", clock())
    else:
        who = cast.persons["member" if since == "left" else "coordinator"]
        await Membership.update({Membership.state: "left"}).where(Membership.person == who)
    assert (await client_for("visitor").post(asked.path)).status_code == 404
    assert await addresses(cast, "member") == ["member@cast.example"]


@pytest.mark.parametrize("uuid", ["1", "x", "00000000-0000-0000-0000-000000000000"])
async def test_vouching_for_nobody_is_not_found(client_for: ClientFor, cast: Cast, uuid: str) -> None:
    assert (await client_for("coordinator").get(f"/members/{uuid}/address")).status_code == 404


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (Vouched(2, frozenset({12}), ["/1/12/"], frozenset(), frozenset()), True),
        (Vouched(2, frozenset({12}), ["/1/12/"], frozenset({12}), frozenset({"scout"})), True),
        (Vouched(1, frozenset({12}), ["/1/12/"], frozenset({12}), frozenset()), False),
        (Vouched(2, frozenset({12, 13}), ["/1/12/", "/1/13/"], frozenset({13}), frozenset()), False),
        (Vouched(2, frozenset({12}), ["/1/12/"], frozenset(), frozenset({"editor"})), False),
        (Vouched(2, frozenset({12}), ["/1/12/"], frozenset(), frozenset({"administrator"})), False),
        (Vouched(2, frozenset({13}), ["/1/13/"], frozenset(), frozenset()), False),
        (Vouched(2, frozenset(), [], frozenset(), frozenset()), False),
    ],
)
def test_vouching_never_leads_to_more_rights(person: Vouched, may: bool) -> None:
    viewer = Viewer(person=1, coordinates=frozenset({12}))
    assert may_vouch(viewer, person) is may


async def test_a_mailbox_is_not_a_person(database: Config, clock: Clock) -> None:
    ada = await ensure_person_by_address("info@x.example", name="Ada Lovelace", now=clock.now)
    bea = await ensure_person_by_address("info@x.example", name="Bea", now=clock.now)
    assert ada != bea
    assert await ensure_person_by_address("info@x.example", name=" ada  LOVELACE ", now=clock.now) == ada
    assert [(each["id"], each["joined"]) for each in await find_persons("info@x.example")] == [(ada, None), (bea, None)]
    assert await has_address(ada, "info@x.example")
    assert not await has_address(ada, "ada@x.example")
