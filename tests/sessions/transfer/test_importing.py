"""What an import makes of the programme, on both engines."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.appointments import seats
from hub.appointments.queries import hosts_of
from hub.appointments.tables import Appointment, Booking
from hub.refused import Refused
from hub.tables import Organisation, Person
from hub.viewer import Viewer
from sessions.programme import actions
from sessions.programme.sheets import (
    Row,
    content_of,
    rooms_of,
    session_by,
    sessions_in,
    sessions_with_people,
    tracks_of,
)
from sessions.programme.tables import Session
from sessions.transfer.report import Report, report_on
from sessions.transfer.stored import entries_of
from tests import factories
from tests.cast import Cast
from tests.conftest import Clock
from tests.sessions.transfer.files import HERE, again, guid, new_event, reading, schedule, take, talk

pytestmark = pytest.mark.anyio


@pytest.fixture
def operator() -> Viewer:
    return Viewer(branches=("/",))


@pytest.fixture
async def event(database: Any, operator: Viewer, clock: Clock) -> Row:
    return await new_event(operator, clock.now)


async def titles(event: Row) -> list[str]:
    return [row["title"] for row in await sessions_in(event["id"])]


async def only(event: Row) -> Row:
    """The one session of an event, whole."""
    (row,) = await sessions_in(event["id"])
    found = await session_by(row["id"])
    assert found is not None
    return found


async def everything(event: Row) -> list[Any]:
    """All that an import could have touched."""
    rows = await Session.select().where(Session.event == event["id"]).order_by(Session.id)
    ids = [row["appointment"] for row in rows]
    return [
        rows,
        await Appointment.select().where(Appointment.id.is_in(ids)).order_by(Appointment.id),
        await hosts_of(ids),
    ]


async def report(data: bytes, event: Row) -> Report:
    from hub.site import site

    return await report_on(await again(event["id"]), await reading(data), site=await site(), here=HERE)


async def change(session: Row, by: Viewer, now: datetime, **values: Any) -> None:
    await actions.change_session(session["id"], replace(content_of(session), **values), by=by, now=now)


async def test_a_file_becomes_sessions_with_rooms_tracks_and_hosts(event: Row, operator: Viewer, clock: Clock) -> None:
    ada = {"code": "ADA111", "public_name": "Ada", "biography": "Kennt *Padlet*."}
    data = schedule(
        talk(1, title="Padlet", track="Werkzeuge", language="de", subtitle="von vorn", persons=[ada]),
        talk(2, title="Offene Runde", type="Austausch", abstract="Kommt **einfach** vorbei."),
        rooms=[{"name": "Aula", "guid": guid(900), "description": "<b>Parterre</b>", "capacity": 80}],
    )
    outcome = await take(data, event, by=operator, now=clock.now)
    assert (outcome.new, outcome.changed) == (2, 0)
    first, second = await sessions_with_people(event["id"])
    assert first["appointment.start"] == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert [first[name] for name in ("title", "subtitle", "type", "room.name", "track.slug")] == [
        "Padlet", "von vorn", "workshop", "Aula", "werkzeuge",
    ]  # fmt: skip
    assert [each["person.name"] for each in first["people"]] == ["Ada"]
    assert (second["type"], second["summary"]) == ("exchange", "Kommt einfach vorbei.")
    assert {first["appointment.state"], second["appointment.state"]} == {"published"}
    (room,) = await rooms_of(event["id"])
    assert (room["name"], room["description"], room["capacity"]) == ("Aula", "Parterre", 80)
    person = await Person.select().where(Person.id == first["people"][0]["person.id"]).first()
    assert person is not None
    assert (person["biography_html"], person["biography_for"]) == ("<p>Kennt <em>Padlet</em>.</p>\n", "public")


async def test_what_is_new_is_a_draft_unless_published_at_once(event: Row, operator: Viewer, clock: Clock) -> None:
    await take(schedule(talk(1)), event, by=operator, now=clock.now, publish=False)
    assert [row["appointment.state"] for row in await sessions_in(event["id"])] == ["draft"]
    outcome = await take(schedule(talk(1)), event, by=operator, now=clock.now, publish=True)
    assert (outcome.new, outcome.changed, outcome.published) == (0, 0, 1)


async def test_what_is_new_is_as_visible_as_its_event(database: Any, operator: Viewer, clock: Clock) -> None:
    event = await new_event(operator, clock.now, visible_to="members", open_to="members")
    await take(schedule(talk(1)), event, by=operator, now=clock.now)
    session = await only(event)
    assert (session["appointment.visible_to"], session["appointment.open_to"]) == ("members", "members")


async def test_importing_twice_changes_nothing(event: Row, operator: Viewer, clock: Clock) -> None:
    data = schedule(
        talk(
            1, persons=[{"id": 1, "name": "Ada"}], track="Werkzeuge", links=[{"url": "https://a.example", "title": "A"}]
        ),
        talk(2, abstract="Wort " * 300, description="<p>Text</p>", persons=["Cem"], language="en", type="Lightning"),
        talk(3, cancelled=True),
        {**talk(4), "guid": None, "url": "https://camp.example/4"},
    )
    await take(data, event, by=operator, now=clock.now)
    before = await everything(event), (await again(event["id"]))["appointment.changed"]
    outcome = await take(data, event, by=operator, now=clock.forward(hours=1))
    assert not outcome.anything
    assert (await everything(event), (await again(event["id"]))["appointment.changed"]) == before


async def test_a_changed_file_moves_the_session_and_keeps_its_seats(event: Row, operator: Viewer, clock: Clock) -> None:
    await take(schedule(talk(1)), event, by=operator, now=clock.now)
    before = await only(event)
    person = await factories.person("Gast", clock.now)
    await seats.take(before["appointment.id"], seats.Wish(person=person, by=person, shown_name="Gast"), now=clock.now)
    moved = schedule(talk(1, date="2026-12-01T15:00:00+01:00", title="Neuer Titel"))
    assert (await report(moved, event)).told == 1
    outcome = await take(moved, event, by=operator, now=clock.forward(hours=1))
    after = await only(event)
    assert (outcome.new, outcome.changed) == (0, 1)
    assert (after["id"], after["slug"], after["title"]) == (before["id"], before["slug"], "Neuer Titel")
    assert after["appointment.start"] == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert after["appointment.revision"] == before["appointment.revision"] + 1
    assert await Booking.count().where(Booking.appointment == after["appointment.id"], Booking.active == 1) == 1


async def test_fewer_seats_than_are_taken_are_not_taken_over(event: Row, operator: Viewer, clock: Clock) -> None:
    table = "ID;Datum;Beginn;Titel;Plätze\na;01.12.2026;10:00;Padlet;{}\n"
    await take(table.format(5).encode(), event, by=operator, now=clock.now)
    session = await only(event)
    for name in ("Ada", "Ben"):
        person = await factories.person(name, clock.now)
        wish = seats.Wish(person=person, by=person, shown_name=name)
        await seats.take(session["appointment.id"], wish, now=clock.now)
    outcome = await take(table.format(1).encode(), event, by=operator, now=clock.now)
    assert outcome.kept_seats == ["Padlet"]
    assert (await only(event))["appointment.capacity"] == 5


async def test_an_editors_change_wins_and_is_shown_once(event: Row, operator: Viewer, clock: Clock) -> None:
    await take(schedule(talk(1, title="Alt", description="Text")), event, by=operator, now=clock.now)
    await change(await only(event), operator, clock.now, title="Von der Redaktion")
    same = await report(schedule(talk(1, title="Alt", description="Text")), event)
    assert (same.conflicts, same.changed) == ((), ())
    data = schedule(talk(1, title="Neu", description="Neuer Text"))
    shown = await report(data, event)
    assert [(conflict.field, conflict.current, conflict.incoming) for _, conflict in shown.conflicts] == [
        ("title", "Von der Redaktion", "Neu")
    ]
    await take(data, event, by=operator, now=clock.now)
    after = await only(event)
    assert (after["title"], after["description"]) == ("Von der Redaktion", "Neuer Text")
    assert (await report(data, event)).conflicts == ()


async def test_the_files_version_can_be_chosen(event: Row, operator: Viewer, clock: Clock) -> None:
    await take(schedule(talk(1, title="Alt")), event, by=operator, now=clock.now)
    session = await only(event)
    await change(session, operator, clock.now, title="Redaktion", subtitle="auch von ihr")
    chosen = frozenset({(str(session["uuid"]), "title")})
    await take(schedule(talk(1, title="Neu", subtitle="Neues")), event, by=operator, now=clock.now, theirs=chosen)
    after = await only(event)
    assert (after["title"], after["subtitle"]) == ("Neu", "auch von ihr")
    await take(schedule(talk(1, title="Neu", subtitle="Neues")), event, by=operator, now=clock.now, theirs=None)
    assert (await only(event))["subtitle"] == "Neues"


async def test_what_is_gone_stays_until_somebody_cancels_it(event: Row, operator: Viewer, clock: Clock) -> None:
    await take(schedule(talk(1), talk(2)), event, by=operator, now=clock.now)
    await actions.create_session(
        replace(content_of((await sessions_with_people(event["id"]))[0]), title="Von Hand"), by=operator, now=clock.now
    )
    left = schedule(talk(1))
    gone = (await report(left, event)).gone
    assert [entry.row["title"] for entry in gone] == ["Vortrag 2"]
    await take(left, event, by=operator, now=clock.now, publish=False)
    assert await titles(event) == ["Vortrag 1", "Von Hand", "Vortrag 2"]
    wishes = {"cancel": frozenset({str(gone[0].uuid)}), "reason": "Grippe"}
    outcome = await take(left, event, by=operator, now=clock.now, publish=False, **wishes)
    assert outcome.cancelled == 1
    rows = await sessions_with_people(event["id"])
    assert [(row["appointment.state"], row["cancel_reason"]) for row in rows if row["title"] == "Vortrag 2"] == [
        ("cancelled", "Grippe")
    ]
    assert (await report(left, event)).gone == ()


async def test_cancelled_here_or_there(event: Row, operator: Viewer, clock: Clock) -> None:
    await take(schedule(talk(1), talk(2)), event, by=operator, now=clock.now)
    first, _ = await sessions_in(event["id"])
    await actions.cancel_session(first["id"], reason="krank", by=operator, now=clock.now)
    data = schedule(talk(1, title="Geändert"), talk(2, cancelled=True), talk(3, cancelled=True))
    shown = await report(data, event)
    assert [each.entry.row["title"] for each in shown.cancelled_here] == ["Vortrag 1"]
    outcome = await take(data, event, by=operator, now=clock.now, publish=False)
    assert (outcome.cancelled, outcome.left_out, outcome.new) == (1, 1, 0)
    states = [(row["title"], row["appointment.state"]) for row in await sessions_in(event["id"])]
    assert states == [("Vortrag 1", "cancelled"), ("Vortrag 2", "cancelled")]
    assert not (await take(data, event, by=operator, now=clock.now, publish=False)).anything
    assert (await take(data, event, by=operator, now=clock.now)).new == 1


async def test_two_people_of_one_name_stay_two_and_one_stays_one(event: Row, operator: Viewer, clock: Clock) -> None:
    one = {"code": "AAA111", "name": "Anna Muster"}
    twice = {"id": 7, "code": "AAA111", "name": "Anna Muster"}
    other = {"code": "BBB222", "name": "Anna Muster"}
    await take(schedule(talk(1, persons=[one]), talk(2, persons=[twice, other])), event, by=operator, now=clock.now)
    first, second = await sessions_with_people(event["id"])
    ids = [[each["person.id"] for each in row["people"]] for row in (first, second)]
    assert ids[0] == ids[1][:1]
    assert len({*ids[1]}) == 2
    next_camp = await new_event(operator, clock.now, title="Nächstes Camp")
    await take(schedule(talk(5, persons=[other])), next_camp, by=operator, now=clock.now)
    assert [each["person.id"] for each in (await only(next_camp))["people"]] == ids[1][1:]


async def test_names_without_ids_are_one_person_within_one_event_only(
    event: Row, operator: Viewer, clock: Clock
) -> None:
    table = b"Datum;Beginn;Titel;Mit\n01.12.2026;10:00;Eins;Ada\n01.12.2026;12:00;Zwei;Ada\n"
    await take(table, event, by=operator, now=clock.now)
    other = await new_event(operator, clock.now, title="Anderes")
    await take(table, other, by=operator, now=clock.now)
    here, there = [
        {each["person.id"] for row in await sessions_with_people(one["id"]) for each in row["people"]}
        for one in (event, other)
    ]
    assert (len(here), len(there), here & there) == (1, 1, set())


async def test_a_host_with_hidden_name_is_not_lost_to_a_file(event: Row, operator: Viewer, clock: Clock) -> None:
    data = schedule(talk(1, persons=[{"code": "ADA111", "name": "Ada"}]))
    await take(data, event, by=operator, now=clock.now)
    session = await only(event)
    hidden = await factories.person("Geheim", clock.now)
    await Person.update({Person.joined: clock.now}).where(Person.id == hidden)
    hosts = [hidden, session["people"][0]["person.id"]]
    await actions.set_session_hosts(session["id"], hosts, by=operator, now=clock.now)
    assert (await report(data, event)).changed == ()
    two = [{"code": "ADA111", "name": "Ada"}, {"code": "BEN222", "name": "Ben"}]
    await take(schedule(talk(1, persons=two)), event, by=operator, now=clock.now, theirs=None)
    assert [each["person.name"] for each in (await only(event))["people"]] == ["Geheim", "Ada", "Ben"]


async def test_a_table_finds_what_somebody_wrote_by_hand(event: Row, operator: Viewer, clock: Clock) -> None:
    by_hand = b"Datum;Beginn;Titel\n01.12.2026;10:00;Padlet\n"
    await take(by_hand, event, by=operator, now=clock.now)
    await Session.update({Session.identity: None, Session.imported: ""}).where(Session.event == event["id"])
    outcome = await take(
        b"Datum;Beginn;Titel;Kosten\n01.12.2026;10:00;PADLET;keine\n", event, by=operator, now=clock.now
    )
    assert outcome.new == 0
    assert (await only(event))["costs"] == "keine"


async def test_a_table_says_nothing_about_columns_it_has_not(event: Row, operator: Viewer, clock: Clock) -> None:
    await take(schedule(talk(1, description="Bleibt", abstract="Auch")), event, by=operator, now=clock.now)
    table = f"ID;Datum;Beginn;Ende;Titel;Plätze\n{guid(1)};01.12.2026;10:00;11:00;Vortrag 1;12\n"
    outcome = await take(table.encode(), event, by=operator, now=clock.now)
    after = await only(event)
    assert outcome.changed == 1
    assert (after["description"], after["summary"], after["appointment.capacity"]) == ("Bleibt", "Auch", 12)


async def test_a_renamed_room_is_still_the_one_the_file_means(event: Row, operator: Viewer, clock: Clock) -> None:
    await take(schedule(talk(1, track="A")), event, by=operator, now=clock.now)
    (room,), (track,) = await rooms_of(event["id"]), await tracks_of(event["id"])
    await actions.change_room(room["id"], name="Großer Saal", by=operator, now=clock.now)
    await actions.change_track(track["id"], name="Werkzeuge", color="red", by=operator, now=clock.now)
    data = schedule(talk(1, track="A"), talk(2, track="A"))
    outcome = await take(data, event, by=operator, now=clock.now)
    assert (outcome.new, outcome.changed) == (1, 0)
    assert [row["name"] for row in await rooms_of(event["id"])] == ["Großer Saal"]
    assert {row["room.name"] for row in await sessions_in(event["id"])} == {"Großer Saal"}


async def test_a_long_abstract_and_links_are_readable_on_the_page(event: Row, operator: Viewer, clock: Clock) -> None:
    abstract = "Ein langer Satz über vieles. " * 40
    links = [{"url": "https://a.example/pad", "title": "Pad [neu]"}]
    data = schedule(talk(1, abstract=abstract, description="Mehr.", links=links))
    await take(data, event, by=operator, now=clock.now)
    session = await only(event)
    assert (len(session["summary"]) <= 500, session["summary"].endswith("…")) == (True, True)
    assert session["description"] == f"{abstract.strip()}\n\nMehr.\n\n- [Pad \\[neu\\]](<https://a.example/pad>)"


async def test_organisations_are_known_by_name(cast: Cast, operator: Viewer, clock: Clock) -> None:
    event = await new_event(operator, clock.now)
    table = b"Datum;Beginn;Titel;Organisation\n01.12.2026;10:00;Eins;alpha\n01.12.2026;12:00;Zwei;Wer ist das\n"
    assert (await report(table, event)).unknown_organisations == ("Wer ist das",)
    await take(table, event, by=operator, now=clock.now)
    rows = await sessions_with_people(event["id"])
    assert [row["organisation"] for row in rows] == [cast.organisations["alpha"], None]
    assert await Organisation.count() == len(cast.organisations)


async def test_nobody_imports_into_another_branch_or_a_cancelled_event(
    cast: Cast, operator: Viewer, clock: Clock
) -> None:
    event = await new_event(operator, clock.now, organisation=cast.organisations["north"])
    stranger = await cast.viewer("editor_south")
    with pytest.raises(Refused, match="not_allowed"):
        await take(schedule(talk(1)), event, by=stranger, now=clock.now)
    await actions.cancel_event(event["id"], reason="krank", by=operator, now=clock.now)
    with pytest.raises(Refused, match="not_allowed"):
        await take(schedule(talk(1)), event, by=operator, now=clock.now)


async def test_two_imports_at_once_make_nothing_twice(event: Row, operator: Viewer, clock: Clock) -> None:
    people = [{"code": "ADA111", "name": "Ada"}]
    data = schedule(*(talk(number, persons=people, track="A") for number in range(60)))
    both = await asyncio.gather(*(take(data, event, by=operator, now=clock.now) for _ in range(2)))
    assert sum(outcome.new for outcome in both) == 60
    assert len(await titles(event)) == 60
    assert len(await tracks_of(event["id"])) == len(await rooms_of(event["id"])) == 1
    assert await Person.count().where(Person.name == "Ada") == 1


async def test_what_was_stopped_in_the_middle_goes_on(
    event: Row, operator: Viewer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = schedule(*(talk(number) for number in range(50)))
    made = actions.create_session
    left = [30]

    async def stop(*args: Any, **values: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise asyncio.CancelledError
        return await made(*args, **values)

    monkeypatch.setattr(actions, "create_session", stop)
    with pytest.raises(asyncio.CancelledError):
        await take(data, event, by=operator, now=clock.now)
    monkeypatch.undo()
    there = len(await titles(event))
    assert 0 < there < 50
    outcome = await take(data, event, by=operator, now=clock.now)
    assert (outcome.new, len(await titles(event))) == (50 - there, 50)


async def test_a_dirty_file(event: Row, operator: Viewer, clock: Clock) -> None:
    start = datetime(2026, 12, 1, 8, tzinfo=UTC)
    talks = [
        {
            "guid": guid(number) if number % 3 else None,
            "id": number,
            "date": (start + timedelta(minutes=5 * number)).isoformat(),
            "duration": "00:45" if number % 5 else None,
            "title": f"<b>Nr. {number % 70}</b> 🎪" if number % 50 else "",
            "room": None if number % 7 else f"Raum {number % 90}",
            "type": None,
            "description": "<p>Für alle<br>Teilnehmer*innen</p>" * (number % 4),
            "persons": [{"name": f"Person {number % 40}", "id": number % 80}, None, "Cem"][: number % 4],
            "x_unknown": {"deep": [number]},
        }
        for number in range(150)
    ]
    data = schedule(*talks)
    read = await reading(data)
    outcome = await take(data, event, by=operator, now=clock.now)
    assert outcome.new == len(read.programme.items) == 147
    entries = await entries_of(event["id"], language="de")
    assert len({entry.row["slug"] for entry in entries}) == 147
    assert len(await rooms_of(event["id"])) == 22
    assert json.loads(entries[-1].row["original"])["x_unknown"] == {"deep": [149]}
    assert not (await take(data, event, by=operator, now=clock.now)).anything
