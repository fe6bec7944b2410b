"""From an application to a released organisation."""

import asyncio
from time import monotonic

import httpx
import pytest

from hub.config import Config
from hub.jobs.worker import Worker
from hub.tables import Audit, Membership, Organisation
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.hub.organisations.mailbox import letters

pytestmark = pytest.mark.anyio

FORM = {
    "name": "Haus am See e. V.",
    "postcode": "24103",
    "place": "Kiel",
    "summary": "Ein offenes Haus.",
    "website": "haus-am-see.example",
    "contact_name": "Ada Beispiel",
    "contact_email": "ada@haus-am-see.example",
    "parent": "north",
}
PAGE = "/organisations/haus-am-see-e-v"


async def apply(client_for: ClientFor, **change: str) -> httpx.Response:
    return await client_for("newcomer").post("/organisations/apply", data={**FORM, **change})


async def test_a_visitor_is_sent_to_sign_in_and_comes_back(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/organisations/apply")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/organisations/apply")


async def test_address_and_contact_are_hidden_from_the_first_moment(client_for: ClientFor) -> None:
    await apply(client_for, address_hidden="1", staff_hidden="1")
    await client_for("editor_north").post("/editing/organisations/haus-am-see-e-v/release")
    public = (await client_for("visitor").get(PAGE)).text
    assert "Haus am See" in public
    assert [word for word in ("24103", "Kiel", "Ada Beispiel", "ada@") if word in public] == []


async def test_an_application_is_seen_by_its_author_and_the_editors_of_the_branch_only(client_for: ClientFor) -> None:
    answer = await apply(client_for)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    seen = {}
    for name in ("visitor", "newcomer", "member", "editor_north", "editor_south", "editor"):
        seen[name] = (await client_for(name).get(PAGE)).status_code
    assert seen == {
        "visitor": 404, "newcomer": 200, "member": 404, "editor_north": 200, "editor_south": 404, "editor": 200,
    }  # fmt: skip
    assert "Haus am See" not in (await client_for("visitor").get("/organisations?q=See")).text
    assert (await client_for("visitor").get("/api" + PAGE)).status_code == 404


async def test_release_makes_it_public_and_its_author_the_coordinator(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    await apply(client_for)
    await worker.round()
    assert set(letters(config)) == {"editor_north@cast.example"}
    answer = await client_for("editor_north").post(f"/editing{PAGE}/release")
    assert answer.status_code == 303
    assert (await client_for("visitor").get(PAGE)).status_code == 200
    viewer = await cast.viewer("newcomer")
    row = (
        await Organisation.select(Organisation.id, Organisation.website)
        .where(Organisation.name == FORM["name"])
        .first()
    )
    assert row is not None
    assert (viewer.coordinates, viewer.member) == ({row["id"]}, True)
    assert row["website"] == "https://haus-am-see.example"
    await worker.round()
    assert "Haus am See e. V. ist freigegeben" in letters(config)["newcomer@cast.example"]
    verbs = await Audit.select(Audit.verb, Audit.branch).where(Audit.object == row["id"]).order_by(Audit.id)
    assert verbs == [
        {"verb": "organisation.applied", "branch": row["id"]},
        {"verb": "organisation.released", "branch": row["id"]},
    ]


async def test_a_release_can_be_taken_back_within_the_hour(client_for: ClientFor, clock: Clock, cast: Cast) -> None:
    await apply(client_for)
    editor = client_for("editor_north")
    await editor.post(f"/editing{PAGE}/release")
    await editor.post(f"/editing{PAGE}/take-back")
    assert (await client_for("visitor").get(PAGE)).status_code == 404
    assert not (await cast.viewer("newcomer")).member
    await editor.post(f"/editing{PAGE}/release")
    clock.forward(hours=2)
    await editor.post(f"/editing{PAGE}/take-back")
    assert (await client_for("visitor").get(PAGE)).status_code == 200


async def test_a_rejection_tells_the_reason_and_can_be_answered(
    client_for: ClientFor, worker: Worker, config: Config
) -> None:
    await apply(client_for)
    editor = client_for("editor_north")
    assert (await editor.post(f"/editing{PAGE}/reject", data={"reason": " "})).status_code == 422
    await editor.post(f"/editing{PAGE}/reject", data={"reason": "Bitte <b>erst</b> beim Landesverband melden."})
    await worker.round()
    assert "Bitte <b>erst</b> beim Landesverband melden." in letters(config)["newcomer@cast.example"]
    edited = {**FORM, "summary": "Jetzt mit mehr Worten."}
    await client_for("newcomer").post(f"{PAGE}/edit", data=edited)
    assert "Jetzt mit mehr Worten." in (await editor.get("/editing/organisations")).text
    states = await Organisation.select(Organisation.state).where(Organisation.name == FORM["name"]).output(as_list=True)
    assert states == ["applied"]


@pytest.mark.parametrize("name", ["visitor", "newcomer", "member", "coordinator", "editor_south", "administrator"])
async def test_nobody_else_releases(client_for: ClientFor, name: str) -> None:
    await apply(client_for)
    answer = await client_for(name).post(f"/editing{PAGE}/release")
    assert answer.status_code in {401, 403, 404}
    assert (await client_for("visitor").get(PAGE)).status_code == 404


async def test_a_failed_form_keeps_everything_and_says_what_is_wrong(client_for: ClientFor) -> None:
    answer = await apply(client_for, name="", website="javascript:alert(1)", parent="alpha", summary="x" * 3000)
    assert answer.status_code == 422
    assert answer.text.count('class="field-error"') == 4
    assert "x" * 3000 in answer.text
    assert "javascript:alert(1)" in answer.text
    assert not await Organisation.exists().where(Organisation.postcode == "24103")


async def test_pressing_twice_applies_once(client_for: ClientFor) -> None:
    client = client_for("newcomer")
    answers = await asyncio.gather(*(client.post("/organisations/apply", data=FORM) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
    assert await Organisation.count().where(Organisation.postcode == "24103") == 1


async def test_a_web_address_of_any_length_is_looked_at_quickly(client_for: ClientFor) -> None:
    before = monotonic()
    answer = await apply(client_for, website=f"https://{'.' * 30_000} x")
    assert answer.status_code == 422
    assert monotonic() - before < 5


async def test_the_same_organisation_does_not_apply_twice(client_for: ClientFor) -> None:
    await apply(client_for)
    again = await apply(client_for, name="HAUS am See e.V.")
    assert (again.status_code, "gibt es hier schon" in again.text) == (422, True)
    assert (await apply(client_for, postcode="99999")).status_code == 303


async def test_a_coordinator_applies_for_a_facility_of_their_own(client_for: ClientFor, cast: Cast) -> None:
    await client_for("coordinator").post("/organisations/apply", data={**FORM, "parent": "alpha"})
    row = (
        await Organisation.select(Organisation.kind, Organisation.path).where(Organisation.name == FORM["name"]).first()
    )
    assert row is not None
    assert row["kind"] == "facility"
    assert row["path"].startswith(f"/{cast.organisations['federation']}/{cast.organisations['north']}/")
    assert await Membership.exists().where(Membership.person == cast.persons["coordinator"])


async def test_a_name_that_is_a_page_gets_another_address(client_for: ClientFor) -> None:
    answer = await apply(client_for, name="Apply")
    assert answer.headers["location"] == "/organisations/apply-organisation"
