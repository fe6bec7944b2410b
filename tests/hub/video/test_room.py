"""What hosts set, links to rooms elsewhere, and what people see where there is no room."""

from datetime import timedelta

import pytest

from hub.appointments import seats
from hub.appointments.seats import Wish
from hub.appointments.tables import Appointment
from hub.config import Config
from hub.tables import Audit
from hub.video.box import box
from hub.video.queries import visit_of
from hub.video.tables import VideoRoom
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.hub.video.conftest import entered, session

pytestmark = pytest.mark.anyio
ZOOM = "https://zoom.example/j/123?pwd=geheim"
ZOOM_HOST = "https://zoom.example/s/123?key=leitung"


async def seated(place_id: int, person: int, clock: Clock) -> seats.Seat:
    return await seats.take(place_id, Wish(person=person, by=person, shown_name="Ada"), now=clock.now)


async def test_a_link_elsewhere_is_the_way_in_and_stands_nowhere(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    await seated(place.id, cast.persons["member"], clock)
    scout, member = client_for("scout"), client_for("member")
    assert (await member.post(place.door)).status_code == 409
    kept = await scout.post(f"{place.door}/room", data={"guest_link": ZOOM, "host_link": ZOOM_HOST})
    assert kept.status_code == 303
    assert (await member.post(place.door)).headers["location"] == ZOOM
    assert (await scout.post(place.door)).headers["location"] == ZOOM_HOST
    pages = [await scout.get(f"{place.door}/room"), await scout.get(place.door), await member.get(place.door)]
    rows = str(await VideoRoom.select()) + str(await Audit.select())
    for text in (*(page.text for page in pages), rows):
        assert "geheim" not in text
        assert "leitung" not in text
    # Left empty, links stay; they go when asked to.
    await scout.post(f"{place.door}/room", data={"captions": "1"})
    assert (await member.post(place.door)).headers["location"] == ZOOM
    await scout.post(f"{place.door}/room", data={"remove_links": "1"})
    assert (await member.post(place.door)).status_code == 409


async def test_a_links_door_is_the_hubs_door(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now, start=clock.now + timedelta(days=1), hosts=(cast.persons["scout"],))
    await seated(place.id, cast.persons["member"], clock)
    await client_for("scout").post(f"{place.door}/room", data={"guest_link": ZOOM})
    assert (await client_for("member").post(place.door)).status_code == 409


@pytest.mark.parametrize("link", ["http://zoom.example/j/1", "javascript:alert(1)", "zoom", "https://", "https://a b"])
async def test_only_https_links_are_taken_and_nothing_typed_is_lost(
    client_for: ClientFor, cast: Cast, clock: Clock, link: str
) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    answer = await client_for("scout").post(f"{place.door}/room", data={"guest_link": link})
    assert answer.status_code == 422
    assert f'value="{link}"' in answer.text
    assert await VideoRoom.count() == 0


async def test_without_a_room_the_host_is_told_and_nobody_sees_a_button(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    await seated(place.id, cast.persons["member"], clock)
    host, member = await client_for("scout").get(place.door), await client_for("member").get(place.door)
    assert "Es gibt noch keinen Raum" in host.text
    assert f'href="{place.door}/room"' in host.text
    assert "Der Raum ist noch nicht eingerichtet." in member.text
    for page in (host, member):
        assert "Jetzt hereinkommen" not in page.text
    row = await Appointment.select().where(Appointment.id == place.id).first()
    assert row is not None
    assert await box(await cast.viewer("visitor"), row, clock.now) is None
    for name in ("member", "scout"):
        assert await box(await cast.viewer(name), row, clock.now) is not None


@pytest.mark.usefixtures("jitsi")
async def test_the_box_on_the_page_says_what_is_true(cast: Cast, clock: Clock) -> None:
    place = await session(clock.now, start=clock.now + timedelta(days=1))
    open_to_all = await session(clock.now, start=clock.now + timedelta(days=1), registration="none")
    await seated(place.id, cast.persons["member"], clock)

    async def found(name: str, id: int) -> tuple[str, str] | None:
        row = await Appointment.select().where(Appointment.id == id).first()
        assert row is not None
        action = await box(await cast.viewer(name), row, clock.now)
        return (action.context["door"], str(action.context["visit"].way)) if action else None

    assert await found("member", place.id) == ("early", "seat")
    assert await found("stranger", place.id) is None
    assert await found("visitor", open_to_all.id) == ("early", "open")
    clock.now = place.start
    assert await found("member", place.id) == ("open", "seat")
    assert await found("visitor", open_to_all.id) == ("open", "open")
    clock.forward(hours=2)
    assert await found("member", place.id) is None
    assert await found("visitor", open_to_all.id) == ("over", "open")


@pytest.mark.usefixtures("jitsi")
async def test_a_session_that_runs_on_lets_people_in_again(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    await seated(place.id, cast.persons["member"], clock)
    scout, member = client_for("scout"), client_for("member")
    clock.now = place.start + timedelta(minutes=95)
    assert (await member.post(place.door)).status_code == 409
    await scout.post(f"{place.door}/run-on")
    entered(await member.post(place.door))
    await scout.post(f"{place.door}/run-on")
    assert (await member.post(place.door)).status_code == 409
    await scout.post(f"{place.door}/run-on")
    clock.forward(minutes=61)
    assert (await member.post(place.door)).status_code == 409


@pytest.mark.usefixtures("jitsi")
async def test_a_room_elsewhere_moves_by_another_link_alone(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    scout = client_for("scout")
    assert "In einen neuen Raum wechseln" in (await scout.get(f"{place.door}/room")).text
    await scout.post(f"{place.door}/room", data={"guest_link": ZOOM})
    shown = (await scout.get(f"{place.door}/room")).text
    assert "In einen neuen Raum wechseln" not in shown
    assert "Neuen Link angeben" in shown
    refused = await scout.post(f"{place.door}/move")
    assert (refused.status_code, "Der Raum ist anderswo" in refused.text) == (409, True)
    assert await Audit.count().where(Audit.verb == "video.moved") == 0
    await scout.post(f"{place.door}/room", data={"guest_link": ZOOM_HOST})
    assert (await scout.post(place.door)).headers["location"] == ZOOM_HOST


@pytest.mark.usefixtures("jitsi")
async def test_a_moved_room_has_another_name(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    before = entered(await client_for("scout").post(place.door))
    assert (await client_for("scout").post(f"{place.door}/move")).status_code == 303
    assert entered(await client_for("scout").post(place.door)).room != before.room


async def test_only_hosts_and_editors_of_the_branch_look_after_a_room(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],), branch=cast.organisations["north"])
    allowed = {"scout": 200, "editor_north": 200, "editor": 200, "editor_south": 404, "member": 404, "coordinator": 404}
    found = {name: (await client_for(name).get(f"{place.door}/room")).status_code for name in allowed}
    assert found == allowed
    for path in ("room", "move", "run-on"):
        assert (await client_for("member").post(f"{place.door}/{path}")).status_code == 404
        assert (await client_for("visitor").post(f"{place.door}/{path}")).status_code == 401


async def test_what_has_no_room_or_is_not_theirs_is_404(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    on_site = await session(clock.now, place_kind="on_site")
    event = await session(clock.now, kind="event")
    hidden = await session(clock.now, visible_to="members")
    for place in (on_site, event, hidden):
        assert (await client_for("visitor").get(place.door)).status_code == 404
    assert (await client_for("visitor").get("/join/x")).status_code == 404
    assert (await client_for("member").get(hidden.door)).status_code == 200


@pytest.mark.usefixtures("jitsi")
async def test_the_page_waits_by_itself_and_speaks_at_five_minutes_and_at_opening(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    place = await session(clock.now, start=clock.now + timedelta(minutes=40))
    await seated(place.id, cast.persons["member"], clock)
    member = client_for("member")
    said = []
    for _ in range(6):
        answer = await member.get(place.door, headers={"HX-Request": "true"})
        assert "<html" not in answer.text
        waits = 'hx-trigger="every 60s"' in answer.text
        words = [
            w for w in ("Einlass ab 10:25 Uhr", "in weniger als fünf", "Der Einlass ist offen") if w in answer.text
        ]
        said.append((words, waits))
        clock.forward(minutes=5)
    early = (["Einlass ab 10:25 Uhr"], True)
    assert said == [early, early, early, early, (["in weniger als fünf"], True), (["Der Einlass ist offen"], False)]


@pytest.mark.usefixtures("jitsi")
async def test_forms_may_lead_away_from_the_join_page_alone(
    client_for: ClientFor, cast: Cast, clock: Clock, jitsi: Config
) -> None:
    place = await session(clock.now, hosts=(cast.persons["scout"],))
    scout = client_for("scout")
    assert "form-action 'self' https:" in (await scout.get(place.door)).headers["content-security-policy"]
    for path in (f"{place.door}/room", "/calendar"):
        assert "https:" not in (await scout.get(path)).headers["content-security-policy"]
    assert 'hx-boost="false"' in (await scout.get(place.door)).text


async def test_a_row_from_the_session_page_is_enough(cast: Cast, clock: Clock, jitsi: Config) -> None:
    place = await session(clock.now)
    row = await Appointment.select().where(Appointment.id == place.id).first()
    assert row is not None
    found = await visit_of(row, await cast.viewer("visitor"), config=jitsi, now=clock.now)
    assert (found.way, found.closed, found.there_is_a_room) == (None, "no_seat", True)
