"""Seats: never one too many, and nobody is forgotten on the waiting list."""

import ast
import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.appointments import actions, hooks, seats
from hub.appointments.policies import seats_left
from hub.appointments.queries import with_seats
from hub.appointments.seats import Wish
from hub.appointments.tables import Appointment, Booking
from hub.config import Config
from hub.refused import Refused
from tests.conftest import NOW
from tests.factories import appointment, person

pytestmark = pytest.mark.anyio


def wish(person_id: int, **values: Any) -> Wish:
    return Wish(**{"person": person_id, "by": person_id, "shown_name": "Ada", **values})


async def counters(id: int) -> tuple[int, int]:
    row = await Appointment.select(Appointment.taken, Appointment.waiting).where(Appointment.id == id).first()
    assert row is not None
    return row["taken"], row["waiting"]


async def refusal(work: Any) -> str:
    with pytest.raises(Refused) as caught:
        await work
    return caught.value.code


async def test_two_hundred_at_once_on_twenty_seats(database: Config) -> None:
    place = await appointment(NOW, capacity=20)
    people = [await person(f"p{n}", NOW) for n in range(200)]
    got = await asyncio.gather(*(seats.take(place, wish(one, waiting_welcome=False), now=NOW) for one in people),
                               return_exceptions=True)  # fmt: skip
    assert sum(isinstance(one, seats.Seat) for one in got) == 20
    assert {one.code for one in got if isinstance(one, Refused)} == {"full"}
    assert await counters(place) == (20, 0)
    assert await Booking.count().where(Booking.appointment == place) == 20


async def test_one_person_gets_one_seat_however_often_they_ask(database: Config) -> None:
    place, ada = await appointment(NOW, capacity=20), await person("Ada", NOW)
    got = await asyncio.gather(*(seats.take(place, wish(ada), now=NOW) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(one, seats.Seat) for one in got) == 1
    assert {one.code for one in got if isinstance(one, Refused)} == {"already"}
    assert await counters(place) == (1, 0)


async def test_the_waiting_list_moves_up_in_order(database: Config) -> None:
    place = await appointment(NOW, capacity=1)
    people = [await person(name, NOW) for name in ("Ada", "Bela", "Cem")]
    taken = [await seats.take(place, wish(one), now=NOW + timedelta(seconds=n)) for n, one in enumerate(people)]
    assert [seat.state for seat in taken] == ["confirmed", "waiting", "waiting"]
    await seats.give_up(taken[0].booking, by=people[0], now=NOW)
    states = await Booking.select(Booking.state).order_by(Booking.id).output(as_list=True)
    assert states == ["cancelled", "confirmed", "waiting"]
    assert await counters(place) == (1, 1)


async def test_a_newcomer_does_not_jump_the_queue(database: Config) -> None:
    place = await appointment(NOW, capacity=1)
    people = [await person(name, NOW) for name in ("Ada", "Bela", "Cem")]
    first = await seats.take(place, wish(people[0]), now=NOW)
    await seats.take(place, wish(people[1], confirmed=False, sender="s"), now=NOW)
    await seats.give_up(first.booking, by=people[0], now=NOW)
    assert await counters(place) == (0, 1)
    assert (await seats.take(place, wish(people[2]), now=NOW)).state == "waiting"


async def test_a_guest_who_has_yet_to_confirm_keeps_one_seat_from_newcomers_and_no_more(database: Config) -> None:
    place = await appointment(NOW, capacity=3)
    people = [await person(f"p{n}", NOW) for n in range(6)]
    taken = [await seats.take(place, wish(one), now=NOW) for one in people[:3]]
    await seats.take(place, wish(people[3], confirmed=False, sender="s"), now=NOW)
    for n in (0, 1):
        await seats.give_up(taken[n].booking, by=people[n], now=NOW)
    assert await counters(place) == (1, 1)
    row = await Appointment.select().where(Appointment.id == place).first()
    assert row is not None
    assert seats_left(row, NOW) == 1
    assert await Appointment.exists().where(with_seats(Appointment, NOW))
    assert [(await seats.take(place, wish(one), now=NOW)).state for one in people[4:]] == ["confirmed", "waiting"]
    assert not await Appointment.exists().where(with_seats(Appointment, NOW))


async def test_nobody_moves_up_in_the_last_two_hours(database: Config) -> None:
    place = await appointment(NOW, capacity=1)
    ada, bela = await person("Ada", NOW), await person("Bela", NOW)
    first = await seats.take(place, wish(ada), now=NOW)
    await seats.take(place, wish(bela), now=NOW)
    await seats.give_up(first.booking, by=ada, now=NOW + timedelta(hours=22))
    assert await counters(place) == (0, 1)


async def test_a_seat_and_a_place_in_line_given_up_at_once(database: Config) -> None:
    for _ in range(10):
        place = await appointment(NOW, capacity=2)
        people = [await person(f"p{n}", NOW) for n in range(5)]
        taken = [await seats.take(place, wish(one), now=NOW + timedelta(seconds=n)) for n, one in enumerate(people)]
        await asyncio.gather(*(seats.give_up(taken[n].booking, by=people[n], now=NOW) for n in (0, 2, 1, 3)))
        assert await counters(place) == (1, 0)
        left = (Booking.appointment == place) & (Booking.active == 1)
        assert await Booking.select(Booking.person, Booking.state).where(left) == [
            {"person": people[4], "state": "confirmed"}
        ]


async def test_more_seats_let_people_move_up(database: Config) -> None:
    place = await appointment(NOW, capacity=1)
    for name in ("Ada", "Bela", "Cem"):
        await seats.take(place, wish(await person(name, NOW)), now=NOW)
    await actions.change(place, {"capacity": 2}, now=NOW)
    assert await counters(place) == (2, 1)


async def test_where_no_seat_is_needed_any_more_nobody_waits(database: Config) -> None:
    place = await appointment(NOW, capacity=1)
    for name in ("Ada", "Bela", "Cem"):
        await seats.take(place, wish(await person(name, NOW)), now=NOW)
    await actions.change(place, {"registration": "none"}, now=NOW)
    assert await counters(place) == (3, 0)


async def test_a_held_seat_counts_until_it_expires(database: Config) -> None:
    place = await appointment(NOW, capacity=1)
    ada, bela = await person("Ada", NOW), await person("Bela", NOW)
    held = await seats.take(place, wish(ada, confirmed=False, sender="s"), now=NOW)
    assert held.state == "held"
    assert (await seats.take(place, wish(bela), now=NOW)).state == "waiting"
    await seats.expire_holds(NOW + timedelta(hours=6, seconds=1))
    assert await counters(place) == (1, 0)
    assert await refusal(seats.confirm(held.booking, person=ada, now=NOW)) == "gone"


async def test_a_confirmed_hold_stays(database: Config) -> None:
    place, ada = await appointment(NOW, capacity=1), await person("Ada", NOW)
    held = await seats.take(place, wish(ada, confirmed=False, sender="s"), now=NOW)
    assert await seats.confirm(held.booking, person=ada, now=NOW) == "confirmed"
    await seats.expire_holds(NOW + timedelta(days=1))
    assert await counters(place) == (1, 0)


async def test_what_was_cancelled_or_is_over_is_not_confirmed_any_more(database: Config) -> None:
    place, ada = await appointment(NOW), await person("Ada", NOW)
    held = await seats.take(place, wish(ada, confirmed=False, sender="s"), now=NOW)
    assert await refusal(seats.confirm(held.booking, person=ada, now=NOW + timedelta(days=2))) == "over"
    await actions.cancel(place, now=NOW)
    assert await refusal(seats.confirm(held.booking, person=ada, now=NOW)) == "not_open"


async def test_who_confirms_a_place_in_line_reads_that_a_seat_was_free(database: Config) -> None:
    place = await appointment(NOW, capacity=1)
    ada, bela = await person("Ada", NOW), await person("Bela", NOW)
    first = await seats.take(place, wish(ada), now=NOW)
    waits = await seats.take(place, wish(bela, confirmed=False, sender="s"), now=NOW)
    await seats.give_up(first.booking, by=ada, now=NOW)
    assert await seats.confirm(waits.booking, person=bela, now=NOW) == "confirmed"


async def test_one_sender_has_three_open_holds(database: Config) -> None:
    places = [await appointment(NOW) for _ in range(4)]
    ada = await person("Ada", NOW)
    for place in places[:3]:
        await seats.take(place, wish(ada, confirmed=False, sender="s"), now=NOW)
    assert await refusal(seats.take(places[3], wish(ada, confirmed=False, sender="s"), now=NOW)) == "too_many_holds"
    assert await counters(places[3]) == (0, 0)


async def test_a_fifth_of_the_seats_may_be_unconfirmed(database: Config) -> None:
    place = await appointment(NOW, capacity=10)
    for name in ("Ada", "Bela"):
        await seats.take(place, wish(await person(name, NOW), confirmed=False, sender=name), now=NOW)
    third = wish(await person("Cem", NOW), confirmed=False, sender="c")
    assert await refusal(seats.take(place, third, now=NOW)) == "too_many_unconfirmed"
    assert await counters(place) == (2, 0)


async def test_an_assistant_takes_no_seat(database: Config) -> None:
    place = await appointment(NOW, capacity=1)
    await seats.take(place, wish(await person("Ada", NOW)), now=NOW)
    helper = await seats.take(place, wish(await person("Bela", NOW), assistant=True), now=NOW)
    assert helper.state == "confirmed"
    assert await counters(place) == (1, 0)
    await seats.give_up(helper.booking, by=None, now=NOW)
    assert await counters(place) == (1, 0)


@pytest.mark.parametrize(("state", "code"), [("draft", "not_open"), ("cancelled", "not_open")])
async def test_only_what_is_published_can_be_booked(database: Config, state: str, code: str) -> None:
    place = await appointment(NOW, state=state)
    assert await refusal(seats.take(place, wish(await person("Ada", NOW)), now=NOW)) == code


async def test_what_is_over_cannot_be_booked(database: Config) -> None:
    place = await appointment(NOW, start=NOW - timedelta(hours=2))
    assert await refusal(seats.take(place, wish(await person("Ada", NOW)), now=NOW)) == "over"


async def test_coming_back_raises_the_personal_revision(database: Config) -> None:
    place, ada = await appointment(NOW), await person("Ada", NOW)
    first = await seats.take(place, wish(ada), now=NOW)
    await seats.give_up(first.booking, by=ada, now=NOW)
    await seats.take(place, wish(ada), now=NOW)
    assert await Booking.select(Booking.revision).order_by(Booking.id).output(as_list=True) == [1, 2]


async def test_a_listener_that_fails_undoes_the_seat(database: Config) -> None:
    async def fail(change: hooks.SeatChange, now: Any) -> None:
        raise ZeroDivisionError

    place, ada = await appointment(NOW, capacity=1), await person("Ada", NOW)
    before = list(hooks.seat_changed)
    hooks.seat_changed[:] = [fail]
    try:
        with pytest.raises(ZeroDivisionError):
            await seats.take(place, wish(ada), now=NOW)
    finally:
        hooks.seat_changed[:] = before
    assert await counters(place) == (0, 0)


@pytest.mark.parametrize(
    ("change", "revision"), [({"title": "Neu"}, 0), ({"place": "Kiel"}, 1), ({"end": NOW + timedelta(days=2)}, 1)]
)
async def test_revision_rises_with_time_and_place_only(database: Config, change: dict[str, Any], revision: int) -> None:
    place = await appointment(NOW)
    await actions.change(place, change, now=NOW)
    row = await Appointment.select(Appointment.revision).where(Appointment.id == place).first()
    assert row == {"revision": revision}


def test_only_one_module_writes_bookings() -> None:
    root = Path(__file__).parents[3]
    writers = set()
    for file in [*(root / "hub").rglob("*.py"), *(root / "sessions").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            inserts = isinstance(node, ast.Attribute) and ast.unparse(node) == "Booking.insert"
            makes = isinstance(node, ast.Call) and ast.unparse(node.func) == "Booking"
            if inserts or makes:
                writers.add(file.relative_to(root).as_posix())
    assert writers == {"hub/appointments/seats.py"}
