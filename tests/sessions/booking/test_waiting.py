"""The waiting list: what people on it read, and when it is there at all."""

import re
from datetime import timedelta

import httpx
import pytest

from hub.accounts.actions import attach
from hub.appointments import actions as appointments
from hub.appointments import seats, waiting_list
from hub.appointments.seats import Wish
from hub.appointments.tables import Booking
from hub.config import Config
from hub.jobs.worker import Worker
from hub.refused import Refused
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.factories import appointment, person
from tests.sessions.booking.mail import letters, link, text
from tests.sessions.booking.test_signing_up import states, uuid_of
from tests.sessions.programme import making

pytestmark = pytest.mark.anyio
GUEST = {"shown_name": "Ada", "email": "ada@guests.example"}


async def full(clock: Clock, **values: object) -> int:
    """A session without any seat left."""
    return await making.session("Voll", clock.now, capacity=0, **values)  # type: ignore[arg-type]


async def test_a_guest_on_the_waiting_list_is_told_of_no_seat(
    visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    place = await full(clock)
    asked = await visitor.post(f"/book/{await uuid_of(place)}", data=GUEST)
    await worker.round()
    (letter,) = letters(config, GUEST["email"])
    path = link(letter)
    unconfirmed = await visitor.get(path)
    assert "Platz auf der Warteliste bestätigen" in text(letter)
    assert "Ja, Platz auf der Warteliste bestätigen" in unconfirmed.text
    for words in (asked.text, text(letter), unconfirmed.text):
        assert "lle Plätze sind vergeben" in words
        assert not re.search("Dein(en)? Platz|einen Platz für Dich|Platz bestätigen|reserviert", words)
    confirmed = await visitor.post(f"{path}/confirm", follow_redirects=True)
    assert "Du stehst auf der Warteliste." in confirmed.text
    assert "Zum Einlass" not in confirmed.text
    left = await visitor.post(f"{path}/cancel", follow_redirects=True)
    assert "Du stehst nicht mehr auf der Warteliste." in left.text
    assert "Dein Platz ist abgesagt" not in left.text


async def test_until_when_a_seat_is_held_has_its_day(
    visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    place = await appointment(clock.now, start=clock.now + timedelta(days=20))
    await visitor.post(f"/book/{await uuid_of(place)}", data=GUEST)
    await worker.round()
    page = await visitor.get(link(letters(config, GUEST["email"])[-1]))
    assert "bis Sa, 21. November 2026, 10:00 Uhr für Dich reserviert" in page.text


async def test_nobody_is_put_on_a_list_from_which_nobody_moves_up_any_more(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await full(clock, start=clock.now + timedelta(hours=3))
    member, form = client_for("member"), f"/book/{await uuid_of(place)}"
    assert "Auf die Warteliste" in (await member.get("/sessions/voll")).text
    clock.forward(hours=1)
    shown = (await member.get("/sessions/voll")).text
    assert "Alle Plätze sind vergeben." in shown
    assert "Auf die Warteliste" not in shown
    assert 'name="shown_name"' not in (await member.get(form)).text
    for name, data in (("member", {"shown_name": "M"}), ("visitor", GUEST)):
        answer = await client_for(name).post(form, data=data)
        assert (answer.status_code, "Alle Plätze sind vergeben." in answer.text) == (409, True)
    answer = await client_for("coordinator").post(f"{form}/colleagues", data={"persons": await cast.uuid("member")})
    assert "Alle Plätze sind vergeben." in answer.text
    assert await states(place) == []
    person = cast.persons["member"]
    with pytest.raises(Refused, match="full"):
        await seats.take(place, Wish(person=person, by=person, shown_name="M"), now=clock.now)


async def test_who_leaves_the_list_reads_that(client_for: ClientFor, clock: Clock) -> None:
    place = await full(clock)
    member = client_for("member")
    await member.post(f"/book/{await uuid_of(place)}", data={"shown_name": "M"})
    assert "Warteliste verlassen" in (await member.get("/me/programme")).text
    row = await Booking.select(Booking.uuid).where(Booking.appointment == place).first()
    assert row is not None
    left = await member.post(f"/me/bookings/{row['uuid']}/cancel", follow_redirects=True)
    assert "Du stehst nicht mehr auf der Warteliste." in left.text


async def late(clock: Clock, cast: Cast, worker: Worker) -> tuple[int, seats.Seat, dict[str, str]]:
    """A session that begins in an hour, whose only seat the scout has; the member and a guest wait.

    Gives back the appointment's id, the scout's seat, and the uuid of each who waits.
    """
    place = await making.session("Spät", clock.now, capacity=1, start=clock.now + timedelta(hours=3))
    guest = await person("Ada", clock.now)
    await attach(guest, GUEST["email"], now=clock.now)
    people = {"scout": cast.persons["scout"], "member": cast.persons["member"], "guest": guest}
    taken = {
        name: await seats.take(place, Wish(person=id, by=id, shown_name=name), now=clock.now)
        for name, id in people.items()
    }
    await worker.round()
    clock.forward(hours=2)
    return place, taken["scout"], {name: str(seat.uuid) for name, seat in taken.items()}


async def test_a_seat_that_becomes_free_late_is_told_to_all_who_wait(
    cast: Cast, worker: Worker, config: Config, clock: Clock
) -> None:
    place, seat, _ = await late(clock, cast, worker)
    await seats.give_up(seat.booking, by=cast.persons["scout"], now=clock.now)
    await worker.round()
    await worker.round()
    assert await states(place) == ["cancelled", "waiting", "waiting"]
    for address in ("member@cast.example", GUEST["email"]):
        told = [
            letter for letter in letters(config, address) if str(letter["Subject"]).startswith("Ein Platz ist frei")
        ]
        assert len(told) == 1
        assert "Wer den Platz zuerst annimmt, hat ihn." in text(told[0]).replace("\n", " ")
    assert not [each for each in letters(config, "scout@cast.example") if "frei" in str(each["Subject"])]


async def test_whoever_takes_the_late_seat_first_has_it(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config, clock: Clock
) -> None:
    place, seat, waiting = await late(clock, cast, worker)
    member, visitor = client_for("member"), client_for("visitor")
    accept = f"/me/bookings/{waiting['member']}/accept"
    assert accept not in (await member.get("/sessions/spaet")).text
    assert (await member.post(accept)).status_code == 409
    await seats.give_up(seat.booking, by=cast.persons["scout"], now=clock.now)
    await worker.round()
    for page in ("/sessions/spaet", "/me/programme"):
        assert accept in (await member.get(page)).text
    path = link(letters(config, GUEST["email"])[-1])
    assert "Ich bin guest: Platz annehmen" in (await visitor.get(path)).text
    assert (await client_for("stranger").post(accept)).status_code == 404
    assert (await client_for("stranger").post(f"{path}/accept")).status_code == 409
    assert (await visitor.post(f"{path[:-4]}0000/accept")).status_code == 404
    assert "Dein Platz ist gesichert." in (await visitor.post(f"{path}/accept", follow_redirects=True)).text
    assert await states(place) == ["cancelled", "waiting", "confirmed"]
    lost = await member.post(accept)
    assert (lost.status_code, "Alle Plätze sind vergeben." in lost.text) == (409, True)
    assert (await visitor.post(f"{path}/accept")).status_code == 409
    await worker.round()
    assert str(letters(config, GUEST["email"])[-1]["Subject"]).startswith("Dein Platz: Spät")


async def test_a_late_seat_is_had_by_newcomers_too(
    client_for: ClientFor, cast: Cast, worker: Worker, clock: Clock
) -> None:
    place, seat, _ = await late(clock, cast, worker)
    await seats.give_up(seat.booking, by=cast.persons["scout"], now=clock.now)
    visitor = client_for("visitor")
    assert "noch 1 Platz" in (await visitor.get("/programme?free=1")).text
    assert (await visitor.get("/api/programme")).json()["sessions"][0]["seats"]["free"] == 1
    assert (await client_for("colleague").post(f"/book/{await uuid_of(place)}", data={"shown_name": "C"})).is_redirect
    assert await states(place) == ["cancelled", "waiting", "waiting", "confirmed"]
    shown = (await visitor.get("/programme")).text
    assert ("ausgebucht" in shown, "Warteliste: 2" in shown) == (True, False)


async def test_who_waits_moves_up_when_it_is_moved_to_another_day(cast: Cast, worker: Worker, clock: Clock) -> None:
    place, seat, _ = await late(clock, cast, worker)
    await seats.give_up(seat.booking, by=cast.persons["scout"], now=clock.now)
    later = clock.now + timedelta(days=3)
    await appointments.change(place, {"start": later, "end": later + timedelta(hours=1)}, now=clock.now)
    assert await states(place) == ["cancelled", "confirmed", "waiting"]


async def test_nothing_is_accepted_once_it_is_cancelled_or_over(cast: Cast, worker: Worker, clock: Clock) -> None:
    place, seat, waiting = await late(clock, cast, worker)
    await seats.give_up(seat.booking, by=cast.persons["scout"], now=clock.now)
    row = await Booking.select(Booking.id).where(Booking.uuid == waiting["member"]).first()
    assert row is not None
    with pytest.raises(Refused, match="over"):
        await waiting_list.accept(row["id"], by=None, now=clock.now + timedelta(hours=3))
    await appointments.cancel(place, now=clock.now)
    with pytest.raises(Refused, match="not_open"):
        await waiting_list.accept(row["id"], by=None, now=clock.now)
