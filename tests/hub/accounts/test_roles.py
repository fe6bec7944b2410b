"""The administrator's page of roles."""

import re
from typing import Any

import pytest

from hub.accounts.actions import ensure_person_by_address
from hub.tables import Audit, Person, RoleGrant
from tests.cast import Cast
from tests.conftest import ClientFor, Clock

pytestmark = pytest.mark.anyio


async def roles_of(cast: Cast, name: str) -> list[Any]:
    rows = RoleGrant.select(RoleGrant.role, RoleGrant.organisation.slug).where(RoleGrant.person == cast.persons[name])
    return [(row["role"], row["organisation.slug"]) for row in await rows.order_by(RoleGrant.id)]


async def uuid_of(cast: Cast, name: str) -> str:
    row = await Person.select(Person.uuid).where(Person.id == cast.persons[name]).first()
    assert row is not None
    return str(row["uuid"])


async def test_who_has_a_role_is_listed_with_branch(client_for: ClientFor) -> None:
    page = (await client_for("administrator").get("/admin/roles")).text
    rows = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]
    assert rows[1:] == [
        "Administrator Verwaltung Fr, 20. November 2026 Entziehen : Verwaltung, Administrator",
        "Editor Redaktion den ganzen Verband Fr, 20. November 2026 Entziehen : Redaktion, Editor",
        "Editor North Redaktion North Fr, 20. November 2026 Entziehen : Redaktion, Editor North",
        "Editor South Redaktion South Fr, 20. November 2026 Entziehen : Redaktion, Editor South",
        "Scout Online-Scout Fr, 20. November 2026 Entziehen : Online-Scout, Scout",
    ]
    assert '<a href="/admin/roles">Rollen</a>' in (await client_for("administrator").get("/admin")).text


async def test_a_role_is_given_by_mail_address_and_taken_away(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("administrator")
    form = {"email": "Member@cast.example", "role": "editor", "branch": "north"}
    assert (await client.post("/admin/roles", data=form)).headers["location"] == "/admin/roles"
    assert await roles_of(cast, "member") == [("editor", "north")]
    assert (await cast.viewer("member")).editor
    asked = {"role": "editor", "person": await uuid_of(cast, "member"), "branch": "north"}
    page = await client.get("/admin/roles/remove", params=asked)
    assert "Member" in page.text
    assert "North" in page.text
    assert await roles_of(cast, "member") == [("editor", "north")]
    assert (await client.post("/admin/roles/remove", data=asked)).headers["location"] == "/admin/roles"
    assert await roles_of(cast, "member") == []
    assert (await client.post("/admin/roles/remove", data=asked)).status_code == 404
    rows = await Audit.select(Audit.verb, Audit.actor, Audit.object, Audit.branch, Audit.note).order_by(Audit.id)
    same = {
        "actor": cast.persons["administrator"], "object": cast.persons["member"],
        "branch": cast.organisations["north"], "note": "editor",
    }  # fmt: skip
    assert rows == [{"verb": "role.granted", **same}, {"verb": "role.revoked", **same}]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"email": "nobody@cast.example", "role": "scout"}, "loggt sich zuerst einmal ein"),
        ({"email": "guest@cast.example", "role": "scout"}, "loggt sich zuerst einmal ein"),
        ({"email": "scout@cast.example", "role": "scout"}, "schon"),
        ({"email": "member@cast.example", "role": "scout", "branch": "north"}, "Nur die Redaktion"),
        ({"email": "member@cast.example", "role": "editor", "branch": "nowhere"}, "gibt es nicht"),
        ({"email": "member", "role": "editor"}, "Mailadresse"),
        ({"email": "member@cast.example", "role": "king"}, "wähle"),
    ],
)
async def test_what_cannot_be_given_is_said(
    client_for: ClientFor, cast: Cast, clock: Clock, form: dict[str, str], said: str
) -> None:
    await ensure_person_by_address("guest@cast.example", name="Guest", now=clock.now)
    before = await RoleGrant.count()
    answer = await client_for("administrator").post("/admin/roles", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert form["email"] in answer.text
    assert await RoleGrant.count() == before


async def test_behind_a_shared_address_the_person_is_chosen(client_for: ClientFor, clock: Clock) -> None:
    people = [await ensure_person_by_address("info@x.example", name=name, now=clock.now) for name in ("Ada", "Bea")]
    await Person.update({Person.joined: clock.now}).where(Person.id.is_in(people))
    client, form = client_for("administrator"), {"email": "info@x.example", "role": "scout"}
    asked = await client.post("/admin/roles", data=form)
    assert (asked.status_code, "Ada" in asked.text, "Bea" in asked.text) == (422, True, True)
    bea = await Person.select(Person.uuid).where(Person.id == people[1]).first()
    assert bea is not None
    assert (await client.post("/admin/roles", data={**form, "person": str(bea["uuid"])})).status_code == 303
    assert await RoleGrant.select(RoleGrant.person).where(RoleGrant.person.is_in(people)).output(as_list=True) == [
        people[1]
    ]


async def test_the_last_administrator_stays_and_others_may_give_it_up(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("administrator")
    asked = {"role": "administrator", "person": await uuid_of(cast, "administrator"), "branch": ""}
    page = await client.post("/admin/roles/remove", data=asked)
    assert page.headers["location"] == "/admin/roles"
    assert "Sonst verwaltet niemand" in (await client.get("/admin/roles")).text
    assert await roles_of(cast, "administrator") == [("administrator", None)]
    await client.post("/admin/roles", data={"email": "member@cast.example", "role": "administrator"})
    assert "eigene Rolle" in (await client.get("/admin/roles/remove", params=asked)).text
    answer = await client.post("/admin/roles/remove", data=asked)
    assert answer.headers["location"] == "/me"
    assert (await client.get("/me")).status_code == 200
    assert await roles_of(cast, "administrator") == []


async def test_who_never_signed_in_does_not_count_as_the_other_administrator(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    typo = await ensure_person_by_address("typo@x.example", name="", now=clock.now)
    await RoleGrant(person=typo, role="administrator", created=clock.now).save()
    asked = {"role": "administrator", "person": await uuid_of(cast, "administrator"), "branch": ""}
    await client_for("administrator").post("/admin/roles/remove", data=asked)
    assert await roles_of(cast, "administrator") == [("administrator", None)]
    page = (await client_for("administrator").get("/admin/roles")).text
    assert "typo@x.example" in page
    assert "war noch nicht da" in page
