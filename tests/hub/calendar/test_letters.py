"""What people with a seat get by mail, and what their calendars make of it."""

import mailbox
from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Component

from hub import config
from hub.accounts.actions import attach
from hub.appointments import actions, keys, seats
from hub.appointments.seats import Wish
from hub.calendar import letters
from hub.config import Config
from hub.database import write
from hub.jobs.worker import Worker
from hub.tables import Person
from tests import factories
from tests.cast import Cast
from tests.conftest import Clock
from tests.hub.calendar.conftest import Stage

pytestmark = pytest.mark.anyio


class Post:
    """The letters that have arrived, oldest first, each read once."""

    def __init__(self, folder: Path, worker: Worker) -> None:
        self.folder = folder
        self.worker = worker
        self.read: set[str] = set()

    async def new(self) -> list[EmailMessage]:
        """What has come since the last look."""
        await self.worker.round()
        box = mailbox.Maildir(self.folder, create=True)
        fresh = sorted(key for key in box.keys() if key not in self.read)  # noqa: SIM118
        self.read |= set(fresh)
        return [_letter(box.get_bytes(key)) for key in fresh]


def _letter(raw: bytes) -> EmailMessage:
    letter = message_from_bytes(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


@pytest.fixture
def post(config: Config, worker: Worker) -> Post:
    return Post(config.data / "mail", worker)


def parts(letter: EmailMessage) -> dict[str, EmailMessage]:
    return {part.get_content_type(): part for part in letter.walk() if isinstance(part, EmailMessage)}


def text(letter: EmailMessage) -> str:
    payload = parts(letter)["text/plain"].get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def invited(letter: EmailMessage) -> tuple[str, Component]:
    """The method and the event of a letter."""
    payload = parts(letter)["text/calendar"].get_payload(decode=True)
    assert isinstance(payload, bytes)
    calendar = Calendar.from_ical(payload)
    (event,) = calendar.walk("VEVENT")
    assert parts(letter)["text/calendar"].get_param("method") == calendar["METHOD"]
    return str(calendar["METHOD"]), event


def recipients(found: Sequence[EmailMessage]) -> list[str]:
    return sorted(str(letter["To"]) for letter in found)


async def sign_up(appointment: int, cast: Cast, name: str, clock: Clock, **values: Any) -> seats.Seat:
    person = cast.persons[name]
    wish = Wish(**{"person": person, "by": person, "shown_name": name.title(), **values})
    return await seats.take(appointment, wish, now=clock.now)


async def test_a_seat_comes_with_its_date(stage: Stage, cast: Cast, clock: Clock, post: Post) -> None:
    talk = await stage.talk(clock.now, title="Nextcloud", place_kind="online")
    seat = await sign_up(talk, cast, "member", clock)
    (letter,) = await post.new()
    assert letter["To"] == "member@cast.example"
    assert letter["Subject"] == "Dein Platz: Nextcloud, Sa, 21. November 2026, 10:00–11:00 Uhr (Berlin)"
    link = keys.path(seat.uuid, config.current().secret)
    assert f"Platz ansehen oder absagen:\nhttp://hub.test{link}\n" in text(letter)
    method, event = invited(letter)
    assert (method, event["SEQUENCE"], str(event["STATUS"])) == ("REQUEST", 0, "CONFIRMED")
    assert str(event["ATTENDEE"]) == "mailto:member@cast.example"
    assert str(event["ORGANIZER"]).removeprefix("mailto:") in str(letter["From"])
    assert letter.get_content_type() == "multipart/alternative"
    assert parts(letter)["text/calendar"]["Content-Disposition"] is None
    assert await post.new() == []


async def test_whole_days_are_said_as_days(stage: Stage, cast: Cast, clock: Clock, post: Post) -> None:
    midnight = datetime.fromisoformat("2026-12-01T00:00+01:00")
    for days in (3, 1):
        camp = await stage.talk(clock.now, title="Camp", start=midnight, end=midnight + timedelta(days=days))
        await sign_up(camp, cast, "member", clock)
    assert {str(letter["Subject"]) for letter in await post.new()} == {
        "Dein Platz: Camp, Di, 1. Dezember 2026 bis Do, 3. Dezember 2026",
        "Dein Platz: Camp, Di, 1. Dezember 2026",
    }


async def test_a_held_or_waiting_wish_brings_no_date(stage: Stage, cast: Cast, clock: Clock, post: Post) -> None:
    talk = await stage.talk(clock.now, capacity=1)
    held = await sign_up(talk, cast, "member", clock, confirmed=False, sender="x")
    await sign_up(talk, cast, "colleague", clock)
    assert [letter for letter in await post.new() if "text/calendar" in parts(letter)] == []
    await seats.confirm(held.booking, person=cast.persons["member"], now=clock.now)
    assert recipients(await post.new()) == ["member@cast.example"]
    await seats.give_up(held.booking, by=cast.persons["member"], now=clock.now)
    found = {str(letter["To"]): letter for letter in await post.new()}
    assert {name: invited(letter)[0] for name, letter in found.items()} == {
        "member@cast.example": "CANCEL",
        "colleague@cast.example": "REQUEST",
    }
    assert "ein Platz ist frei geworden" in text(found["colleague@cast.example"])


async def test_everybody_hears_once_of_each_move(stage: Stage, cast: Cast, clock: Clock, post: Post) -> None:
    talk = await stage.talk(clock.now, title="Nextcloud", capacity=2)
    for name in ("member", "colleague", "stranger"):
        await sign_up(talk, cast, name, clock)
    await post.new()
    await actions.change(talk, {"title": "Nextcloud, neu"}, now=clock.now)
    assert await post.new() == []

    later = clock.now + timedelta(days=8)
    async with write():
        await actions.change(talk, {"end": later, "start": later - timedelta(hours=1)}, now=clock.now)
    await actions.change(talk, {"place": "Kiel"}, now=clock.now)
    found = await post.new()
    assert recipients(found) == ["colleague@cast.example", "member@cast.example", "stranger@cast.example"]
    assert {str(letter["Subject"]) for letter in found} == {
        "Geändert: Nextcloud, neu, jetzt Sa, 28. November 2026, 09:00–10:00 Uhr (Berlin)"
    }
    dates = {str(letter["To"]): invited(letter) for letter in found if "text/calendar" in parts(letter)}
    assert {name: (method, event["SEQUENCE"]) for name, (method, event) in dates.items()} == {
        "member@cast.example": ("REQUEST", 2),
        "colleague@cast.example": ("REQUEST", 2),
    }
    await letters.update(talk, now=clock.now)
    assert await post.new() == []


async def test_a_cancellation_reaches_everybody_with_its_reason(
    stage: Stage, cast: Cast, clock: Clock, post: Post
) -> None:
    talk = await stage.talk(clock.now, title="Nextcloud", capacity=1, reason="Der Host ist krank.")
    await sign_up(talk, cast, "member", clock)
    await sign_up(talk, cast, "stranger", clock)
    await post.new()
    await actions.cancel(talk, now=clock.now)
    found = {str(letter["To"]): letter for letter in await post.new()}
    assert found.keys() == {"member@cast.example", "stranger@cast.example"}
    assert all("Der Grund: Der Host ist krank." in text(letter) for letter in found.values())
    method, event = invited(found["member@cast.example"])
    assert (method, event["SEQUENCE"], str(event["STATUS"])) == ("CANCEL", 1, "CANCELLED")
    assert "text/calendar" not in parts(found["stranger@cast.example"])


async def test_many_are_told_in_batches_and_a_killed_one_is_taken_up(
    stage: Stage, clock: Clock, cast: Cast, post: Post
) -> None:
    talk = await stage.talk(clock.now)
    names = [f"person-{number}" for number in range(letters.BATCH + 5)]
    for name in names:
        await cast.person(name, clock.now)
        await sign_up(talk, cast, name, clock)
    assert len(await post.new()) == len(names)
    await actions.change(talk, {"place": "Kiel"}, now=clock.now)
    first = {"appointment": talk, "revision": 1, "after": 0}
    await letters.tell(first, clock.now)
    await letters.tell(first, clock.now)
    assert recipients(await post.new()) == sorted(f"{name}@cast.example" for name in names)


async def test_leaving_and_returning_outranks_what_the_calendar_has(
    stage: Stage, cast: Cast, clock: Clock, post: Post
) -> None:
    talk = await stage.talk(clock.now)
    person = cast.persons["member"]
    seen = []
    for _ in range(2):
        seat = await sign_up(talk, cast, "member", clock)
        found = await post.new()
        await seats.give_up(seat.booking, by=person, now=clock.now)
        for letter in [*found, *await post.new()]:
            method, event = invited(letter)
            seen.append((method, event["SEQUENCE"], str(event["UID"])))
    assert [each[:2] for each in seen] == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2), ("CANCEL", 3)]
    assert len({uid for _, _, uid in seen}) == 1


async def test_whoever_comes_next_from_the_same_mailbox_outranks_what_its_calendar_has(
    stage: Stage, cast: Cast, clock: Clock, post: Post
) -> None:
    talk = await stage.talk(clock.now)
    ada, bea = cast.persons["member"], await factories.person("Bea", clock.now)
    seat = await sign_up(talk, cast, "member", clock)
    await post.new()
    await seats.give_up(seat.booking, by=ada, now=clock.now)
    found = await post.new()
    held = await sign_up(talk, cast, "member", clock, person=bea, by=None, confirmed=False, sender="s")
    await attach(bea, "member@cast.example", now=clock.now)
    await seats.confirm(held.booking, person=bea, now=clock.now)
    dates = [invited(letter) for letter in [*found, *await post.new()]]
    assert [(method, event["SEQUENCE"]) for method, event in dates] == [("CANCEL", 1), ("REQUEST", 2)]


async def test_the_date_of_a_shared_mailbox_stays_as_long_as_somebody_comes(
    stage: Stage, cast: Cast, clock: Clock, post: Post
) -> None:
    talk = await stage.talk(clock.now)
    bea = await factories.person("Bea", clock.now)
    await attach(bea, "member@cast.example", now=clock.now)
    taken = [
        await sign_up(talk, cast, "member", clock),
        await sign_up(talk, cast, "member", clock, person=bea, by=bea, shown_name="Bea"),
    ]
    before = [invited(letter)[1]["SEQUENCE"] for letter in await post.new()]
    await seats.give_up(taken[1].booking, by=bea, now=clock.now)
    (letter,) = await post.new()
    assert "text/calendar" not in parts(letter)
    assert "aus Deinem Kalender" not in text(letter)
    assert "bleibt im Kalender" in text(letter)
    await seats.give_up(taken[0].booking, by=cast.persons["member"], now=clock.now)
    (letter,) = await post.new()
    method, event = invited(letter)
    assert (method, event["SEQUENCE"] > max(before)) == ("CANCEL", True)


async def test_a_guest_who_is_known_outranks_what_their_calendar_has(
    stage: Stage, cast: Cast, clock: Clock, post: Post
) -> None:
    talk = await stage.talk(clock.now)
    ada, guest = cast.persons["member"], await factories.person("Ada", clock.now)
    seat = await sign_up(talk, cast, "member", clock)
    await seats.give_up(seat.booking, by=ada, now=clock.now)
    held = await sign_up(talk, cast, "member", clock, person=guest, by=None, confirmed=False, sender="s")
    await seats.confirm(held.booking, person=ada, now=clock.now)
    dates = [invited(letter) for letter in await post.new()]
    assert sorted((method, event["SEQUENCE"]) for method, event in dates) == [("CANCEL", 1), ("REQUEST", 2)]


async def test_somebody_booked_by_mistake_gets_no_more_mail(stage: Stage, cast: Cast, clock: Clock, post: Post) -> None:
    talk = await stage.talk(clock.now)
    seat = await sign_up(talk, cast, "member", clock, by=cast.persons["coordinator"])
    (letter,) = await post.new()
    assert "Coordinator hat einen Platz für Dich gesichert:" in text(letter)
    await seats.give_up(seat.booking, by=None, now=clock.now)
    assert await post.new() == []


async def test_who_leaves_at_once_hears_only_that(stage: Stage, cast: Cast, clock: Clock, post: Post) -> None:
    talk = await stage.talk(clock.now, title="Nextcloud")
    seat = await sign_up(talk, cast, "member", clock)
    await seats.give_up(seat.booking, by=cast.persons["member"], now=clock.now)
    (letter,) = await post.new()
    assert invited(letter)[0] == "CANCEL"


async def test_letters_speak_the_language_of_their_reader(stage: Stage, cast: Cast, clock: Clock, post: Post) -> None:
    await Person.update({Person.language: "en"}).where(Person.id == cast.persons["member"])
    await sign_up(await stage.talk(clock.now, title="Talk"), cast, "member", clock)
    (letter,) = await post.new()
    assert letter["Subject"] == "Your seat: Talk, Sat, 21 November 2026, 10:00–11:00 (Berlin)"
    assert "Hello Member, you have a seat:" in text(letter)
