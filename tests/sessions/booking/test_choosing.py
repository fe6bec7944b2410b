"""A seat for the whole event first, then the sessions: by the link in the mail, for people without account too."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from hub.appointments.tables import Booking
from hub.config import Config
from hub.jobs.worker import Worker
from sessions.programme.tables import Event
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.sessions.booking.mail import letters, link, text
from tests.sessions.booking.test_signing_up import states, uuid_of
from tests.sessions.programme import making

pytestmark = pytest.mark.anyio
GUEST = {"shown_name": "Ada", "email": "ada@guests.example"}


async def festival(clock: Clock) -> tuple[int, int]:
    """An event in five days, by the ids of its row and of its appointment."""
    day = (clock.now + timedelta(days=5)).date()
    id = await making.event("Festival", day, clock.now, registration="event")
    row = await Event.select(Event.appointment).where(Event.id == id).first()
    assert row is not None
    return id, int(row["appointment"])


async def part(title: str, event: int, clock: Clock, **values: object) -> int:
    """A session of it, by the id of its appointment."""
    start = clock.now + timedelta(days=5)
    return await making.session(title, clock.now, event=event, **{"registration": "event", "start": start, **values})


async def seated(visitor: httpx.AsyncClient, worker: Worker, config: Config, appointment: int) -> str:
    """The page of a guest's confirmed booking."""
    await visitor.post(f"/book/{await uuid_of(appointment)}", data=GUEST)
    await worker.round()
    path = link(letters(config, GUEST["email"])[-1])
    assert (await visitor.post(f"{path}/confirm")).status_code == 303
    await worker.round()
    return path


def offered(page: str) -> dict[str, str]:
    """The button of each session on offer, by the uuid that it sends."""
    found = re.findall(r'name="session" value="([^"]+)">\s*<button[^>]*>([^<]+)<', page)
    return dict(found)


async def test_a_guest_chooses_sessions_on_the_page_of_the_booking(
    visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    event, appointment = await festival(clock)
    talk = await part("Podcast", event, clock)
    full = await part("Radio", event, clock, capacity=0)
    await part("Nur für uns", event, clock, visible_to="members", open_to="members")
    await part("Offene Tür", event, clock, registration="none")
    path = await seated(visitor, worker, config, appointment)
    invitation = letters(config, GUEST["email"])[-1]
    assert f"Veranstaltungen wählen, Platz ansehen oder absagen:\nhttp://hub.test{path}\n" in text(invitation)
    talk_uuid, full_uuid = str(await uuid_of(talk)), str(await uuid_of(full))
    shown = (await visitor.get(path)).text
    assert offered(shown) == {talk_uuid: "Platz sichern", full_uuid: "Auf die Warteliste"}
    before = len(letters(config, GUEST["email"]))
    assert (await visitor.post(f"{path}/choose", data={"session": talk_uuid})).status_code == 303
    assert (await visitor.post(f"{path}/choose", data={"session": full_uuid})).status_code == 303
    assert (await states(talk), await states(full)) == (["confirmed"], ["waiting"])
    rows = await Booking.select(Booking.person, Booking.shown_name)
    assert [row["shown_name"] for row in rows] == ["Ada"] * 3
    assert len({row["person"] for row in rows}) == 1
    await worker.round()
    new = {str(letter["Subject"]).split(",")[0] for letter in letters(config, GUEST["email"])[before:]}
    assert new == {"Dein Platz: Podcast", "Warteliste: Radio"}
    shown = (await visitor.get(path)).text
    assert offered(shown) == {}
    theirs = await Booking.select(Booking.uuid).where(Booking.appointment == talk).first()
    assert theirs is not None
    own = re.search(rf'href="(/bookings/{theirs["uuid"]}/[^"]+)"', shown)
    assert own is not None
    assert (await visitor.post(f"{own[1]}/cancel")).status_code == 303
    assert await states(talk) == ["cancelled"]


async def test_the_link_opens_the_sessions_of_its_event_alone(
    visitor: httpx.AsyncClient, client_for: ClientFor, worker: Worker, config: Config, clock: Clock
) -> None:
    event, appointment = await festival(clock)
    other = await making.event("Anderes", (clock.now + timedelta(days=9)).date(), clock.now, registration="event")
    inside = str(await uuid_of(await part("Podcast", event, clock)))
    closed = [
        await part("Woanders", other, clock),
        await part("Intern", event, clock, visible_to="public", open_to="members"),
        await part("Geheim", event, clock, visible_to="members", open_to="members"),
        await part("Entwurf", event, clock, state="draft"),
        await part("Vorbei", event, clock, start=clock.now - timedelta(hours=3)),
        await making.session("Für sich", clock.now),
    ]
    path = await seated(visitor, worker, config, appointment)
    for place in closed:
        answer = await visitor.post(f"{path}/choose", data={"session": str(await uuid_of(place))})
        assert answer.status_code in {404, 409}
        assert await states(place) == []
    for nothing in ("", "x", str(UUID(int=0))):
        assert (await visitor.post(f"{path}/choose", data={"session": nothing})).status_code == 404
    wrong = path[:-4] + "0000"
    assert (await visitor.post(f"{wrong}/choose", data={"session": inside})).status_code == 404
    assert (await client_for("stranger").post(f"{path}/choose", data={"session": inside})).status_code == 409
    await visitor.post(f"{path}/cancel")
    assert offered((await visitor.get(path)).text) == {}
    assert (await visitor.post(f"{path}/choose", data={"session": inside})).status_code == 409


async def test_who_has_no_seat_for_the_event_is_sent_there(
    visitor: httpx.AsyncClient, client_for: ClientFor, clock: Clock
) -> None:
    event, _ = await festival(clock)
    talk = await part("Podcast", event, clock)
    alone = await part("Für sich", event, clock, registration="session")
    shown = await visitor.get("/sessions/podcast")
    assert "Zuerst für „Festival“ anmelden" in shown.text
    assert "Link in Deiner Mail" in shown.text
    assert "Zuerst für" not in (await visitor.get("/sessions/fuer-sich")).text
    form = f"/book/{await uuid_of(talk)}"
    assert 'name="email"' not in (await visitor.get(form)).text
    assert (await visitor.post(form, data=GUEST)).status_code == 409
    assert (await client_for("member").post(form, data={"shown_name": "M"})).status_code == 409
    assert await states(talk) == []
    assert (await visitor.post(f"/book/{await uuid_of(alone)}", data=GUEST)).status_code == 200


async def test_somebody_signed_in_chooses_on_the_page_of_the_session(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    event, appointment = await festival(clock)
    talk = await part("Podcast", event, clock)
    member = client_for("member")
    await member.post(f"/book/{await uuid_of(appointment)}", data={"shown_name": "M"})
    assert (await member.post(f"/book/{await uuid_of(talk)}", data={"shown_name": "M"})).status_code == 303
    assert await states(talk) == ["confirmed"]


async def test_who_gives_up_the_event_gives_up_its_sessions(
    client_for: ClientFor, visitor: httpx.AsyncClient, worker: Worker, config: Config, clock: Clock
) -> None:
    event, appointment = await festival(clock)
    talk = await part("Podcast", event, clock)
    full = await part("Radio", event, clock, capacity=0)
    alone = await part("Für sich", event, clock, registration="session")
    over = await part("Vorbei", event, clock, start=clock.now + timedelta(hours=1))
    path = await seated(visitor, worker, config, appointment)
    for place in (talk, full, over):
        await visitor.post(f"{path}/choose", data={"session": str(await uuid_of(place))})
    member = client_for("member")
    for place in (appointment, talk, alone):
        await member.post(f"/book/{await uuid_of(place)}", data={"shown_name": "M"})
    clock.forward(hours=3)
    await worker.round()
    before = len(letters(config, GUEST["email"]))
    assert "Auch die Plätze in den Veranstaltungen werden abgesagt" in (await visitor.get(path)).text
    assert (await visitor.post(f"{path}/cancel")).status_code == 303
    assert await states(appointment) == ["cancelled", "confirmed"]
    assert (await states(talk), await states(full), await states(over)) == (
        ["cancelled", "confirmed"], ["cancelled"], ["confirmed"],
    )  # fmt: skip
    await worker.round()
    told = sorted(str(letter["Subject"]).split(",")[0] for letter in letters(config, GUEST["email"])[before:])
    assert told == ["Dein Platz ist abgesagt: Festival", "Dein Platz ist abgesagt: Podcast"]
    own = await Booking.select(Booking.uuid).where(
        (Booking.appointment == appointment) & (Booking.state == "confirmed")
    )
    assert (await member.post(f"/me/bookings/{own[0]['uuid']}/cancel")).status_code == 303
    assert (await states(talk), await states(alone)) == (["cancelled", "cancelled"], ["confirmed"])
