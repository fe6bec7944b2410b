"""One's own data as a file, for programs and to read."""

import json
import re

import pytest

from hub.app import FEATURES
from hub.appointments.tables import Host
from hub.audit import record
from hub.database import write
from hub.privacy import own_data
from hub.tables import Address, Person, PersonAddress
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.factories import appointment
from tests.sessions.booking.test_signing_up import uuid_of

pytestmark = pytest.mark.anyio


async def test_json_holds_everything_and_nothing_of_others(client_for: ClientFor, cast: Cast) -> None:
    await client_for("visitor").post(
        "/report", data={"reason": "other", "text": "Mein Wunsch", "reply_to": "member@cast.example"}
    )
    async with write():
        await record("released", "organisation", 1, by=cast.persons["member"], now=NOW)
    answer = await client_for("member").get("/me/data.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    data = json.loads(answer.text)
    assert set(data) == {"hub", *(feature.key for feature in FEATURES if feature.personal)}
    assert data["hub"]["profile"]["name"] == "Member"
    assert [each["address.email"] for each in data["hub"]["addresses"]] == ["member@cast.example"]
    assert [each["organisation.name"] for each in data["hub"]["memberships"]] == ["Alpha"]
    assert [each["verb"] for each in data["hub"]["actions"]] == ["released"]
    assert [each["text"] for each in data["settings"]["reports"]] == ["Mein Wunsch"]
    assert "olleague" not in answer.text


async def test_a_shared_mailbox_gives_nobody_the_others_reports(client_for: ClientFor, cast: Cast) -> None:
    info = Address(email="info@alpha.example", confirmed=NOW)
    await info.save()
    for name in ("member", "colleague"):
        await PersonAddress(person=cast.persons[name], address=info.id, main=False).save()
    await client_for("visitor").post("/report", data={"reason": "other", "text": "?", "reply_to": "info@alpha.example"})
    data = json.loads((await client_for("member").get("/me/data.json")).text)
    assert data["settings"]["reports"] == []


async def test_html_is_readable_and_safe(client_for: ClientFor, cast: Cast) -> None:
    await Person.update({Person.biography: "<script>alert(1)</script> 🦜"}).where(Person.id == cast.persons["member"])
    answer = await client_for("member").get("/me/data.html")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.html"'
    for words in ("Meine Daten bei", "Kurzvorstellung", "member@cast.example", "&lt;script&gt;"):
        assert words in answer.text
    assert "<script>" not in answer.text


async def test_html_speaks_the_language_of_the_person(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    person = cast.persons["member"]
    there = await appointment(clock.now, title="Nextcloud")
    await Host(appointment=there, person=person).save()
    await client_for("member").post(f"/book/{await uuid_of(there)}", data={"shown_name": "Mimi", "needs": "Rampe"})
    await client_for("member").post("/me/calendar")
    async with write():
        await record("address.asked", "person", person, by=person, now=clock.now)
    text = (await client_for("member").get("/me/data.html")).text
    names = re.findall(r"<(?:h2|h3|dt)>([^<]*)</", text)
    german = {"Kalender-Abo", "Geräte", "Plätze", "Veranstaltung", "Beginn", "Was Du anbietest", "Was Du brauchst"}
    assert german <= set(names)
    assert "<dt>Stand</dt><dd>freigegeben</dd>" in text
    assert "<dd>hat eine andere Mailadresse gewünscht</dd>" in text
    codes = set(own_data.as_json(await own_data.own_data(person)).decode().split('"')[1::2]) - {"hub"}
    assert [name for name in names if name.replace(" ", "_") in codes and name.islower()] == []


@pytest.mark.parametrize("path", ["/me/data", "/me/data.json", "/me/data.html"])
async def test_visitors_are_asked_to_sign_in(client_for: ClientFor, path: str) -> None:
    assert (await client_for("visitor").get(path)).status_code == 303


async def test_even_somebody_unreleased_has_their_data(client_for: ClientFor) -> None:
    assert "Newcomer" in (await client_for("newcomer").get("/me/data.json")).text
    assert (await client_for("newcomer").get("/me/data")).status_code == 200
