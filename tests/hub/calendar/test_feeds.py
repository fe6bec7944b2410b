"""Feeds as calendar programs see them."""

import gzip
from datetime import date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from icalendar import Calendar, Component

from hub import site
from hub.appointments import actions
from hub.calendar import feeds, upkeep
from hub.database import current, write
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.factories import appointment
from tests.hub.calendar.conftest import Stage

pytestmark = pytest.mark.anyio
PROGRAMME = "/calendar/programme.ics"


def events(answer: httpx.Response) -> list[Component]:
    assert answer.status_code == 200, answer.text
    return Calendar.from_ical(answer.content).walk("VEVENT")


def titles(answer: httpx.Response) -> list[str]:
    return [str(event["SUMMARY"]) for event in events(answer)]


async def test_the_programme_holds_what_is_public_in_order(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    now = clock.now
    await stage.talk(now, title="Second", start=now + timedelta(days=2))
    await stage.talk(now, title="First", start=now + timedelta(days=1))
    await stage.talk(now, title="Draft", state="draft")
    await stage.talk(now, title="Members only", visible_to="members")
    await stage.talk(now, title="Elsewhere", feeds={"online"})
    assert titles(await visitor.get(PROGRAMME)) == ["First", "Second"]


async def test_an_entry_says_all_and_leads_to_the_hub_only(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    uuid = uuid4()
    await stage.talk(clock.now, uuid=uuid, title="Nextcloud", description="Ablegen, finden.", place_kind="online")
    (event,) = events(await visitor.get(PROGRAMME))
    join = f"http://hub.test/join/{uuid}"
    assert str(event["UID"]) == f"talk-{uuid}@hub.test"
    assert str(event["LOCATION"]) == join
    assert str(event["URL"]) == "http://hub.test/sessions/nextcloud-kennenlernen"
    assert str(event["DESCRIPTION"]) == f"Ablegen, finden.\n\nVideoraum: {join}"
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == clock.now
    assert {"ORGANIZER", "ATTENDEE", "ATTACH"} & event.keys() == set()


async def test_a_feed_is_answered_as_calendars_need_it(visitor: httpx.AsyncClient, stage: Stage, clock: Clock) -> None:
    await stage.talk(clock.now)
    answer = await visitor.get(PROGRAMME, headers={"Accept-Encoding": "identity"})
    headers = answer.headers
    assert headers["content-type"] == "text/calendar; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=900"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["last-modified"] == "Fri, 20 Nov 2026 09:00:00 GMT"
    assert "set-cookie" not in headers
    assert "content-encoding" not in headers

    packed = await visitor.get(PROGRAMME, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert (packed.content, packed.headers["etag"]) == (answer.content, headers["etag"])
    assert gzip.decompress(gzip.compress(answer.content)) == answer.content

    head = await visitor.head(PROGRAMME, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    same = ("etag", "last-modified", "content-length", "content-type")
    assert [head.headers[name] for name in same] == [headers[name] for name in same]

    for condition in (
        {"If-None-Match": headers["etag"]},
        {"If-None-Match": "*"},
        {"If-Modified-Since": headers["last-modified"]},
    ):
        known = await visitor.get(PROGRAMME, headers=condition)
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", headers["etag"])
    for method in ("POST", "PUT", "DELETE"):
        assert (await visitor.request(method, PROGRAMME)).status_code == 405


async def test_a_change_moves_the_event_that_changed_and_nothing_else(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    first = await stage.talk(clock.now, title="First")
    await stage.talk(clock.now, title="Second", start=clock.now + timedelta(days=2))
    before = await visitor.get(PROGRAMME)
    clock.forward(hours=1)
    await actions.set_hosts(first, [], now=clock.now)
    unchanged = await visitor.get(PROGRAMME)
    assert (unchanged.content, unchanged.headers["etag"]) == (before.content, before.headers["etag"])

    await actions.change(first, {"title": "First, renamed"}, now=clock.now)
    await actions.change(first, {"title": "First, renamed twice"}, now=clock.now)
    answer = await visitor.get(PROGRAMME)
    renamed, other = events(answer)
    assert (str(renamed["SUMMARY"]), renamed["SEQUENCE"]) == ("First, renamed twice", 0)
    assert renamed.decoded("LAST-MODIFIED") == clock.now + timedelta(seconds=1)
    assert other.decoded("LAST-MODIFIED") == clock.now - timedelta(hours=1)
    assert answer.headers["last-modified"] == "Fri, 20 Nov 2026 10:00:00 GMT"

    await actions.change(first, {"end": clock.now + timedelta(days=1, hours=5)}, now=clock.now)
    assert events(await visitor.get(PROGRAMME))[0]["SEQUENCE"] == 1


async def test_an_entry_leaves_one_feed_for_another(visitor: httpx.AsyncClient, stage: Stage, clock: Clock) -> None:
    talk = await stage.talk(clock.now, title="Talk", feeds={"tag:cloud"}, titles={"tag:cloud": "Cloud"})
    assert titles(await visitor.get("/calendar/tags/cloud.ics")) == ["Talk"]
    assert (await visitor.get("/calendar/tags/mail.ics")).status_code == 404
    stage.shown[talk] = type(stage.shown[talk])("", "", feeds=frozenset({"tag:mail"}))
    await actions.set_hosts(talk, [], now=clock.now)
    assert titles(await visitor.get("/calendar/tags/cloud.ics")) == []
    assert titles(await visitor.get("/calendar/tags/mail.ics")) == ["Talk"]


async def test_a_change_that_is_rolled_back_never_was(visitor: httpx.AsyncClient, stage: Stage, clock: Clock) -> None:
    talk = await stage.talk(clock.now)
    before = (await visitor.get(PROGRAMME)).content
    with pytest.raises(RuntimeError):
        async with write():
            await actions.change(talk, {"title": "Other"}, now=clock.now)
            raise RuntimeError
    assert (await visitor.get(PROGRAMME)).content == before


async def test_cancelled_stays_for_thirty_days_and_everything_for_ninety(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    held = await stage.talk(clock.now, title="Held")
    off = await stage.talk(clock.now, title="Off", reason="Der Host ist krank.")
    await actions.cancel(off, now=clock.now)
    listed = events(await visitor.get(PROGRAMME))
    assert {(str(each["SUMMARY"]), str(each["STATUS"])) for each in listed} == {
        ("Held", "CONFIRMED"),
        ("Abgesagt: Off", "CANCELLED"),
    }
    for days, left in ((30, {"Held", "Abgesagt: Off"}), (2, {"Held"}), (58, {"Held"}), (2, set())):
        clock.forward(days=days)
        await upkeep.let_go(clock.now)
        assert set(titles(await visitor.get(PROGRAMME))) == left
    await actions.set_hosts(held, [], now=clock.now)
    assert titles(await visitor.get(PROGRAMME)) == []


async def test_an_event_has_a_feed_of_its_sessions_and_one_of_its_days(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    uuid = uuid4()
    start = datetime.fromisoformat("2026-12-01T00:00+01:00")
    camp = await appointment(
        clock.now, uuid=uuid, kind="event", title="Scout-Camp", path="/events/camp", start=start,
        end=start + timedelta(days=3), place_kind="on_site", place="Kiel",
    )  # fmt: skip
    await actions.set_hosts(camp, [], now=clock.now)
    await stage.talk(clock.now, title="Workshop", feeds={f"event:{uuid}"})
    assert titles(await visitor.get("/calendar/events/camp.ics")) == ["Workshop"]
    days = events(await visitor.get("/calendar/events/camp/days.ics"))
    assert [(each.decoded("DTSTART"), each.decoded("DTEND")) for each in days] == [
        (date(2026, 12, day), date(2026, 12, day + 1)) for day in (1, 2, 3)
    ]
    assert str(days[0]["UID"]) == f"event-{uuid}-20261201@hub.test"
    assert str(days[0]["LOCATION"]) == "Kiel"
    await actions.change(camp, {"title": "Scout-Camp im Winter"}, now=clock.now)
    assert set(titles(await visitor.get("/calendar/events/camp/days.ics"))) == {"Scout-Camp im Winter"}
    assert b"NAME:Scout-Camp im Winter" in (await visitor.get("/calendar/events/camp.ics")).content
    for age, left in ((timedelta(days=90, seconds=-1), 3), (timedelta(days=90), 0)):
        later = await feeds.body(feeds.Feed(f"days:{uuid}", "Camp", days=True), start + timedelta(days=3) + age)
        assert later.plain.count(b"BEGIN:VEVENT") == left
    await actions.change(camp, {"visible_to": "members"}, now=clock.now)
    assert (await visitor.get("/calendar/events/camp.ics")).status_code == 404
    assert (await visitor.get("/calendar/events/camp/days.ics")).status_code == 404


async def test_an_organisation_has_a_feed_even_before_it_does_anything(
    visitor: httpx.AsyncClient, cast: Cast, stage: Stage, clock: Clock
) -> None:
    assert titles(await visitor.get("/calendar/organisations/north.ics")) == []
    id = cast.organisations["north"]
    await stage.talk(clock.now, title="Im Norden", feeds={f"organisation:{id}"})
    assert titles(await visitor.get("/calendar/organisations/north.ics")) == ["Im Norden"]


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/events/nope.ics",
        "/calendar/organisations/nope.ics",
        "/calendar/tags/nope.ics",
        "/calendar/places/nope.ics",
        "/calendar/tags/nope",
        f"/calendar/me/{'a' * 43}.ics",
        "/calendar/me/%20%27.ics",
    ],
)
async def test_what_there_is_not_is_404_in_plain_words(visitor: httpx.AsyncClient, path: str) -> None:
    answer = await visitor.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")


async def test_a_kept_feed_answers_as_it_did_the_first_time(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    await stage.talk(clock.now)
    first, again, head = [await visitor.request(method, PROGRAMME) for method in ("GET", "GET", "HEAD")]
    assert (again.status_code, again.headers, again.content) == (200, first.headers, first.content)
    assert (head.status_code, head.headers, head.content) == (200, first.headers, b"")
    assert "default-src 'none'" in again.headers["content-security-policy"]
    assert (await visitor.post(PROGRAMME)).status_code == 405


async def test_a_kept_feed_is_not_handed_out_while_nobody_knows_whether_it_holds(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    await stage.talk(clock.now)
    assert len(events(await visitor.get(PROGRAMME))) == 1
    await current().run_raw("ALTER TABLE feed_version RENAME TO away")
    try:
        assert (await visitor.get(PROGRAMME)).status_code == 503
    finally:
        await current().run_raw("ALTER TABLE away RENAME TO feed_version")
    assert len(events(await visitor.get(PROGRAMME))) == 1


async def test_an_inner_error_is_503_and_never_a_calendar_or_page(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    await stage.talk(clock.now)
    await current().run_raw("ALTER TABLE stored_event RENAME TO away")
    answer = await visitor.get(PROGRAMME)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    await current().run_raw("ALTER TABLE away RENAME TO stored_event")
    assert len(events(await visitor.get(PROGRAMME))) == 1


async def test_new_settings_render_everything_anew(
    visitor: httpx.AsyncClient, stage: Stage, clock: Clock, worker: object
) -> None:
    await stage.talk(clock.now)
    assert b"TZID=Europe/Berlin" in (await visitor.get(PROGRAMME)).content
    assert await upkeep.check(clock.now) == []
    await site.keep(zone="Europe/Helsinki")
    assert len(await upkeep.check(clock.now)) == 1
    await upkeep.look_for_new_settings(clock.now)
    await worker.round()  # type: ignore[attr-defined]
    assert b"TZID=Europe/Helsinki" in (await visitor.get(PROGRAMME)).content
    assert await upkeep.check(clock.now) == []


async def test_a_session_is_a_file_for_whoever_may_see_it(client_for: ClientFor, stage: Stage, clock: Clock) -> None:
    await stage.talk(clock.now, title="Intern", path="/sessions/intern", visible_to="members")
    path = "/sessions/intern.ics"
    assert (await client_for("visitor").get(path)).status_code == 404
    answer = await client_for("member").get(path)
    assert titles(answer) == ["Intern"]
    calendar = Calendar.from_ical(answer.content)
    assert (str(calendar["METHOD"]), "NAME" in calendar) == ("PUBLISH", False)
    assert answer.headers["content-disposition"] == 'attachment; filename="intern.ics"'
    assert answer.headers["cache-control"] == "private, no-cache"
