"""The waiting list: what people on it read, and when it is there at all."""

import re
from datetime import timedelta

import httpx
import pytest

from hub.appointments import seats
from hub.appointments.seats import Wish
from hub.appointments.tables import Booking
from hub.config import Config
from hub.jobs.worker import Worker
from hub.refused import Refused
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.factories import appointment
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
    answer = await client_for("coordinator").post(f"{form}/colleagues", data={"persons": str(cast.persons["member"])})
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
