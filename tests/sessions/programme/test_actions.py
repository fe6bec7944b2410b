"""From a draft to what everybody sees, and back; with what each step sets off."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub.appointments import hooks, seats
from hub.appointments.seats import Wish
from hub.appointments.tables import Appointment
from hub.config import Config
from hub.jobs.worker import Worker
from hub.refused import Refused
from hub.tables import Audit
from sessions.programme import actions
from sessions.programme.actions.sessions import told_by_cancelling
from sessions.programme.sheets import (
    content_of,
    event_content_of,
    rooms_of,
    sessions_in,
    sessions_with_people,
    tracks_of,
)
from sessions.programme.tables import Session, Tag
from tests.cast import Cast
from tests.conftest import NOW
from tests.sessions.programme import kit

pytestmark = pytest.mark.anyio


async def refusal(work: Awaitable[Any]) -> str:
    with pytest.raises(Refused) as caught:
        await work
    return caught.value.code


async def seat(row: kit.Row, person: int) -> None:
    wish = Wish(person=person, by=person, shown_name="Ada")
    await seats.take(row["appointment.id"], wish, now=NOW)


async def test_a_draft_is_published_taken_back_and_published_again(cast: Cast) -> None:
    row, editor = await kit.session(cast), await cast.viewer("editor")
    states = [row["appointment.state"]]
    for step in (actions.publish_session, actions.withdraw_session, actions.publish_session):
        await step(row["id"], by=editor, now=NOW)
        states.append((await kit.session_row(row["uuid"]))["appointment.state"])
    assert states == ["draft", "published", "draft", "published"]


async def test_what_somebody_has_signed_up_for_is_neither_taken_back_nor_deleted(cast: Cast) -> None:
    row, editor = await kit.session(cast, publish=True), await cast.viewer("editor")
    await seat(row, cast.persons["member"])
    assert await refusal(actions.withdraw_session(row["id"], by=editor, now=NOW)) == "has_bookings"
    assert await refusal(actions.delete_session(row["id"], by=editor, now=NOW)) == "not_allowed"
    assert (await kit.session_row(row["uuid"]))["appointment.state"] == "published"


async def test_a_deleted_draft_leaves_nothing(cast: Cast) -> None:
    row = await kit.session(cast, hosts=("member",), tags=("Ablage",))
    await actions.delete_session(row["id"], by=await cast.viewer("editor"), now=NOW)
    assert await Session.count() == 0
    assert await Appointment.count() == 0


async def test_a_coordinator_proposes_and_an_editor_publishes(cast: Cast) -> None:
    coordinator = await cast.viewer("coordinator")
    row = await kit.session(cast, by="coordinator")
    assert await refusal(actions.publish_session(row["id"], by=coordinator, now=NOW)) == "not_allowed"
    content = replace(content_of(row), title="Anders")
    await actions.change_session(row["id"], content, by=coordinator, now=NOW)
    await actions.publish_session(row["id"], by=await cast.viewer("editor_north"), now=NOW)
    again = replace(content, title="Noch anders")
    assert await refusal(actions.change_session(row["id"], again, by=coordinator, now=NOW)) == "not_allowed"


async def test_a_scout_cannot_turn_a_published_webinar_into_what_editors_publish(cast: Cast) -> None:
    scout = await cast.viewer("scout")
    row = await kit.session(
        cast, by="scout", type="webinar", organisation=cast.organisations["alpha-house"], hosts=("scout",)
    )
    await actions.publish_session(row["id"], by=scout, now=NOW)
    content = replace(content_of(row), type="workshop")
    assert await refusal(actions.change_session(row["id"], content, by=scout, now=NOW)) == "not_allowed"
    await actions.change_session(row["id"], replace(content_of(row), capacity=5), by=scout, now=NOW)
    assert (await kit.session_row(row["uuid"]))["appointment.capacity"] == 5


async def test_nobody_brings_in_what_is_not_theirs_to_bring(cast: Cast) -> None:
    async def create(by: str, **values: Any) -> str:
        return await refusal(kit.session(cast, by=by, **values))

    beta = cast.organisations["beta"]
    assert await create("member") == "not_allowed"
    assert await create("coordinator", organisation=beta) == "not_allowed"
    assert await create("coordinator", organisation=None) == "organisation_missing"
    assert await create("editor_north", organisation=beta) == "not_allowed"
    assert await create("coordinator", visible_to="staff", open_to="staff") == "not_allowed"
    assert await Session.count() == 0


async def test_a_session_is_where_its_parts_allow(cast: Cast) -> None:
    editor = await cast.viewer("editor")
    event, other = await kit.event(cast), await kit.event(cast, title="Andere")
    room = await actions.add_room(other["id"], name="Aula", by=editor, now=NOW)
    assert await refusal(kit.session(cast, event=event["id"], room=room)) == "other_event"
    assert await refusal(kit.session(cast, registration="event")) == "no_event"
    assert await refusal(kit.session(cast, visible_to="members", open_to="public")) == "open_wider"
    north, alpha = (f"org:{cast.organisations[name]}" for name in ("north", "alpha"))
    assert await refusal(kit.session(cast, visible_to=alpha, open_to=north)) == "open_wider"
    row = await kit.session(cast, visible_to=north, open_to=alpha)
    assert row["appointment.open_to"] == alpha


async def test_a_session_belongs_to_the_branch_of_its_event(cast: Cast) -> None:
    event = await kit.event(cast, publish=True)
    row = await kit.session(cast, by="editor_south", organisation=cast.organisations["beta"], event=event["id"])
    assert row["appointment.branch"] == cast.organisations["north"]
    await actions.publish_session(row["id"], by=await cast.viewer("editor_north"), now=NOW)
    content = replace(event_content_of(event), organisation=cast.organisations["federation"])
    await actions.change_event(event["id"], content, by=await cast.viewer("editor"), now=NOW)
    assert (await kit.session_row(row["uuid"]))["appointment.branch"] == cast.organisations["federation"]


async def test_a_session_of_a_draft_event_waits_for_the_event(cast: Cast) -> None:
    editor, event = await cast.viewer("editor"), await kit.event(cast)
    row = await kit.session(cast, event=event["id"])
    assert await refusal(actions.publish_session(row["id"], by=editor, now=NOW)) == "event_is_draft"
    assert await actions.publish_event(event["id"], with_sessions=True, by=editor, now=NOW) == 1
    assert (await kit.session_row(row["uuid"]))["appointment.state"] == "published"
    assert await refusal(actions.withdraw_event(event["id"], by=editor, now=NOW)) == "has_sessions"


async def test_a_change_of_text_alone_tells_calendars_but_not_attendees(cast: Cast) -> None:
    row, editor = await kit.session(cast, publish=True), await cast.viewer("editor")
    told: list[list[int]] = []

    async def hear(appointments: list[int], now: datetime) -> None:
        told.append(appointments)

    hooks.changed.append(hear)
    later = NOW + timedelta(minutes=5)
    content = replace(content_of(row), description="Neu", tags=("Ablage",))
    await actions.change_session(row["id"], content, by=editor, now=later)
    await actions.change_session(row["id"], content, by=editor, now=later + timedelta(minutes=1))
    hooks.changed.remove(hear)
    after = await kit.session_row(row["uuid"])
    assert told == [[row["appointment.id"]]]
    assert after["appointment.revision"] == row["appointment.revision"]
    assert after["appointment.changed"] == later
    moved = replace(content, start=content.start + timedelta(hours=1), end=content.end + timedelta(hours=1))
    await actions.change_session(row["id"], moved, by=editor, now=later)
    assert (await kit.session_row(row["uuid"]))["appointment.revision"] == row["appointment.revision"] + 1


@pytest.mark.parametrize(("place_kind", "told"), [("on_site", 1), ("hybrid", 1), ("online", 0)])
async def test_another_room_is_another_place(cast: Cast, place_kind: str, told: int) -> None:
    editor, event = await cast.viewer("editor"), await kit.event(cast, publish=True)
    rooms = [await actions.add_room(event["id"], name=name, by=editor, now=NOW) for name in ("Saal", "Turm")]
    row = await kit.session(cast, publish=True, event=event["id"], room=rooms[0], place_kind=place_kind)
    await seat(row, cast.persons["member"])
    content = replace(content_of(row), room=rooms[1])
    assert await actions.change_session(row["id"], content, by=editor, now=NOW) == told
    assert (await kit.session_row(row["uuid"]))["appointment.revision"] == row["appointment.revision"] + told


async def test_seats_never_fall_below_those_taken(cast: Cast) -> None:
    row = await kit.session(cast, publish=True, capacity=5)
    for name in ("member", "colleague"):
        await seat(row, cast.persons[name])
    editor = await cast.viewer("editor")
    fewer = replace(content_of(row), capacity=1)
    assert await refusal(actions.change_session(row["id"], fewer, by=editor, now=NOW)) == "below_taken"
    await actions.change_session(row["id"], replace(fewer, capacity=2), by=editor, now=NOW)


async def test_the_reason_of_a_cancellation_reaches_everybody(cast: Cast, worker: Worker, config: Config) -> None:
    row = await kit.session(cast, publish=True, capacity=1, hosts=("scout",))
    await kit.hosts(cast, row, "scout", deputies=("coordinator",))
    await seat(row, cast.persons["member"])
    await seat(row, cast.persons["colleague"])
    await worker.round()
    before = len(kit.letters(config))
    editor, row = await cast.viewer("editor"), await kit.session_row(row["uuid"])
    assert await told_by_cancelling(row, editor) == 4
    await actions.cancel_session(row["id"], reason="Der Raum steht unter Wasser.", by=editor, now=NOW)
    await worker.round()
    new = [letter for letter in kit.letters(config) if "Wasser" in kit.text_of(letter)]
    assert sorted(str(letter["To"]).partition("@")[0] for letter in new) == [
        "colleague",
        "coordinator",
        "member",
        "scout",
    ]
    assert len(kit.letters(config)) == before + 4
    assert await refusal(actions.cancel_session(row["id"], reason="Noch einmal", by=editor, now=NOW)) == "not_allowed"


async def test_an_event_is_cancelled_with_its_sessions(cast: Cast, worker: Worker, config: Config) -> None:
    event = await kit.event(cast, publish=True)
    rows = [
        await kit.session(cast, event=event["id"], publish=True, hosts=("scout",), title=f"Teil {n}") for n in (1, 2)
    ]
    editor = await cast.viewer("editor")
    await actions.cancel_event(event["id"], reason="Sturm", by=editor, now=NOW)
    states = {(await kit.session_row(row["uuid"]))["appointment.state"] for row in rows}
    assert states == {"cancelled"}
    await worker.round()
    assert kit.told(config) == [("scout", "Abgesagt: Scout-Camp")]


async def test_a_copy_is_a_draft_with_the_same_content_on_another_day(cast: Cast) -> None:
    row = await kit.session(cast, publish=True, hosts=("scout",), deputies=("member",), tags=("Ablage",), capacity=8)
    await seat(row, cast.persons["colleague"])
    made = await actions.copy_session(row["id"], day=date(2027, 7, 6), by=await cast.viewer("editor"), now=NOW)
    copy = await kit.session_row(made)
    assert copy["appointment.start"] == datetime(2027, 7, 6, 8, 0, tzinfo=UTC)
    assert (copy["appointment.state"], copy["appointment.taken"], copy["tags"]) == ("draft", 0, ("Ablage",))
    assert [(each["person.id"], each["deputy"]) for each in copy["people"]] == [
        (cast.persons["scout"], False),
        (cast.persons["member"], True),
    ]
    assert copy["slug"] != row["slug"]


async def test_a_copy_of_an_event_takes_everything_along(cast: Cast) -> None:
    editor, event = await cast.viewer("editor"), await kit.event(cast, publish=True)
    track = await actions.add_track(event["id"], name="Technik", by=editor, now=NOW)
    room = await actions.add_room(event["id"], name="Aula", capacity=50, by=editor, now=NOW)
    start = datetime(2027, 5, 4, 8, 0, tzinfo=UTC)
    inside = {"event": event["id"], "start": start, "end": start + timedelta(hours=1)}
    await kit.session(cast, **inside, track=track, room=room, hosts=("scout",), publish=True)
    off = await kit.session(cast, **inside, title="Fällt aus", publish=True)
    await actions.cancel_session(off["id"], reason="Krank", by=editor, now=NOW)
    made = await actions.copy_event(event["id"], title="Camp 2028", first=date(2028, 1, 10), by=editor, now=NOW)
    copy = await kit.event_row(made)
    assert (copy["first"], copy["last"], copy["appointment.state"]) == (date(2028, 1, 10), date(2028, 1, 12), "draft")
    assert [each["name"] for each in await tracks_of(copy["id"])] == ["Technik"]
    assert [(each["name"], each["capacity"]) for each in await rooms_of(copy["id"])] == [("Aula", 50)]
    (session,) = await sessions_with_people(copy["id"])
    assert session["appointment.start"] == datetime(2028, 1, 11, 9, 0, tzinfo=UTC)
    assert (session["track.slug"], session["room.name"]) == ("technik", "Aula")
    assert [each["person.id"] for each in session["people"]] == [cast.persons["scout"]]


async def test_rooms_in_use_stay_and_removed_tracks_leave_sessions_behind(cast: Cast) -> None:
    editor, event = await cast.viewer("editor"), await kit.event(cast)
    track = await actions.add_track(event["id"], name="Technik", by=editor, now=NOW)
    room = await actions.add_room(event["id"], name="Aula", by=editor, now=NOW)
    row = await kit.session(cast, event=event["id"], track=track, room=room)
    assert await refusal(actions.remove_room(room, by=editor, now=NOW)) == "room_in_use"
    assert await refusal(actions.add_room(event["id"], name="AULA", by=editor, now=NOW)) == "name_taken"
    assert await actions.remove_track(track, by=editor, now=NOW) == 1
    assert (await kit.session_row(row["uuid"]))["track"] is None
    assert await refusal(actions.add_track(event["id"], name="x", by=await cast.viewer("scout"), now=NOW)) == (
        "not_allowed"
    )


async def test_one_tag_whatever_its_spelling(cast: Cast) -> None:
    row = await kit.session(cast, tags=("#Nextcloud", "nextcloud ", "Öffentlichkeits  arbeit", "🎉"))
    other = await kit.session(cast, tags=("NEXTCLOUD", "العربية"))
    assert (row["tags"], other["tags"]) == (("Nextcloud", "Öffentlichkeits arbeit"), ("Nextcloud", "العربية"))
    assert await Tag.count() == 3


async def test_what_was_renamed_is_told_in_batches(cast: Cast, worker: Worker) -> None:
    editor, event = await cast.viewer("editor"), await kit.event(cast, publish=True)
    room = await actions.add_room(event["id"], name="Aula", by=editor, now=NOW)
    rows = [await kit.session(cast, event=event["id"], room=room, publish=True) for _ in range(3)]
    told: list[int] = []

    async def hear(appointments: list[int], now: datetime) -> None:
        told.extend(appointments)

    hooks.changed.append(hear)
    await actions.change_room(room, name="Große Aula", by=editor, now=NOW)
    await worker.round()
    hooks.changed.remove(hear)
    assert told == [row["appointment.id"] for row in rows]


async def test_the_log_says_who_did_what_in_which_branch(cast: Cast) -> None:
    row = await kit.session(cast, by="coordinator")
    await actions.publish_session(row["id"], by=await cast.viewer("editor_north"), now=NOW)
    lines = await Audit.select(Audit.verb, Audit.actor, Audit.branch).order_by(Audit.id)
    assert [(line["verb"], line["actor"], line["branch"]) for line in lines] == [
        ("session.created", cast.persons["coordinator"], cast.organisations["alpha"]),
        ("session.published", cast.persons["editor_north"], cast.organisations["alpha"]),
    ]


async def test_an_event_belongs_to_the_editors_of_its_branch(cast: Cast) -> None:
    assert await refusal(kit.event(cast, by="editor_south")) == "not_allowed"
    assert await refusal(kit.event(cast, by="editor_north", organisation=None)) == "not_allowed"
    row = await kit.event(cast, by="editor_north")
    south = await cast.viewer("editor_south")
    for work in (
        actions.publish_event(row["id"], by=south, now=NOW),
        actions.delete_event(row["id"], by=south, now=NOW),
        actions.copy_event(row["id"], title="x", first=row["first"], by=south, now=NOW),
    ):
        assert await refusal(work) == "not_allowed"
    content = replace(event_content_of(row), organisation=cast.organisations["south"])
    north = await cast.viewer("editor_north")
    assert await refusal(actions.change_event(row["id"], content, by=north, now=NOW)) == "not_allowed"
    await actions.delete_event(row["id"], by=north, now=NOW)
    assert await sessions_in(row["id"]) == []
