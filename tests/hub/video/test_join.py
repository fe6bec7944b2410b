"""Coming into a room, by HTTP, judged by a verifier that shares no code with the hub."""

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from hub.appointments import actions, keys, seats
from hub.appointments.seats import Wish
from hub.appointments.tables import Appointment, Booking
from hub.config import Config
from hub.database import current
from hub.video import actions as video
from hub.video.tables import Entrance
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.hub.video.conftest import SECRET, Session, entered, session, verdict

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("jitsi")]


async def seat(place: Session, cast: Cast, name: str, clock: Clock, **values: Any) -> seats.Seat:
    person = cast.persons[name]
    wish = Wish(**{"person": person, "by": person, "shown_name": f"{name.title()} B.", **values})
    return await seats.take(place.id, wish, now=clock.now)


async def test_a_host_moderates_and_a_guest_takes_part(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    await seat(place, cast, "member", clock)
    host = entered(await client_for("scout").post(place.door))
    guest = entered(await client_for("member").post(place.door))
    assert host.room == guest.room
    assert verdict(host.token, room=host.room, role="host", now=clock.now) == "accepted"
    assert verdict(guest.token, room=guest.room, role="guest", now=clock.now) == "accepted"
    assert verdict(guest.token, room=guest.room, role="host", now=clock.now) == "moderator is the host"


async def test_a_token_opens_no_other_sessions_room(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    rooms = []
    for _ in range(2):
        place = await session(clock.now)
        await seat(place, cast, "member", clock)
        rooms.append(entered(await client_for("member").post(place.door)))
    one, other = rooms
    assert verdict(one.token, room=other.room, role="guest", now=clock.now) == "room is the one joined"


@pytest.mark.parametrize(("name", "before", "after"), [("member", 15, 30), ("scout", 30, 90)])
async def test_the_door_opens_and_closes(
    client_for: ClientFor, cast: Cast, clock: Clock, name: str, before: int, after: int
) -> None:
    start = clock.now + timedelta(days=1)
    place = await session(clock.now, start=start, hosts=(cast.persons["scout"],))
    await seat(place, cast, "member", clock)
    client = client_for(name)
    for moment, is_open in (
        (start - timedelta(minutes=before, seconds=1), False),
        (start - timedelta(minutes=before), True),
        (start + timedelta(minutes=60 + after, seconds=-1), True),
        (start + timedelta(minutes=60 + after), False),
    ):
        clock.now = moment
        page = await client.get(place.door)
        assert ("Jetzt hereinkommen" in page.text) is is_open
        answer = await client.post(place.door)
        assert answer.status_code == (303 if is_open else 409)
        if is_open:
            got = entered(answer)
            role = "host" if name == "scout" else "guest"
            assert verdict(got.token, room=got.room, role=role, now=moment) == "accepted"
            closing = start + timedelta(minutes=60 + after)
            assert verdict(got.token, room=got.room, role=role, now=closing).startswith("exp")


async def test_a_name_that_is_half_an_address_comes_in(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place, hall = await session(clock.now), await session(clock.now, registration="none")
    await seat(place, cast, "member", clock, shown_name="@example.org")
    got = entered(await client_for("member").post(place.door))
    assert verdict(got.token, room=got.room, role="guest", now=clock.now) == "accepted"
    got = entered(await client_for("visitor").post(hall.door, data={"name": "@example.org"}))
    assert verdict(got.token, room=got.room, role="guest", now=clock.now) == "accepted"


async def test_new_tokens_follow_the_new_time(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now)
    await seat(place, cast, "member", clock)
    member = client_for("member")
    old = entered(await member.post(place.door))
    later = place.start + timedelta(hours=5)
    await actions.change(place.id, {"start": later, "end": later + timedelta(hours=2)}, now=clock.now)
    assert (await member.post(place.door)).status_code == 409
    clock.now = later + timedelta(hours=1)
    new = entered(await member.post(place.door))
    assert verdict(old.token, room=old.room, role="guest", now=clock.now).startswith("exp")
    assert verdict(new.token, room=new.room, role="guest", now=clock.now) == "accepted"


@pytest.mark.parametrize("state", ["waiting", "held", "cancelled", "blocked"])
async def test_without_a_confirmed_seat_nobody_comes_in(
    client_for: ClientFor, cast: Cast, clock: Clock, state: str
) -> None:
    place = await session(clock.now)
    taken = await seat(place, cast, "member", clock)
    change: dict[Any, Any] = {Booking.state: state}
    await Booking.update(change).where(Booking.id == taken.booking)
    answer = await client_for("member").post(place.door)
    assert (answer.status_code, "location" in answer.headers) == (409, False)
    assert await Entrance.count() == 0


@pytest.mark.parametrize("state", ["draft", "cancelled"])
async def test_what_does_not_take_place_lets_nobody_in(
    client_for: ClientFor, cast: Cast, clock: Clock, state: str
) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],), registration="none")
    await seat(place, cast, "member", clock)
    await Appointment.update({Appointment.state: state}).where(Appointment.id == place.id)
    for name in ("scout", "member", "visitor"):
        answer = await client_for(name).post(place.door, data={"name": "Ada"})
        assert answer.status_code in (404, 409)


async def test_a_link_is_made_by_a_click_only(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now)
    await seat(place, cast, "member", clock)
    page = await client_for("member").get(place.door)
    assert page.status_code == 200
    assert "eyJ" not in page.text
    assert await Entrance.count() == 0
    assert (await client_for("stranger").post(place.door)).status_code == 409
    assert (await client_for("visitor").post(place.door)).status_code == 409
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert (await client_for("member").post(place.door, headers=elsewhere)).status_code == 403


async def test_an_open_session_needs_a_name_and_gives_no_more_than_a_part(
    visitor: httpx.AsyncClient, clock: Clock
) -> None:
    place = await session(clock.now, registration="none")
    missing = await visitor.post(place.door, data={"name": "  "})
    assert missing.status_code == 422
    assert "Bitte sag, mit welchem Namen" in missing.text
    got = entered(await visitor.post(place.door, data={"name": "Ada <ada@example.org>"}))
    assert verdict(got.token, room=got.room, role="guest", now=clock.now) == "accepted"


async def test_a_session_for_members_is_open_to_members(client_for: ClientFor, clock: Clock, cast: Cast) -> None:
    place = await session(clock.now, registration="none", open_to="members")
    assert (await client_for("visitor").post(place.door, data={"name": "Ada"})).status_code == 409
    assert (await client_for("newcomer").post(place.door, data={"name": "Ada"})).status_code == 409
    entered(await client_for("member").post(place.door, data={"name": "Ada"}))


async def test_tries_are_limited(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now, registration="none")
    member = client_for("member")
    answers = [(await member.post(place.door, data={"name": "Ada"})).status_code for _ in range(21)]
    assert answers == [303] * 20 + [429]
    visitor = client_for("visitor")
    assert (await visitor.post(place.door, data={"name": "Ada"})).status_code == 303


async def test_a_guest_comes_in_by_the_link_of_their_mail(
    client_for: ClientFor, cast: Cast, clock: Clock, jitsi: Config
) -> None:
    place = await session(clock.now, visible_to="members")
    taken = await seat(place, cast, "member", clock)
    link = {"booking": str(taken.uuid), "mark": keys.mark(taken.uuid, jitsi.secret)}
    visitor = client_for("visitor")
    page = await visitor.get(place.door, params=link)
    assert "Diesen Namen sehen die anderen: Member B." in page.text
    got = entered(await visitor.post(place.door, data=link))
    assert verdict(got.token, room=got.room, role="guest", now=clock.now) == "accepted"
    for wrong in ({**link, "mark": "0" * 32}, {**link, "booking": str(uuid4())}, {**link, "booking": "x"}):
        assert (await visitor.post(place.door, data=wrong)).status_code == 404
    other = await session(clock.now)
    assert (await visitor.post(other.door, data=link)).status_code == 409
    # A forwarded mail does not act for its owner.
    assert (await client_for("colleague").post(place.door, data=link)).status_code == 409


async def test_recording_is_the_hosts_and_only_where_the_session_allows_it(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    await seat(place, cast, "member", clock)
    answer = await client_for("scout").post(f"{place.door}/room", data={"recording": "1", "captions": "1"})
    assert answer.status_code == 303
    guest = entered(await client_for("member").post(place.door))
    assert verdict(guest.token, room=guest.room, role="guest", now=clock.now) == "accepted"
    host = entered(await client_for("scout").post(place.door))
    assert verdict(host.token, room=host.room, role="host", now=clock.now) == "accepted"


async def test_the_secret_and_the_tokens_stand_nowhere(
    client_for: ClientFor, cast: Cast, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    await seat(place, cast, "member", clock)
    got = entered(await client_for("member").post(place.door))
    entered(await client_for("scout").post(place.door))
    pages = [
        (await client_for(name).get(path)).text
        for name in ("member", "scout", "administrator", "visitor")
        for path in (place.door, f"{place.door}/room", "/me", "/api/schema", "/calendar/programme.ics")
    ]
    tables = await _everything_stored()
    exported = str(await video.export(cast.persons["member"]))
    for text in (*pages, tables, exported, caplog.text):
        assert SECRET not in text
        assert got.token not in text
        assert "eyJ" not in text
    assert await Entrance.count() == 2


async def _everything_stored() -> str:
    names = ("video_room", "entrance", "booking", "appointment", "audit", "job", "outgoing_mail", "rate_count")
    return str([[dict(row) for row in await current().run_raw(f"SELECT * FROM {name}")] for name in names])


async def test_who_left_does_not_meet_the_others_where_a_token_may_still_lead(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await session(clock.now)
    leaving = await seat(place, cast, "member", clock)
    await seat(place, cast, "colleague", clock)
    old = entered(await client_for("member").post(place.door))
    await seats.give_up(leaving.booking, by=cast.persons["member"], now=clock.now)
    new = entered(await client_for("colleague").post(place.door))
    assert old.room != new.room
    again = await seat(place, cast, "member", clock)
    entered(await client_for("member").post(place.door))
    await seats.give_up(again.booking, by=cast.persons["member"], now=clock.now)
    assert entered(await client_for("colleague").post(place.door)).room == new.room


async def test_entrances_are_forgotten(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now)
    await seat(place, cast, "member", clock)
    got = entered(await client_for("member").post(place.door))
    person = cast.persons["member"]
    (row,) = await Entrance.select()
    assert (row["person"], row["role"], row["room"]) == (person, "guest", got.room)
    assert row["expires"] == place.start + timedelta(minutes=90)
    assert [each["at"] for each in (await video.export(person))["entrances"]] == [clock.now]
    await video.erase(person, clock.now)
    assert (await video.export(person))["entrances"] == []
    assert await video.purge(clock.now + timedelta(days=14)) == 0
    assert await video.purge(clock.now + timedelta(days=14, seconds=1)) == 1
