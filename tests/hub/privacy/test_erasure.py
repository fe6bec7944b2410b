"""After erasure nothing leads to the person, in any table; numbers stay; a restore does not bring them back."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from piccolo.columns import Bytea, Text, Varchar
from piccolo.table import Table

from hub.accounts.tables import AddressChange, Device
from hub.appointments.tables import Appointment, Booking, Host
from hub.audit import record
from hub.calendar.tables import PersonalFeed
from hub.config import Config
from hub.database import write
from hub.jobs.worker import Worker
from hub.mail.outbox import post, post_to
from hub.mail.tables import Outgoing
from hub.piccolo_app import TABLES as HUB_TABLES
from hub.privacy.erasure import FILE, replay
from hub.privacy.purge import purge_everything
from hub.privacy.tables import Erasure
from hub.tables import Address, Audit, Membership, Organisation, Person, PersonAddress, RoleGrant, SlugHistory
from sessions.booking.tables import HostPledge
from sessions.piccolo_app import TABLES as SESSIONS_TABLES
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.factories import appointment
from tests.sessions.programme.making import session

pytestmark = pytest.mark.anyio

TABLES: list[type[Table]] = [*HUB_TABLES, *SESSIONS_TABLES]
NAME = "Jördis Ωmega-Größenwahn"
TRACES = [NAME, "Größenwahn", "joerdis-trace", "+49 431 trace", "token-hash-trace"]


async def uuid_of(id: int) -> Any:
    row = await Appointment.select(Appointment.uuid).where(Appointment.id == id).first()
    return row["uuid"] if row else None


async def traces(client_for: ClientFor, cast: Cast, name: str = "member") -> int:
    """Leave the person's name, addresses and tokens wherever the hub keeps such things."""
    person = cast.persons[name]
    await Person.update(
        {
            Person.name: NAME,
            Person.slug: "joerdis-trace",
            Person.biography: f"Ich bin {NAME}",
            Person.topics: "Größenwahn",
        }
    ).where(Person.id == person)
    second = Address(email="joerdis-trace@second.example", confirmed=NOW)
    await second.save()
    await PersonAddress(person=person, address=second.id, main=False).save()
    await SlugHistory(kind="person", slug="joerdis-trace-alt", object=person).save()
    here = Organisation.id == cast.organisations["alpha"]
    contact = {
        Organisation.contact_name: NAME,
        Organisation.contact_email: "joerdis-trace@second.example",
        Organisation.contact_phone: "+49 431 trace",
    }
    await Organisation.update(contact).where(here)
    await AddressChange(
        person=person, old="member@cast.example", new="joerdis-trace@third.example", confirm_hash="token-hash-trace-1",
        undo_hash="token-hash-trace-2", created=NOW,
    ).save()  # fmt: skip
    await PersonalFeed(person=person, token_hash="token-hash-trace-3", created=NOW).save()
    await HostPledge(person=person, at=NOW).save()
    there = await appointment(NOW, capacity=5)
    await Host(appointment=there, person=cast.persons["editor"]).save()
    await session("Nextcloud", NOW, hosts=[person])
    await client_for(name).post(f"/book/{await uuid_of(there)}", data={"shown_name": NAME, "needs": f"für {NAME}"})
    wish = {"shown_name": NAME, "email": "joerdis-trace@second.example", "needs": f"auch für {NAME}"}
    await client_for("visitor").post(f"/book/{await uuid_of(await appointment(NOW))}", data=wish)
    assert await Booking.count().where(Booking.shown_name == NAME) == 2
    await client_for("visitor").post("/sign-in", data={"email": "joerdis-trace@second.example"})
    await client_for("visitor").post("/sign-in", data={"email": "member@cast.example"})
    async with write():
        await record("changed", "person", person, by=person, now=NOW)
        await post_to(person, "m", values={"name": NAME}, now=NOW)
        await post("m", to="joerdis-trace@second.example", values={}, now=NOW, once="direct")
        calendar = f"BEGIN:VEVENT\r\nSUMMARY:mit {NAME[:9]}\r\n {NAME[9:]}\r\nEND:VEVENT\r\n".encode()
        values = {"text": f"{NAME} ist dabei", "rows": [{"mail": "member@cast.example"}], "n": 7}
        await post(
            "m", to="host@else.example", values=values, now=NOW, once="other", calendar=calendar, method="REQUEST"
        )
    return person


async def found(words: list[str]) -> list[str]:
    """Where any of the words stands, as table.column, in every column that holds text or bytes."""
    places = []
    for table in TABLES:
        columns = [each for each in table._meta.columns if isinstance(each, Varchar | Text | Bytea)]
        for row in await table.select(*columns) if columns else []:
            for column, value in row.items():
                text = bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
                plain = text + (json.dumps(json.loads(text), ensure_ascii=False) if text.startswith(("{", "[")) else "")
                if any(word.lower() in plain.lower() for word in words):
                    places.append(f"{table._meta.tablename}.{column}")
    return sorted(set(places))


async def erase(client_for: ClientFor, name: str, word: str = "löschen") -> Any:
    return await client_for(name).post("/me/erase", data={"word": word})


async def test_nothing_leads_to_the_person_any_more(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    person = await traces(client_for, cast)
    await client_for("visitor").post(
        "/report", data={"reason": "other", "text": f"Ich, {NAME}", "reply_to": "joerdis-trace@second.example"}
    )
    await worker.round()
    # What was sent lies with those who got it.
    for letter in (config.data / "mail").glob("*/*"):
        letter.unlink()
    words = [*TRACES, "member@cast.example", cast.tokens["member"]]
    assert len(await found(words)) > 15
    answer = await erase(client_for, "member")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await found(words) == []
    row = await Person.select(Person.name, Person.slug, Person.erased, Person.joined).where(Person.id == person).first()
    assert row == {"name": "", "slug": None, "erased": NOW, "joined": None}
    for table in (Membership, PersonAddress, RoleGrant, Device, PersonalFeed, HostPledge, AddressChange):
        assert await table.count().where(table.person == person) == 0
    assert await Audit.count().where(Audit.actor == person) > 0
    await worker.round()
    for letter in (config.data / "mail").glob("*/*"):
        assert not any(word.encode() in letter.read_bytes() for word in words)
    assert not any(word in caplog.text for word in words)
    assert not any(word in (config.data / FILE).read_text() for word in words)


async def test_mails_to_others_still_go_without_the_name(client_for: ClientFor, cast: Cast) -> None:
    await traces(client_for, cast)
    await erase(client_for, "member")
    (mail,) = await Outgoing.select(Outgoing.values, Outgoing.calendar).where(Outgoing.once == "other")
    assert json.loads(mail["values"]) == {"text": "… ist dabei", "rows": [{"mail": "…"}], "n": 7}
    assert bytes(mail["calendar"]) == b"BEGIN:VEVENT\r\nSUMMARY:mit \xe2\x80\xa6\r\nEND:VEVENT\r\n"


async def test_others_keep_what_is_theirs(client_for: ClientFor, cast: Cast) -> None:
    shared = Address(email="info@alpha.example", confirmed=NOW)
    await shared.save()
    for name in ("member", "colleague"):
        await PersonAddress(person=cast.persons[name], address=shared.id, main=False).save()
    there = await appointment(NOW)
    await Booking(
        uuid=uuid4(), appointment=there, person=cast.persons["colleague"], by=cast.persons["member"], state="confirmed",
        active=1, shown_name="Colleague", created=NOW, changed=NOW,
    ).save()  # fmt: skip
    await erase(client_for, "member")
    assert await Address.exists().where(Address.email == "info@alpha.example")
    assert await PersonAddress.count().where(PersonAddress.person == cast.persons["colleague"]) == 2
    assert (await Booking.select(Booking.shown_name, Booking.active)) == [{"shown_name": "Colleague", "active": 1}]
    assert await Person.count().where(Person.erased.is_not_null()) == 1


async def test_signing_out_is_part_of_it(client_for: ClientFor) -> None:
    answer = await erase(client_for, "member", "DELETE")
    assert "hub_device" in answer.headers["set-cookie"]
    assert (await client_for("member").get("/me/data")).status_code == 303


@pytest.mark.parametrize("word", ["", "ja", "x" * 5000, "<b>löschen</b>"])
async def test_without_the_word_nothing_happens(client_for: ClientFor, cast: Cast, word: str) -> None:
    answer = await erase(client_for, "member", word)
    assert (answer.status_code, "Bitte tippe das Wort" in answer.text) == (422, True)
    assert await Person.count().where(Person.erased.is_not_null()) == 0
    assert await Erasure.count() == 0


async def test_the_last_coordinator_names_another_first(client_for: ClientFor, cast: Cast) -> None:
    answer = await erase(client_for, "coordinator")
    assert (answer.status_code, "Außer Dir vertritt niemand Alpha." in answer.text) == (422, True)
    assert await Erasure.count() == 0
    colleague = (Membership.person == cast.persons["colleague"]) & (Membership.state == "released")
    await Membership.update({Membership.coordinator: True}).where(colleague)
    assert (await erase(client_for, "coordinator")).status_code == 303


async def test_who_is_alone_in_an_organisation_may_go_and_its_editors_learn_it(
    client_for: ClientFor, cast: Cast
) -> None:
    await cast.join("newcomer", "hidden", NOW, coordinator=True)
    assert (await erase(client_for, "newcomer")).status_code == 303
    assert "hat keine Koordination mehr" in (await client_for("editor_north").get("/editing/audit")).text
    assert "hat keine Koordination mehr" not in (await client_for("editor_south").get("/editing/audit")).text


async def test_the_last_administrator_stays(client_for: ClientFor, cast: Cast) -> None:
    answer = await erase(client_for, "administrator")
    assert (answer.status_code, "Du bist die einzige Person in der Verwaltung" in answer.text) == (422, True)
    await cast.grant("editor", "administrator", None, NOW)
    assert (await erase(client_for, "administrator")).status_code == 303


@pytest.mark.parametrize("kept_by", ["file", "table"])
async def test_after_a_restore_the_person_is_erased_again(
    client_for: ClientFor, cast: Cast, config: Config, kept_by: str
) -> None:
    person = cast.persons["member"]
    await erase(client_for, "member")
    # What an older backup brings back: the row with its name, a membership, and maybe no list of erasures.
    await Person.update({Person.name: NAME, Person.erased: None}).where(Person.id == person)
    await cast.join("member", "alpha", NOW)
    if kept_by == "file":
        await Erasure.delete(force=True)
    else:
        (config.data / FILE).unlink()
    later = NOW + timedelta(days=1)
    assert await replay(later) == 1
    assert await found([NAME]) == []
    assert await Membership.count().where(Membership.person == person) == 0
    assert await Erasure.count() == 1
    assert len((config.data / FILE).read_text().splitlines()) == 1
    assert await replay(later) == 0


async def test_an_interrupted_erasure_is_finished_by_the_next_purge(cast: Cast, database: Config) -> None:
    row = await Person.select(Person.uuid).where(Person.id == cast.persons["member"]).first()
    assert row is not None
    await Erasure(person_uuid=row["uuid"], at=NOW).save()
    (database.data / FILE).write_text('{"person": "half a li')
    await purge_everything(NOW)
    assert await found(["member@cast.example"]) == []


async def test_the_page_says_what_will_happen(client_for: ClientFor, cast: Cast) -> None:
    assert "Du hast keine Plätze bei kommenden Veranstaltungen" in (await client_for("member").get("/me/data")).text
    await traces(client_for, cast)
    assert (
        "Dein Platz bei einer kommenden Veranstaltung wird abgesagt"
        in (await client_for("member").get("/me/data")).text
    )
