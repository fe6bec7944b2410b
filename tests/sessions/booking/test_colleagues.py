"""Coordinators and their colleagues' seats; hosts and editors and everybody's seats."""

import re

import httpx
import pytest

from hub.appointments import actions as appointments
from hub.appointments.tables import Booking
from hub.config import Config
from hub.jobs.worker import Worker
from hub.tables import Audit, Membership, Organisation, Person
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.factories import appointment
from tests.sessions.booking.mail import letters, link, text
from tests.sessions.booking.test_signing_up import states, uuid_of
from tests.sessions.programme import making

pytestmark = pytest.mark.anyio
NEW = {"name": "Neu Hier", "email": "Neu@alpha.example"}


async def organisation_uuid(slug: str) -> str:
    row = await Organisation.select(Organisation.uuid).where(Organisation.slug == slug).first()
    assert row is not None
    return str(row["uuid"])


async def persons_of(place: int) -> list[int]:
    return await Booking.select(Booking.person).where(Booking.appointment == place).output(as_list=True)


async def test_a_new_colleague_is_entered_and_seated_in_one_step(
    client_for: ClientFor, cast: Cast, clock: Clock, worker: Worker, config: Config
) -> None:
    place = await appointment(clock.now, open_to="members")
    target = f"/book/{await uuid_of(place)}/colleagues"
    answer = await client_for("coordinator").post(target, data={**NEW, "persons": await cast.uuid("member")})
    assert re.findall(r"<li>([^<]+): Platz gesichert</li>", answer.text) == ["Neu Hier", "Member"]
    person = await Person.select(Person.id).where(Person.name == "Neu Hier").first()
    assert person is not None
    assert set(await persons_of(place)) == {person["id"], cast.persons["member"]}
    entry = await Membership.select(Membership.organisation, Membership.state).where(Membership.person == person["id"])
    assert entry == [{"organisation": cast.organisations["alpha"], "state": "released"}]
    await worker.round()
    entered, seat = sorted(letters(config, "neu@alpha.example"), key=lambda letter: "Dein Platz" in letter["Subject"])
    assert "Das bin ich nicht" not in text(seat)
    assert "/not-me/" in text(entered)
    assert "Coordinator hat einen Platz für Dich gesichert" in text(seat)
    assert "Das bin ich nicht" in (await client_for("visitor").get(link(seat))).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Bitte wähle mindestens eine Person"),
        ({"name": "Neu"}, "Bitte ausfüllen."),
        ({"email": "neu@alpha.example"}, "Bitte ausfüllen."),
        ({"name": "Neu", "email": "neu"}, "Bitte eine Mailadresse angeben"),
        ({"name": "Member", "email": "member@cast.example"}, "gehört schon zur Organisation"),
    ],
)
async def test_what_is_missing_stands_at_its_field_and_nothing_is_lost(
    client_for: ClientFor, cast: Cast, clock: Clock, sent: dict[str, str], words: str
) -> None:
    place = await appointment(clock.now)
    target = f"/book/{await uuid_of(place)}/colleagues"
    answer = await client_for("coordinator").post(target, data=sent)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert re.search(rf'class="field-error" id="f-[a-z]+-error">[^<]*{words}', answer.text)
    for value in sent.values():
        assert f'value="{value}"' in answer.text
    assert await states(place) == []


async def test_where_no_seat_is_left_nobody_is_entered_either(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await making.session("Gleich", clock.now, capacity=0, start=clock.now)
    before = await Person.count()
    answer = await client_for("coordinator").post(f"/book/{await uuid_of(place)}/colleagues", data=NEW)
    assert (answer.status_code, "Alle Plätze sind vergeben." in answer.text) == (422, True)
    assert await Person.count() == before


async def test_for_a_session_of_an_event_the_way_leads_to_the_event(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    event = await making.event("Festival", clock.now.date(), clock.now, registration="event", days=9)
    place = await making.session("Podcast", clock.now, event=event, registration="event")
    target = f"/book/{await uuid_of(place)}/colleagues"
    coordinator = client_for("coordinator")
    shown = (await coordinator.get(target)).text
    assert 'name="email"' not in shown
    assert "Plätze für „Festival“" in shown
    assert "Bitte melde Dich zuerst für „Festival“ an" in (await coordinator.post(target, data=NEW)).text
    answer = await coordinator.post(target, data={"persons": await cast.uuid("member")})
    assert "Member: muss zuerst für „Festival“ angemeldet sein" in answer.text


async def test_nobody_enters_people_where_they_do_not_speak(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await appointment(clock.now)
    target = f"/book/{await uuid_of(place)}/colleagues"
    beta = {**NEW, "organisation": await organisation_uuid("beta")}
    for name, status in (("editor", 422), ("member", 403), ("visitor", 401)):
        assert (await client_for(name).post(target, data=beta)).status_code == status
    await client_for("coordinator").post(target, data=beta)
    entered = Membership.person.name == NEW["name"]
    assert await Membership.select(Membership.organisation.slug).where(entered).output(as_list=True) == ["alpha"]


async def test_whom_the_hub_knows_is_seated_but_belongs_after_a_yes(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await appointment(clock.now)
    uuid = await uuid_of(place)
    await client_for("stranger").post(f"/book/{uuid}", data={"shown_name": "S"})
    known = {"name": "Stranger", "email": "stranger@cast.example"}
    answer = await client_for("coordinator").post(f"/book/{uuid}/colleagues", data=known)
    assert "Stranger: Platz gesichert" in answer.text
    assert await persons_of(place) == [cast.persons["stranger"]]
    there = Membership.select(Membership.state).where(
        (Membership.person == cast.persons["stranger"]) & (Membership.organisation == cast.organisations["alpha"])
    )
    assert await there.output(as_list=True) == ["invited"]


async def taken_for(member: str, client: httpx.AsyncClient, place: int, cast: Cast) -> str:
    await client.post(f"/book/{await uuid_of(place)}/colleagues", data={"persons": await cast.uuid(member)})
    row = await Booking.select(Booking.uuid).where(Booking.person == cast.persons[member]).first()
    assert row is not None
    return str(row["uuid"])


async def test_who_speaks_for_an_organisation_cancels_its_seats(
    client_for: ClientFor, cast: Cast, clock: Clock, worker: Worker, config: Config
) -> None:
    place = await appointment(clock.now)
    coordinator, target = client_for("coordinator"), f"/book/{await uuid_of(place)}/colleagues"
    await client_for("colleague").post(f"/book/{await uuid_of(place)}", data={"shown_name": "Selbst"})
    seat = await taken_for("member", coordinator, place, cast)
    shown = (await coordinator.get(target)).text
    assert re.findall(r'action="(/me/bookings/[^"]+)"', shown) == [f"/me/bookings/{seat}/cancel"]
    # Whoever speaks for it now, not only who took the seat.
    await Booking.update({Booking.by: cast.persons["editor"]}).where(Booking.uuid == seat)
    answer = await coordinator.post(f"/me/bookings/{seat}/cancel", follow_redirects=True)
    assert answer.url.path == target
    assert "Der Platz von Member ist abgesagt." in answer.text
    assert "Plätze Deiner Organisation" not in answer.text
    await worker.round()
    (letter,) = (each for each in letters(config, "member@cast.example") if "abgesagt" in each["Subject"])
    assert "jemand, der für Deine Organisation spricht" in text(letter)


async def test_hosts_and_editors_cancel_anybodys_seat_and_the_person_is_told(
    client_for: ClientFor, cast: Cast, clock: Clock, worker: Worker, config: Config
) -> None:
    place = await appointment(clock.now, capacity=1, branch=cast.organisations["north"])
    await appointments.set_hosts(place, [cast.persons["scout"]], now=clock.now)
    uuid = await uuid_of(place)
    for name in ("member", "stranger"):
        await client_for(name).post(f"/book/{uuid}", data={"shown_name": name.title()})
    rows = await Booking.select(Booking.uuid).order_by(Booking.id)
    seat, waiting = ({"booking": str(row["uuid"])} for row in rows)
    cancel = f"/book/{uuid}/people/cancel"
    for name in ("scout", "member", "coordinator", "editor_south"):
        assert (await client_for(name).post(cancel, data=seat)).status_code == 404
    scout, editor = client_for("scout"), client_for("editor_north")
    await scout.post(f"/book/{uuid}/pledge")
    assert "Platz absagen" in (await scout.get(f"/book/{uuid}/people")).text
    answer = await editor.post(cancel, data=waiting, follow_redirects=True)
    assert "Stranger steht nicht mehr auf der Warteliste." in answer.text
    answer = await scout.post(cancel, data=seat, follow_redirects=True)
    assert "Der Platz von Member ist abgesagt." in answer.text
    assert await states(place) == ["cancelled", "cancelled"]
    again = await scout.post(cancel, data=seat, follow_redirects=True)
    assert "inzwischen geändert" in again.text
    assert (await scout.post(cancel, data={"booking": "x"})).status_code == 404
    await worker.round()
    for name, words in (
        ("member", "Dein Platz ist abgesagt:"),
        ("stranger", "Du stehst nicht mehr auf der Warteliste:"),
    ):
        letter = letters(config, f"{name}@cast.example")[-1]
        assert words in text(letter)
        assert "Das waren die Gastgebenden oder die Redaktion." in text(letter)
    has_date = {part.get_content_type() for part in letters(config, "stranger@cast.example")[-1].walk()}
    assert "text/calendar" not in has_date
    assert await Audit.count().where(Audit.verb == "booking.cancelled") == 2


async def test_a_seat_of_another_session_is_not_cancelled_from_here(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    mine, other = await appointment(clock.now), await appointment(clock.now)
    await appointments.set_hosts(mine, [cast.persons["scout"]], now=clock.now)
    await client_for("member").post(f"/book/{await uuid_of(other)}", data={"shown_name": "M"})
    await client_for("scout").post(f"/book/{await uuid_of(mine)}/pledge")
    row = await Booking.select(Booking.uuid).first()
    assert row is not None
    cancel = f"/book/{await uuid_of(mine)}/people/cancel"
    await client_for("scout").post(cancel, data={"booking": str(row["uuid"])})
    assert await states(other) == ["confirmed"]


async def test_the_list_says_where_people_work_unless_that_is_hidden(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await appointment(clock.now, branch=cast.organisations["south"])
    await cast.person("sheltered", clock.now)
    await cast.join("sheltered", "hidden", clock.now)
    for name in ("stranger", "sheltered"):
        await client_for(name).post(f"/book/{await uuid_of(place)}", data={"shown_name": name.title()})
    shown = (await client_for("editor_south").get(f"/book/{await uuid_of(place)}/people")).text
    assert re.findall(r'<th scope="row">(\w+)</th><td>([^<]*)</td>', shown) == [("Stranger", "Beta"), ("Sheltered", "")]
