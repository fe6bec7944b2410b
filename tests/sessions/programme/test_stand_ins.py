"""A host falls ill: somebody is asked, everybody is told, nobody is left waiting."""

import re

import pytest

from hub.appointments import seats
from hub.appointments.seats import Wish
from hub.config import Config
from hub.jobs.worker import Worker
from hub.refused import Refused
from sessions.programme.actions import answer, step_down
from sessions.programme.actions.stand_ins import open_for
from sessions.programme.sheets import hosts_in
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.sessions.programme import kit

pytestmark = pytest.mark.anyio


async def planned(cast: Cast, hosts: tuple[str, ...] = ("scout",), deputies: tuple[str, ...] = ()) -> kit.Row:
    """A published session for which "colleague" has a seat."""
    row = await kit.session(cast, hosts=hosts, deputies=deputies, publish=True)
    person = cast.persons["colleague"]
    await seats.take(row["appointment.id"], Wish(person=person, by=person, shown_name="Ada"), now=NOW)
    return row


async def test_the_deputy_is_asked_and_everybody_is_told(cast: Cast, worker: Worker, config: Config) -> None:
    row = await planned(cast, ("scout", "coordinator"), ("member",))
    await worker.round()
    before = set(kit.told(config))
    assert await step_down(row["id"], by=await cast.viewer("scout"), now=NOW) == 1
    await worker.round()
    assert set(kit.told(config)) - before == {
        ("member", "Kannst Du einspringen? Nextcloud kennenlernen"),
        ("coordinator", "Scout fällt aus: Nextcloud kennenlernen"),
        ("editor_north", "Scout fällt aus: Nextcloud kennenlernen"),
        ("colleague", "Scout fällt aus: Nextcloud kennenlernen"),
    }
    assert hosts_in(await kit.session_row(row["uuid"])) == [cast.persons["coordinator"]]


async def test_the_link_in_the_mail_asks_before_it_acts(
    cast: Cast, worker: Worker, config: Config, client_for: ClientFor
) -> None:
    row = await planned(cast, deputies=("member",))
    await step_down(row["id"], by=await cast.viewer("scout"), now=NOW)
    await worker.round()
    (letter,) = [each for each in kit.letters(config) if "einspringen" in str(each["Subject"])]
    found = re.search(r"http://hub\.test(/step-in/\S+)", kit.text_of(letter))
    assert found is not None
    visitor = client_for("visitor")
    page = await visitor.get(found[1])
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    assert hosts_in(await kit.session_row(row["uuid"])) == []
    assert (await visitor.post(found[1], data={"answer": "yes"})).status_code == 303
    assert hosts_in(await kit.session_row(row["uuid"])) == [cast.persons["member"]]
    assert (await visitor.get("/step-in/erfunden")).status_code == 404
    await worker.round()
    subject = "Member springt ein: Nextcloud kennenlernen"
    told = {to for to, words in kit.told(config) if words == subject}
    assert told == {"scout", "colleague", "editor_north"}


async def test_of_two_deputies_the_first_who_says_yes_steps_in(cast: Cast) -> None:
    row = await planned(cast, ("scout", "coordinator"), ("member", "stranger"))
    await step_down(row["id"], by=await cast.viewer("scout"), now=NOW)
    (first,), (second,) = [await open_for(cast.persons[name], NOW) for name in ("stranger", "member")]
    await answer(first["id"], accepted=True, now=NOW)
    with pytest.raises(Refused, match="gone"):
        await answer(second["id"], accepted=True, now=NOW)
    after = await kit.session_row(row["uuid"])
    assert hosts_in(after) == [cast.persons["stranger"], cast.persons["coordinator"]]
    assert hosts_in(after, deputies=True) == [cast.persons["member"]]
    assert await open_for(cast.persons["member"], NOW) == []


async def test_editors_hear_once_that_nobody_steps_in(cast: Cast, worker: Worker, config: Config, clock: Clock) -> None:
    row = await planned(cast, deputies=("member", "stranger"))
    await step_down(row["id"], by=await cast.viewer("scout"), now=NOW)
    (declined,) = await open_for(cast.persons["member"], NOW)
    await answer(declined["id"], accepted=False, now=NOW)
    await worker.round()
    nobody = ("editor_north", "Noch springt niemand ein: Nextcloud kennenlernen")
    assert kit.told(config).count(nobody) == 0
    clock.forward(hours=25)
    await worker.round()
    clock.forward(hours=25)
    await worker.round()
    assert kit.told(config).count(nobody) == 1
    (late,) = await open_for(cast.persons["stranger"], clock.now)
    await answer(late["id"], accepted=True, now=clock.now)
    assert hosts_in(await kit.session_row(row["uuid"])) == [cast.persons["stranger"]]


async def test_the_last_no_tells_the_editors_at_once(cast: Cast, worker: Worker, config: Config) -> None:
    row = await planned(cast, deputies=("member",))
    await step_down(row["id"], by=await cast.viewer("scout"), now=NOW)
    (asked,) = await open_for(cast.persons["member"], NOW)
    await answer(asked["id"], accepted=False, now=NOW)
    await worker.round()
    assert ("editor_north", "Noch springt niemand ein: Nextcloud kennenlernen") in kit.told(config)


async def test_my_page_asks_the_deputy_and_takes_the_answer(cast: Cast, client_for: ClientFor) -> None:
    row = await planned(cast, deputies=("member",))
    await step_down(row["id"], by=await cast.viewer("scout"), now=NOW)
    path = f"/editing/step-in/{row['uuid']}"
    assert path in (await client_for("member").get("/me")).text
    assert (await client_for("stranger").post(path, data={"answer": "yes"})).status_code == 404
    assert (await client_for("member").post(path, data={"answer": "yes"})).status_code == 303
    mine = (await client_for("member").get("/me")).text
    assert path not in mine
    assert f"/editing/sessions/{row['uuid']}" in mine


async def test_only_hosts_step_down_and_only_before_it_is_over(cast: Cast, clock: Clock) -> None:
    row = await planned(cast)
    for name in ("member", "coordinator", "editor"):
        with pytest.raises(Refused, match="not_allowed"):
            await step_down(row["id"], by=await cast.viewer(name), now=NOW)
    with pytest.raises(Refused, match="over"):
        await step_down(row["id"], by=await cast.viewer("scout"), now=clock.forward(days=12))


async def test_the_confirmation_says_what_will_happen(cast: Cast, client_for: ClientFor) -> None:
    row = await planned(cast, ("scout", "coordinator"), ("member",))
    page = (await client_for("scout").get(f"/editing/sessions/{row['uuid']}/step-down")).text
    assert "Per Mail gefragt wird: Member." in page
    assert "Ohne Dich geben die Veranstaltung: Coordinator. Alle Genannten bekommen Bescheid." in page
    assert "1 angemeldete Person erfährt, dass Du ausfällst." in page


async def test_what_happens_is_said_without_contradiction(client_for: ClientFor, cast: Cast) -> None:
    alone = await kit.session(cast, hosts=("scout",), publish=True)
    together = await kit.session(cast, hosts=("scout", "member"), publish=True, title="Zu zweit")
    said = {
        name: (await client_for("scout").get(f"/editing/sessions/{row['uuid']}/step-down")).text
        for name, row in (("alone", alone), ("together", together))
    }
    looks_for = "sucht die Redaktion jemanden"
    assert {name: (looks_for in text, "Ohne Dich geben die Veranstaltung" in text) for name, text in said.items()} == {
        "alone": (True, False),
        "together": (False, True),
    }
