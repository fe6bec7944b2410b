"""Joining, leaving, and what coordinators do with their people."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from hub.config import Config
from hub.jobs.worker import Worker
from hub.organisations import queries
from hub.organisations.tables import KnownAddress, MailDomain
from hub.tables import Address, Membership, Person, PersonAddress
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.hub.organisations.mailbox import letters

pytestmark = pytest.mark.anyio


async def state(cast: Cast, name: str, place: str = "alpha") -> tuple[str, bool] | None:
    row = (
        await Membership.select(Membership.state, Membership.coordinator)
        .where((Membership.person == cast.persons[name]) & (Membership.organisation == cast.organisations[place]))
        .first()
    )
    return (row["state"], row["coordinator"]) if row else None


async def uuid_of(cast: Cast, name: str) -> UUID:
    row = await Person.select(Person.uuid).where(Person.id == cast.persons[name]).first()
    assert row is not None
    return UUID(str(row["uuid"]))


async def step(
    client_for: ClientFor, cast: Cast, who: str, name: str, what: str, place: str = "alpha"
) -> httpx.Response:
    return await client_for(who).post(f"/organisations/{place}/people/{await uuid_of(cast, name)}/{what}")


async def test_asking_tells_the_coordinators_and_release_tells_the_person(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    await client_for("newcomer").post("/organisations/alpha/join")
    assert await state(cast, "newcomer") == ("asked", False)
    await worker.round()
    assert set(letters(config)) == {"coordinator@cast.example"}
    assert not (await cast.viewer("newcomer")).member
    await step(client_for, cast, "coordinator", "newcomer", "release")
    assert (await cast.viewer("newcomer")).works_for == {cast.organisations["alpha"]}
    await worker.round()
    assert "Du gehörst jetzt zu Alpha" in letters(config)["newcomer@cast.example"]


async def test_a_coordinator_who_leaves_their_own_page_is_asked_first_and_can_undo_it(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    client = client_for("coordinator")
    await step(client_for, cast, "coordinator", "member", "coordinator")
    page = (await client.get("/organisations/alpha/people")).text
    assert "/organisations/alpha/give-up?step=remove" in page
    asked = await step(client_for, cast, "coordinator", "coordinator", "remove")
    assert asked.headers["location"] == "/organisations/alpha/give-up?step=remove"
    assert "gehörst dann nicht mehr zu Alpha" in (await client.get(asked.headers["location"])).text
    assert await state(cast, "coordinator") == ("released", True)
    for what, then in (("remove", ("left", True)), ("no-coordinator", ("released", False))):
        gone = await client.post("/organisations/alpha/give-up", data={"step": what})
        assert gone.headers["location"] == "/organisations/alpha"
        assert await state(cast, "coordinator") == then
        public = await client.get("/organisations/alpha")
        assert (public.status_code, 'action="/organisations/alpha/take-back"' in public.text) == (200, True)
        back = await client.post("/organisations/alpha/take-back")
        assert back.headers["location"] == "/organisations/alpha/people"
        assert await state(cast, "coordinator") == ("released", True)
    assert (await client.post("/organisations/alpha/take-back")).status_code == 404


async def test_only_what_one_did_to_oneself_a_short_while_ago_is_taken_back(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    await step(client_for, cast, "coordinator", "member", "coordinator")
    await step(client_for, cast, "member", "coordinator", "remove")
    assert (await client_for("coordinator").post("/organisations/alpha/take-back")).status_code == 404
    await step(client_for, cast, "member", "coordinator", "bring-back")
    await client_for("coordinator").post("/organisations/alpha/give-up", data={"step": "remove"})
    clock.forward(minutes=61)
    assert (await client_for("coordinator").post("/organisations/alpha/take-back")).status_code == 404
    assert await state(cast, "coordinator") == ("left", True)


async def test_the_only_coordinator_does_not_give_up(client_for: ClientFor, cast: Cast) -> None:
    answer = await client_for("coordinator").post("/organisations/alpha/give-up", data={"step": "no-coordinator"})
    assert answer.headers["location"] == "/organisations/alpha/people"
    assert await state(cast, "coordinator") == ("released", True)


async def test_who_was_entered_with_an_account_waits_for_their_own_yes(client_for: ClientFor) -> None:
    client = client_for("coordinator")
    for form in (
        {"name": "Stranger", "email": "stranger@cast.example"},
        {"name": "Neue Kollegin", "email": "neu@cast.example"},
    ):
        assert (await client.post("/organisations/alpha/people", data=form)).status_code == 303
    page = (await client.get("/organisations/alpha/people")).text
    badges = re.findall(r"<strong>([^<]+)</strong></p>\s*<p><span class=\"badge state-waiting\">([^<]+)<", page)
    assert badges == [("Neue Kollegin", "war noch nicht da"), ("Stranger", "wartet auf Ja")]


async def test_without_coordination_the_editors_of_the_branch_are_told(
    client_for: ClientFor, worker: Worker, config: Config
) -> None:
    await client_for("newcomer").post("/organisations/beta/join")
    await worker.round()
    assert set(letters(config)) == {"editor_south@cast.example"}


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("Newcomer <newcomer@cast.example>", "asked"),
        ("newcomer@cast.example", "released"),
        ("other@cast.example", "asked"),
    ],
)
async def test_a_known_address_is_released_at_once(
    client_for: ClientFor, cast: Cast, email: str, expected: str
) -> None:
    await KnownAddress(organisation=cast.organisations["alpha"], email=email, name="").save()
    await client_for("newcomer").post("/organisations/alpha/join")
    assert await state(cast, "newcomer") == (expected, False)


async def test_an_unconfirmed_address_releases_nobody(client_for: ClientFor, cast: Cast) -> None:
    await MailDomain(organisation=cast.organisations["alpha"], domain="cast.example").save()
    await Address.update({Address.confirmed: None}).where(Address.email == "newcomer@cast.example")
    await client_for("newcomer").post("/organisations/alpha/join")
    assert await state(cast, "newcomer") == ("asked", False)


async def test_a_new_mail_domain_releases_those_who_wait(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    await client_for("newcomer").post("/organisations/alpha/join")
    await client_for("coordinator").post("/organisations/alpha/domains", data={"domain": "@Cast.Example"})
    assert await state(cast, "newcomer") == ("released", False)
    await worker.round()
    assert "newcomer@cast.example" in letters(config)


@pytest.mark.parametrize("domain", ["gmx.de", "kein domain", "a@b", "", "x" * 300 + ".de"])
async def test_domains_that_say_nothing_are_refused_at_the_field(client_for: ClientFor, domain: str) -> None:
    answer = await client_for("coordinator").post("/organisations/alpha/domains", data={"domain": domain})
    assert answer.status_code == 422
    assert 'id="d-domain-error"' in answer.text
    assert not await MailDomain.exists()


async def test_a_decline_can_be_taken_back(client_for: ClientFor, cast: Cast) -> None:
    await client_for("newcomer").post("/organisations/alpha/join")
    answer = await step(client_for, cast, "coordinator", "newcomer", "decline")
    assert await state(cast, "newcomer") == ("declined", False)
    shown = await client_for("coordinator").get(answer.headers["location"])
    undo = re.search(r'action="([^"]+/wait)"', shown.text)
    assert undo is not None
    await client_for("coordinator").post(undo[1])
    assert await state(cast, "newcomer") == ("asked", False)


async def test_the_last_coordinator_stays(client_for: ClientFor, cast: Cast) -> None:
    for what in ("no-coordinator", "remove"):
        answer = await step(client_for, cast, "coordinator", "coordinator", what)
        shown = await client_for("coordinator").get(answer.headers["location"], follow_redirects=True)
        assert "Sonst vertritt niemand diese Organisation" in shown.text
    await client_for("coordinator").post("/organisations/alpha/leave")
    assert await state(cast, "coordinator") == ("released", True)
    await step(client_for, cast, "coordinator", "member", "coordinator")
    await step(client_for, cast, "member", "coordinator", "no-coordinator")
    assert (await state(cast, "coordinator"), await state(cast, "member")) == (("released", False), ("released", True))


async def test_a_removal_can_be_undone_but_who_left_is_not_brought_back(client_for: ClientFor, cast: Cast) -> None:
    await step(client_for, cast, "coordinator", "member", "remove")
    assert await state(cast, "member") == ("left", False)
    await step(client_for, cast, "coordinator", "member", "bring-back")
    assert await state(cast, "member") == ("released", False)
    await client_for("member").post("/organisations/alpha/leave")
    await step(client_for, cast, "coordinator", "member", "bring-back")
    assert await state(cast, "member") == ("left", False)
    await client_for("member").post("/organisations/alpha/join")
    assert await state(cast, "member") == ("asked", False)


async def test_a_removal_is_undone_within_the_hour_and_not_against_the_will_of_who_left(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    await step(client_for, cast, "coordinator", "member", "remove")
    clock.forward(minutes=61)
    await step(client_for, cast, "coordinator", "member", "bring-back")
    assert await state(cast, "member") == ("left", False)
    await step(client_for, cast, "coordinator", "colleague", "coordinator")
    await client_for("colleague").post("/organisations/alpha/give-up", data={"step": "remove"})
    await step(client_for, cast, "coordinator", "colleague", "bring-back")
    assert await state(cast, "colleague") == ("left", True)


async def test_who_left_as_coordinator_comes_back_without_that_duty(client_for: ClientFor, cast: Cast) -> None:
    await step(client_for, cast, "coordinator", "member", "coordinator")
    await step(client_for, cast, "coordinator", "member", "remove")
    await client_for("member").post("/organisations/alpha/join")
    await step(client_for, cast, "coordinator", "member", "release")
    assert await state(cast, "member") == ("released", False)


@pytest.mark.parametrize(
    ("who", "expected"),
    [("visitor", {401, 303}), ("newcomer", {403}), ("member", {403}), ("stranger", {403}), ("editor_south", {404})],
)
async def test_nobody_else_looks_after_people(client_for: ClientFor, cast: Cast, who: str, expected: set[int]) -> None:
    client = client_for(who)
    assert (await client.get("/organisations/alpha/people")).status_code in expected
    assert (await step(client_for, cast, who, "member", "remove")).status_code in {401, 403, 404}
    added = await client.post("/organisations/alpha/people", data={"name": "Eva", "email": "eva@x.example"})
    assert added.status_code in {401, 403, 404}
    assert await state(cast, "member") == ("released", False)
    assert not await Address.exists().where(Address.email == "eva@x.example")


async def test_persons_of_other_organisations_and_unknown_steps_do_not_exist(client_for: ClientFor, cast: Cast) -> None:
    assert (await step(client_for, cast, "coordinator", "stranger", "remove")).status_code == 404
    assert (await step(client_for, cast, "coordinator", "member", "promote")).status_code == 404
    assert (await step(client_for, cast, "coordinator", "stranger", "remove", "beta")).status_code == 404


async def add(client_for: ClientFor, name: str, email: str) -> httpx.Response:
    return await client_for("coordinator").post("/organisations/alpha/people", data={"name": name, "email": email})


async def link_in(worker: Worker, config: Config, to: str) -> str:
    await worker.round()
    found = re.search(r"/organisations/alpha/not-me/\S+", letters(config)[to])
    assert found is not None
    return found[0]


async def test_a_colleague_is_told_who_entered_them_and_can_object(
    client_for: ClientFor, visitor: httpx.AsyncClient, worker: Worker, config: Config
) -> None:
    await add(client_for, "Eva Muster", "Eva@Alpha.example")
    link = await link_in(worker, config, "eva@alpha.example")
    assert "Coordinator hat Dich bei Alpha eingetragen" in letters(config)["eva@alpha.example"]
    assert "Eva Muster" in (await client_for("coordinator").get("/organisations/alpha/people")).text
    asked = await visitor.get(link)
    assert (asked.status_code, "Eva Muster" in asked.text) == (200, True)
    assert "Eva Muster" in (await client_for("coordinator").get("/organisations/alpha/people")).text
    assert (await visitor.post(link)).status_code == 303
    assert "Eva Muster" not in (await client_for("coordinator").get("/organisations/alpha/people")).text
    assert not await Address.exists().where(Address.email == "eva@alpha.example")
    assert not await Person.exists().where(Person.name == "Eva Muster")
    assert (await visitor.get(link)).status_code == 404


async def test_the_link_holds_for_this_entry_and_for_a_month(
    client_for: ClientFor, visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    await add(client_for, "Eva Muster", "eva@alpha.example")
    link = await link_in(worker, config, "eva@alpha.example")
    assert (await visitor.get(link[:-1] + ("0" if link[-1] != "0" else "1"))).status_code == 404
    assert (await visitor.get(link.replace("alpha", "beta"))).status_code == 404
    clock.forward(days=31)
    assert (await visitor.get(link)).status_code == 404


async def test_an_existing_account_survives_that_is_not_me(
    client_for: ClientFor, visitor: httpx.AsyncClient, worker: Worker, config: Config, cast: Cast
) -> None:
    await add(client_for, "newcomer", "newcomer@cast.example")
    assert await state(cast, "newcomer") == ("invited", False)
    await visitor.post(await link_in(worker, config, "newcomer@cast.example"))
    assert await state(cast, "newcomer") == ("left", False)
    assert (await cast.viewer("newcomer")).signed_in


async def test_who_has_an_account_agrees_first(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    await add(client_for, "Stranger", "stranger@cast.example")
    assert (await cast.viewer("stranger")).works_for == {cast.organisations["beta"]}
    await worker.round()
    assert "/organisations/alpha/join" in letters(config)["stranger@cast.example"]
    await client_for("stranger").post("/organisations/alpha/join")
    assert (await cast.viewer("stranger")).works_for == {cast.organisations["alpha"], cast.organisations["beta"]}


async def test_an_entry_that_was_taken_back_releases_nobody(client_for: ClientFor, cast: Cast) -> None:
    await add(client_for, "Stranger", "stranger@cast.example")
    await step(client_for, cast, "coordinator", "stranger", "withdraw")
    await client_for("stranger").post("/organisations/alpha/join")
    assert await state(cast, "stranger") == ("asked", False)


async def test_who_asked_and_is_entered_has_agreed(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    await client_for("newcomer").post("/organisations/alpha/join")
    await add(client_for, "Newcomer", "newcomer@cast.example")
    assert await state(cast, "newcomer") == ("released", False)
    await worker.round()
    assert "Du gehörst jetzt zu Alpha" in letters(config)["newcomer@cast.example"]


async def test_who_never_signed_in_does_not_speak_for_an_organisation(client_for: ClientFor, cast: Cast) -> None:
    await add(client_for, "Eva Muster", "eva@alpha.example")
    row = await Person.select(Person.uuid).where(Person.name == "Eva Muster").first()
    assert row is not None
    client = client_for("coordinator")
    answer = await client.post(f"/organisations/alpha/people/{row['uuid']}/coordinator")
    assert "noch nicht eingeloggt" in (await client.get(answer.headers["location"])).text
    assert not await Membership.exists().where(
        (Membership.person.uuid == row["uuid"]) & Membership.coordinator.eq(True)
    )


async def test_another_name_behind_a_shared_mailbox_is_another_person(client_for: ClientFor, cast: Cast) -> None:
    await add(client_for, "Nora Neu", "newcomer@cast.example")
    assert await state(cast, "newcomer") is None
    behind = await PersonAddress.select(PersonAddress.person.name).where(
        PersonAddress.address.email == "newcomer@cast.example"
    )
    assert {row["person.name"] for row in behind} == {"Newcomer", "Nora Neu"}


async def test_a_colleague_is_entered_once(client_for: ClientFor, cast: Cast) -> None:
    answer = await add(client_for, "Member", "member@cast.example")
    shown = await client_for("coordinator").get(answer.headers["location"])
    assert "gehört schon zur Organisation" in shown.text
    assert await state(cast, "member") == ("released", False)


async def test_a_coordinator_names_released_and_asking_people_for_seats(client_for: ClientFor, cast: Cast) -> None:
    await client_for("newcomer").post("/organisations/alpha/join")
    found: dict[str, list[Any]] = {}
    for name in ("coordinator", "member", "editor"):
        rows = await queries.colleagues(await cast.viewer(name))
        found[name] = [(row["name"], row["state"]) for row in rows]
    assert found == {
        "coordinator": [
            ("Colleague", "released"), ("Coordinator", "released"), ("Member", "released"), ("Newcomer", "asked"),
        ],
        "member": [],
        "editor": [],
    }  # fmt: skip


async def test_a_second_coordinator_is_asked_for(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("coordinator")
    notice = "Bisher vertritt nur eine Person diese Organisation"
    assert notice in (await client.get("/organisations/alpha/people")).text
    await step(client_for, cast, "coordinator", "member", "coordinator")
    assert notice not in (await client.get("/organisations/alpha/people")).text


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("coordinator", {"member", "colleague"}),
        ("editor_north", {"member", "colleague", "coordinator"}),
    ],
)
async def test_whoever_may_vouch_finds_the_way_to_a_new_address(
    client_for: ClientFor, cast: Cast, clock: Clock, who: str, whom: set[str]
) -> None:
    """Not for themselves, nor for an editor, nor for somebody who has not been here yet."""
    await cast.join("editor_south", "alpha", clock.now)
    await client_for("coordinator").post(
        "/organisations/alpha/people", data={"name": "Neu", "email": "neu@cast.example"}
    )
    text = (await client_for(who).get("/organisations/alpha/people")).text
    links = re.findall(r'<a href="/members/([^"]+)/address">Bei neuer Mailadresse helfen</a>', text)
    assert {UUID(link) for link in links} == {await uuid_of(cast, name) for name in whom}
    for link in links:
        assert (await client_for(who).get(f"/members/{link}/address")).status_code == 200
