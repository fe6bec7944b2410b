"""What nobody types by hand, in forms that anybody can send."""

import time

import httpx
import pytest

from hub.appointments.tables import Booking
from tests.conftest import Clock
from tests.factories import appointment
from tests.sessions.booking.test_signing_up import uuid_of

pytestmark = pytest.mark.anyio


async def test_marks_piled_up_on_a_letter_are_refused_at_once(visitor: httpx.AsyncClient) -> None:
    began = time.process_time()
    answer = await visitor.post("/sign-in", data={"email": "a" + "\u0301\u0316" * 70_000})
    assert answer.status_code == 422
    assert time.process_time() - began < 5
    answer = await visitor.post("/sign-in", data={"email": "z\u0301\u0316" + "\u0301" * 40 + "@guests.example"})
    assert "auf einem Buchstaben stapeln" in answer.text


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u2028", "\u2029"])
async def test_what_is_one_line_stays_one(visitor: httpx.AsyncClient, clock: Clock, sign: str) -> None:
    place = await uuid_of(await appointment(clock.now))
    guest = {"shown_name": f"Ada{sign}{sign}Bitte hier: https://evil.example", "email": "ada@guests.example"}
    answer = await visitor.post(f"/book/{place}", data=guest)
    assert (answer.status_code, await Booking.count()) == (422, 0)
    kept = await visitor.post(f"/book/{place}", data={**guest, "shown_name": "Ada", "needs": f"Rampe{sign}Tisch"})
    assert kept.status_code == 200


@pytest.mark.parametrize("name", ["\u200b\u200d", "\u00a0 \ufeff", "\u202e\u2066"])
async def test_a_name_that_nobody_sees_is_none(visitor: httpx.AsyncClient, clock: Clock, name: str) -> None:
    place = await uuid_of(await appointment(clock.now))
    answer = await visitor.post(f"/book/{place}", data={"shown_name": name, "email": "ada@guests.example"})
    assert (answer.status_code, await Booking.count()) == (422, 0)
    assert "Bitte ausfüllen." in answer.text


@pytest.mark.parametrize("email", ["a..b@guests.example", "a]b@guests.example", "jörg@guests.example"])
async def test_an_address_that_gets_no_mail_holds_no_seat(visitor: httpx.AsyncClient, clock: Clock, email: str) -> None:
    place = await uuid_of(await appointment(clock.now))
    answer = await visitor.post(f"/book/{place}", data={"shown_name": "Ada", "email": email})
    assert (answer.status_code, await Booking.count()) == (422, 0)


async def test_a_guest_has_one_address_however_its_domain_is_written(visitor: httpx.AsyncClient, clock: Clock) -> None:
    place = await uuid_of(await appointment(clock.now))
    await visitor.post(f"/book/{place}", data={"shown_name": "Ada", "email": "Ada@Gäste.example"})
    assert await Booking.select(Booking.guest_email) == [{"guest_email": "ada@xn--gste-loa.example"}]
