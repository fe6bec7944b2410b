"""Subscribing: everybody to what is public, each person to their own."""

import re
from datetime import timedelta

import httpx
import pytest
from icalendar import Calendar

from hub.appointments import actions, seats
from hub.appointments.seats import Wish
from hub.calendar import personal
from hub.calendar.tables import FeedEntry, FeedVersion, PersonalFeed
from hub.jobs.worker import Worker
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.factories import appointment
from tests.hub.calendar.conftest import Stage

pytestmark = pytest.mark.anyio
MINE = "/me/calendar"


async def titles(client: httpx.AsyncClient, path: str) -> list[str]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def feeds_on(page: httpx.Response) -> list[str]:
    return re.findall(r'value="http://hub\.test(/calendar/[^"]+\.ics)"', page.text)


async def test_every_kind_of_feed_can_be_chosen_without_account(
    visitor: httpx.AsyncClient, cast: Cast, stage: Stage, clock: Clock
) -> None:
    north = cast.organisations["north"]
    await stage.talk(
        clock.now,
        title="Talk",
        feeds={"programme", "online", f"organisation:{north}", "tag:cloud", "place:kiel"},
        titles={"tag:cloud": "Cloud & Co"},
    )
    start = clock.now + timedelta(days=3)
    await appointment(clock.now, kind="event", title="Camp", path="/events/camp", start=start)
    assert feeds_on(await visitor.get("/calendar")) == ["/calendar/programme.ics"]
    assert feeds_on(await visitor.get("/calendar?by=online")) == ["/calendar/online.ics"]
    for by, slug, label, paths in (
        ("event", "camp", "Camp", ["/calendar/events/camp.ics", "/calendar/events/camp/days.ics"]),
        ("organisation", "north", "North", ["/calendar/organisations/north.ics"]),
        ("tag", "cloud", "Cloud &amp; Co", ["/calendar/tags/cloud.ics"]),
        ("place", "kiel", "Kiel", ["/calendar/places/kiel.ics"]),
    ):
        choose = await visitor.get(f"/calendar?by={by}")
        assert f'<option value="{slug}">{label}</option>' in choose.text
        assert feeds_on(choose) == []
        chosen = await visitor.get(f"/calendar?by={by}&feed={slug}")
        assert feeds_on(chosen) == paths
        for path in paths:
            assert (await visitor.get(path)).status_code == 200


async def test_each_way_to_subscribe_leads_to_the_feed(visitor: httpx.AsyncClient) -> None:
    page = (await visitor.get("/calendar")).text
    assert 'href="webcal://hub.test/calendar/programme.ics"' in page
    google = "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Fhub.test%2Fcalendar%2Fprogramme.ics"
    assert f'href="{google}"' in page
    outlook = "https://outlook.office.com/calendar/0/addfromweb?url=http%3A%2F%2Fhub.test%2Fcalendar%2Fprogramme.ics"
    assert f'href="{outlook}&amp;name=' in page


@pytest.mark.parametrize("query", ["?by=nope", "?by=tag&feed=nope", "?by=&by=tag"])
async def test_nonsense_in_the_address_is_a_page_too(visitor: httpx.AsyncClient, query: str) -> None:
    assert (await visitor.get(f"/calendar{query}")).status_code == 200


async def test_the_own_feed_is_shown_once_and_holds_seats_and_what_one_gives(
    client_for: ClientFor, cast: Cast, stage: Stage, clock: Clock, worker: Worker
) -> None:
    member, visitor = client_for("member"), client_for("visitor")
    person = cast.persons["member"]
    wish = Wish(person=person, by=person, shown_name="Ada")
    early = await stage.talk(clock.now, title="Early seat", visible_to="members", feeds=set())
    await seats.take(early, wish, now=clock.now)
    assert feeds_on(await member.get(MINE)) == []

    made = await member.post(MINE)
    assert (made.status_code, made.headers["location"]) == (303, MINE)
    (path,) = feeds_on(await member.get(MINE))
    assert feeds_on(await member.get(MINE)) == []
    answer = await visitor.get(path)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert await titles(visitor, path) == ["Early seat"]
    assert (await visitor.get(path, headers={"If-None-Match": answer.headers["etag"]})).status_code == 304

    clock.forward(minutes=1)
    given = await stage.talk(clock.now, title="Given", start=clock.now + timedelta(days=2))
    waiting = await stage.talk(clock.now, title="Waiting", capacity=0)
    await actions.set_hosts(given, [person], now=clock.now)
    await seats.take(waiting, wish, now=clock.now)
    late = await seats.take(await stage.talk(clock.now, title="Late seat"), wish, now=clock.now)
    await worker.round()
    assert sorted(await titles(visitor, path)) == ["Early seat", "Given", "Late seat"]

    await seats.give_up(late.booking, by=person, now=clock.now)
    await actions.set_hosts(given, [cast.persons["scout"]], now=clock.now)
    await actions.change(early, {"title": "Renamed"}, now=clock.now)
    await worker.round()
    again = await visitor.get(path, headers={"If-Modified-Since": answer.headers["last-modified"]})
    assert again.status_code == 200
    assert await titles(visitor, path) == ["Renamed"]


async def test_a_new_address_ends_the_old_and_revoking_ends_all(
    client_for: ClientFor, cast: Cast, stage: Stage, clock: Clock
) -> None:
    member, visitor = client_for("member"), client_for("visitor")
    await member.post(MINE)
    (old,) = feeds_on(await member.get(MINE))
    await member.post(MINE)
    (new,) = feeds_on(await member.get(MINE))
    assert await titles(visitor, new) == []
    await member.post(f"{MINE}/revoke")
    nothing = await visitor.get(f"/calendar/me/{'x' * 43}.ics")
    for path in (old, new, "/calendar/me/x.ics"):
        answer = await visitor.get(path)
        assert (answer.status_code, answer.content) == (404, nothing.content)
    assert feeds_on(await member.get(MINE)) == []


async def test_the_own_feed_is_for_people_with_an_account(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get(MINE)).headers["location"] == "/sign-in?next=/me/calendar"
    assert (await visitor.post(MINE)).status_code == 401


async def test_somebody_elses_new_address_is_not_shown(client_for: ClientFor) -> None:
    await client_for("member").post(MINE)
    stolen = client_for("member").cookies["hub_feed"]
    client_for("stranger").cookies.set("hub_feed", stolen)
    assert feeds_on(await client_for("stranger").get(MINE)) == []


async def test_erasing_leaves_nothing_of_the_own_feed(
    client_for: ClientFor, cast: Cast, stage: Stage, clock: Clock
) -> None:
    person = cast.persons["member"]
    talk = await stage.talk(clock.now)
    await actions.set_hosts(talk, [person], now=clock.now)
    await client_for("member").post(MINE)
    exported = await personal.export(person)
    assert exported == {"calendar_addresses": [{"created": clock.now, "revoked": None}]}
    await personal.erase(person, clock.now)
    name = f"person:{person}"
    assert await PersonalFeed.count() == 0
    assert await FeedEntry.count().where(FeedEntry.feed == name) == 0
    assert await FeedVersion.count().where(FeedVersion.feed == name) == 0
