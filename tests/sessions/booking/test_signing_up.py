"""Signing up over HTTP: as member, as guest, for colleagues."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from hub.appointments import actions as appointments
from hub.appointments.tables import Appointment, Booking
from hub.config import Config
from hub.jobs.worker import Worker
from hub.tables import Address, Person
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.factories import appointment
from tests.sessions.booking.mail import letters, link
from tests.sessions.programme import making

pytestmark = pytest.mark.anyio


async def uuid_of(id: int) -> UUID:
    row = await Appointment.select(Appointment.uuid).where(Appointment.id == id).first()
    assert row is not None
    return UUID(str(row["uuid"]))


async def states(id: int) -> list[str]:
    return (
        await Booking.select(Booking.state).where(Booking.appointment == id).order_by(Booking.id).output(as_list=True)
    )


GUEST = {"shown_name": "Ada", "email": "Ada@guests.example"}


async def guest_asks(visitor: httpx.AsyncClient, worker: Worker, config: Config, id: int, **values: str) -> str:
    answer = await visitor.post(f"/book/{await uuid_of(id)}", data={**GUEST, **values})
    assert answer.status_code == 200
    await worker.round()
    return link(letters(config, values.get("email", GUEST["email"]).lower())[-1])


async def test_a_member_takes_and_cancels_a_seat(client_for: ClientFor, clock: Clock) -> None:
    place = await appointment(clock.now, capacity=1, open_to="members")
    member = client_for("member")
    answer = await member.post(f"/book/{await uuid_of(place)}", data={"shown_name": "Mia"})
    assert answer.status_code == 303
    row = await Booking.select(Booking.uuid, Booking.shown_name, Booking.state).first()
    assert row is not None
    assert (row["shown_name"], row["state"]) == ("Mia", "confirmed")
    assert (await client_for("colleague").post(f"/me/bookings/{row['uuid']}/cancel")).status_code == 404
    assert (await member.post(f"/me/bookings/{row['uuid']}/cancel")).status_code == 303
    assert await states(place) == ["cancelled"]


async def test_nobody_took_a_seat_for_whoever_took_it_alone(
    client_for: ClientFor, worker: Worker, config: Config, cast: Cast, clock: Clock
) -> None:
    place = await appointment(clock.now)
    booking = f"/book/{await uuid_of(place)}"
    await client_for("member").post(booking, data={"shown_name": "Mia"})
    await client_for("coordinator").post(f"{booking}/colleagues", data={"persons": await cast.uuid("colleague")})
    await worker.round()
    for name, said in (("member", False), ("colleague", True)):
        shown = await client_for("visitor").get(link(letters(config, f"{name}@cast.example")[-1]))
        assert ("hat diesen Platz für Dich gesichert." in shown.text) is said


async def test_a_failed_form_keeps_what_was_typed(client_for: ClientFor, clock: Clock) -> None:
    place = await appointment(clock.now)
    answer = await client_for("visitor").post(
        f"/book/{await uuid_of(place)}", data={"shown_name": "Ada", "email": "keine-adresse", "needs": "Rampe <b>"}
    )
    assert answer.status_code == 422
    assert 'value="keine-adresse"' in answer.text
    assert "Rampe &lt;b&gt;" in answer.text
    assert "Bitte eine Mailadresse angeben" in answer.text
    assert await states(place) == []


async def test_what_one_may_not_see_is_not_there(client_for: ClientFor, clock: Clock, cast: Cast) -> None:
    secret = await uuid_of(await appointment(clock.now, visible_to=f"org:{cast.organisations['alpha']}"))
    for name, status in (("visitor", 404), ("stranger", 404), ("member", 200)):
        assert (await client_for(name).get(f"/book/{secret}")).status_code == status
    assert (await client_for("stranger").post(f"/book/{secret}", data={"shown_name": "X"})).status_code == 404


async def test_somebody_not_released_books_once_they_have_asked(
    client_for: ClientFor, clock: Clock, cast: Cast
) -> None:
    place = await appointment(clock.now, open_to="members")
    newcomer, target = client_for("newcomer"), f"/book/{await uuid_of(place)}"
    assert (await newcomer.post(target, data={"shown_name": "N"})).status_code == 409
    await cast.ask("newcomer", "beta", clock.now)
    assert (await newcomer.post(target, data={"shown_name": "N"})).status_code == 303
    assert await states(place) == ["confirmed"]


async def test_a_guest_counts_when_the_mail_is_confirmed(
    visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    place = await appointment(clock.now, capacity=5)
    path = await guest_asks(visitor, worker, config, place)
    assert await states(place) == ["held"]
    shown = await visitor.get(path)
    assert "Bist Du Ada?" in shown.text
    assert await states(place) == ["held"]
    assert (await visitor.post(f"{path}/confirm")).status_code == 303
    assert await states(place) == ["confirmed"]
    seat = (await visitor.get(path)).text
    assert '.ics">In den eigenen Kalender' in seat
    assert 'href="/calendar">Das ganze Programm abonnieren' in seat
    assert await Address.select(Address.email).where(Address.email == "ada@guests.example") != []
    assert (await visitor.post(f"{path}/cancel")).status_code == 303
    assert await states(place) == ["cancelled"]


async def test_the_answer_never_tells_whether_an_address_is_known(client_for: ClientFor, clock: Clock) -> None:
    place = await uuid_of(await appointment(clock.now))
    visitor = client_for("visitor")
    known = await visitor.post(f"/book/{place}", data={**GUEST, "email": "member@cast.example"})
    unknown = await visitor.post(f"/book/{place}", data={**GUEST, "email": "nobody@cast.example"})
    assert known.text.replace("member@", "") == unknown.text.replace("nobody@", "")


async def test_behind_a_known_mailbox_one_chooses_who_one_is(
    visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock, cast: Cast
) -> None:
    place = await appointment(clock.now)
    path = await guest_asks(visitor, worker, config, place, email="member@cast.example", shown_name="Mia")
    person = await Person.select(Person.uuid).where(Person.id == cast.persons["member"]).first()
    assert person is not None
    before = await Person.count()
    choice = re.search(
        rf'<input type="radio" id="[^"]*" name="person" value="{person["uuid"]}"( checked)?',
        (await visitor.get(path)).text,
    )
    assert choice is not None
    assert choice[1]
    assert (await visitor.post(f"{path}/confirm", data={"person": str(person["uuid"])})).status_code == 303
    assert await Booking.select(Booking.person, Booking.state) == [
        {"person": cast.persons["member"], "state": "confirmed"}
    ]
    assert await Person.count() == before - 1


async def test_a_forwarded_mail_does_not_act_for_its_owner(
    client_for: ClientFor, worker: Worker, config: Config, clock: Clock
) -> None:
    place = await appointment(clock.now)
    path = await guest_asks(client_for("visitor"), worker, config, place)
    await client_for("visitor").post(f"{path}/confirm")
    assert "Du bist Ada? Nicht Du?" in (await client_for("visitor").get(path)).text
    stranger = client_for("stranger")
    assert "Diese Mail war für Ada" in (await stranger.get(path)).text
    for verb in ("cancel", "not-me"):
        assert (await stranger.post(f"{path}/{verb}")).status_code == 409
    assert await states(place) == ["confirmed"]


async def test_a_wrong_mark_an_unknown_booking_and_garbage_are_the_same_404(
    visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    place = await appointment(clock.now)
    path = await guest_asks(visitor, worker, config, place)
    booking, mark = path.split("/")[2:]
    bodies = set()
    for wrong in (f"/bookings/{booking}/{'0' * 32}", f"/bookings/{UUID(int=0)}/{mark}", f"/bookings/{booking}/ü"):
        answer = await visitor.get(wrong)
        assert answer.status_code == 404
        bodies.add(answer.text.replace(wrong, ""))
        assert (await visitor.post(f"{wrong}/cancel")).status_code == 404
    assert await states(place) == ["held"]


async def test_a_guest_who_does_not_confirm_loses_the_seat(
    visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    place = await appointment(clock.now)
    path = await guest_asks(visitor, worker, config, place)
    clock.forward(hours=7)
    await worker.round()
    assert await states(place) == ["cancelled"]
    assert "nicht rechtzeitig bestätigt" in (await visitor.get(path)).text
    assert (await visitor.post(f"{path}/confirm")).status_code == 409
    assert await Address.count().where(Address.email == "ada@guests.example") == 0


async def test_a_coordinator_takes_seats_for_colleagues_only(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await appointment(clock.now, capacity=2, open_to="members")
    people = [cast.persons[name] for name in ("member", "colleague", "stranger")]
    target = f"/book/{await uuid_of(place)}/colleagues"
    sent = [await cast.uuid(name) for name in ("member", "colleague", "stranger")]
    answer = await client_for("coordinator").post(target, data={"persons": sent})
    assert answer.status_code == 200
    assert set(await Booking.select(Booking.person).output(as_list=True)) == set(people[:2])
    assert (await client_for("member").get(target)).status_code == 403


async def test_the_host_sees_the_list_after_the_pledge(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await appointment(clock.now)
    await appointments.set_hosts(place, [cast.persons["scout"]], now=clock.now)
    uuid = await uuid_of(place)
    await client_for("member").post(f"/book/{uuid}", data={"shown_name": "Mia", "needs": "Untertitel"})
    scout = client_for("scout")
    assert "Untertitel" not in (await scout.get(f"/book/{uuid}/people")).text
    assert (await scout.post(f"/book/{uuid}/pledge")).status_code == 303
    assert "Untertitel" in (await scout.get(f"/book/{uuid}/people")).text
    assert (await client_for("member").get(f"/book/{uuid}/people")).status_code == 404
    assert (await client_for("member").post(f"/book/{uuid}/pledge")).status_code == 404


async def test_my_programme_lists_all_of_it(client_for: ClientFor, clock: Clock) -> None:
    soon = await appointment(clock.now, title="Bald", start=clock.now + timedelta(days=1))
    full = await appointment(clock.now, title="Voll", capacity=1)
    await client_for("colleague").post(f"/book/{await uuid_of(full)}", data={"shown_name": "C"})
    for place in (soon, full):
        await client_for("member").post(f"/book/{await uuid_of(place)}", data={"shown_name": "M"})
    text = (await client_for("member").get("/me/programme")).text
    assert re.findall(r">(Bald|Voll)</a>", text) == ["Bald", "Voll"]
    assert "Warteliste" in text
    assert ">Bald</a>" not in (await client_for("newcomer").get("/me/programme")).text


async def test_who_has_a_seat_reads_that_the_room_is_not_set_up_yet(client_for: ClientFor, clock: Clock) -> None:
    place = await making.session("Padlet", clock.now)
    member = client_for("member")
    words = "Der Zugang steht hier, sobald der Raum eingerichtet ist."
    assert words not in (await member.get("/sessions/padlet")).text
    await member.post(f"/book/{await uuid_of(place)}", data={"shown_name": "M"})
    shown = (await member.get("/sessions/padlet")).text
    assert (words in shown, 'href="/join/' in shown) == (True, False)


async def test_the_link_of_a_seat_says_that_it_was_cancelled_or_is_over(
    visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    place = await appointment(clock.now, capacity=20)
    seat = await guest_asks(visitor, worker, config, place)
    await visitor.post(f"{seat}/confirm", follow_redirects=True)
    held = await guest_asks(visitor, worker, config, place, email="bea@guests.example")
    over = clock.now + timedelta(days=2)
    await appointments.cancel(place, now=clock.now)
    for path in (seat, held):
        shown = (await visitor.get(path)).text
        assert "Das wurde abgesagt." in shown
        assert not re.search("Platz gesichert|Zum Einlass|Platz absagen|Platz bestätigen", shown)
    answer = await visitor.post(f"{held}/confirm")
    assert (answer.status_code, await states(place)) == (409, ["confirmed", "held"])
    other = await guest_asks(visitor, worker, config, await appointment(clock.now), email="cem@guests.example")
    await visitor.post(f"{other}/confirm", follow_redirects=True)
    clock.now = over
    shown = (await visitor.get(other)).text
    assert ("Das ist vorbei." in shown, "Platz absagen" in shown) == (True, False)
