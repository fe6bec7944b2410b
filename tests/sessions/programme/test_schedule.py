"""What of the programme somebody gets to see, with which filters."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hub.audience import organisation
from hub.viewer import VISITOR
from sessions.programme.filters import Wanted
from sessions.programme.queries import schedule
from tests.cast import Cast
from tests.conftest import NOW
from tests.sessions.programme.making import event, room, session, track

pytestmark = pytest.mark.anyio
ZONE = "Europe/Berlin"


async def titles(who: Any = VISITOR, wanted: Wanted | None = None, **more: Any) -> list[str]:
    found = await schedule(who, wanted or Wanted(), now=NOW, zone=ZONE, **more)
    assert found.total == len(found.rows)
    return [row["title"] for row in found.rows]


async def test_each_sees_exactly_what_is_for_them(cast: Cast) -> None:
    alpha = cast.organisations["alpha"]
    await session("Alle", NOW, branch=cast.organisations["beta"])
    await session("Mitglieder", NOW, visible_to="members")
    await session("Scouts", NOW, visible_to="scouts", branch=alpha)
    await session("Alpha", NOW, visible_to=organisation(alpha), branch=alpha)
    await session("Entwurf", NOW, state="draft", branch=alpha)
    await session("Abgesagt", NOW, state="cancelled")
    await session("Mein", NOW, visible_to=organisation(cast.organisations["beta"]), hosts=[cast.persons["newcomer"]])
    seen = {name: set(await titles(await cast.viewer(name))) for name in ("visitor", "newcomer", "member", "scout")}
    assert seen["visitor"] == {"Alle", "Abgesagt"}
    assert seen["newcomer"] == {"Alle", "Abgesagt", "Mein"}
    assert seen["member"] == {"Alle", "Abgesagt", "Mitglieder", "Alpha"}
    assert seen["scout"] == {"Alle", "Abgesagt", "Mitglieder", "Alpha", "Scouts"}
    assert set(await titles(await cast.viewer("stranger"))) == {"Alle", "Abgesagt", "Mitglieder", "Mein"}
    # An editor of the branch finds what is for others, but drafts are no part of the programme.
    assert set(await titles(await cast.viewer("editor_north"))) == {
        "Alle", "Abgesagt", "Mitglieder", "Scouts", "Alpha",
    }  # fmt: skip


async def test_it_begins_now_and_the_past_comes_latest_first(database: object) -> None:
    for title, hours in (("lange vorbei", -50), ("vorbei", -2), ("läuft", -0.5), ("später", 3), ("bald", 1)):
        await session(title, NOW, start=NOW + timedelta(hours=hours))
    assert await titles() == ["läuft", "bald", "später"]
    assert await titles(wanted=Wanted(past=True)) == ["vorbei", "lange vorbei"]


async def test_a_range_of_days_counts_in_the_zone_of_the_instance(database: object) -> None:
    midnight = NOW.replace(month=12, day=1, hour=23)  # the 2nd of December, 0:00 in Berlin
    await session("am Ersten", NOW, start=midnight - timedelta(hours=2))
    await session("am Zweiten", NOW, start=midnight)
    first = date(2026, 12, 1)
    assert await titles(wanted=Wanted(first=first, last=first)) == ["am Ersten"]
    assert await titles(wanted=Wanted(first=first + timedelta(days=1))) == ["am Zweiten"]


async def test_filters(cast: Cast) -> None:
    north, alpha, beta = (cast.organisations[name] for name in ("north", "alpha", "beta"))
    camp = await event("Camp", NOW.date(), NOW)
    campaign = await track(camp, "Netzkampagnen")
    await session("Rostock", NOW, place_kind="on_site", place="Speicher, Gasse 1, 18057 Rostock", organisation=alpha)
    await session("Hybrid", NOW, place_kind="hybrid", place="Ökohaus, 20095 Hamburg", organisation=north, capacity=2)
    await session("Voll", NOW, place_kind="online", type="webinar", organisation=beta, capacity=0, open_to="members")
    await session("Strang", NOW, place_kind="online", event=camp, track=campaign, tags=["Ältere Menschen"])
    everything = ["Rostock", "Hybrid", "Voll", "Strang"]
    cases = {
        Wanted(type="webinar"): ["Voll"],
        Wanted(track="netzkampagnen"): ["Strang"],
        Wanted(tag="aeltere-menschen"): ["Strang"],
        Wanted(tag="gibt-es-nicht"): [],
        Wanted(organisation="north"): ["Rostock", "Hybrid"],
        Wanted(organisation="beta"): ["Voll"],
        Wanted(organisation="gibt-es-nicht"): [],
        Wanted(where="online"): ["Hybrid", "Voll", "Strang"],
        Wanted(where="on_site"): ["Rostock", "Hybrid"],
        Wanted(place="rostock"): ["Rostock"],
        Wanted(place="ökohaus"): ["Hybrid"],
        Wanted(place="%"): everything,
        Wanted(free=True): ["Rostock", "Hybrid", "Strang"],
        Wanted(open_to="public"): ["Rostock", "Hybrid", "Strang"],
        Wanted(open_to="members"): everything,
        Wanted(organisation="north", where="online", free=True): ["Hybrid"],
    }
    assert {wanted: await titles(wanted=wanted) for wanted in cases} == cases


async def test_a_page_of_it_knows_the_whole(database: object) -> None:
    for number in range(5):
        await session(f"S{number}", NOW, start=NOW + timedelta(days=number + 1))
    found = await schedule(VISITOR, Wanted(), now=NOW, zone=ZONE, offset=3, limit=3)
    assert ([row["title"] for row in found.rows], found.total) == (["S3", "S4"], 5)


async def test_of_an_event_comes_everything_even_what_is_over(cast: Cast) -> None:
    camp = await event("Camp", NOW.date(), NOW)
    hall = await room(camp, "Saal")
    await session("gestern", NOW, start=NOW - timedelta(days=1), event=camp, room=hall)
    await session("Entwurf", NOW, event=camp, state="draft", branch=cast.organisations["north"])
    await session("woanders", NOW)
    assert await titles(event=camp) == ["gestern"]
    assert await titles(await cast.viewer("editor_north"), event=camp) == ["gestern", "Entwurf"]
    assert await titles(await cast.viewer("editor_south"), event=camp) == ["gestern"]


async def test_related_sessions_have_a_tag_in_common(database: object) -> None:
    await session("diese", NOW, tags=["Mail", "Chat"])
    await session("verwandt", NOW, tags=["Chat"])
    await session("fremd", NOW, tags=["Film"])
    this = (await schedule(VISITOR, Wanted(), now=NOW, zone=ZONE, limit=1)).rows[0]
    assert await titles(related_to=this["id"]) == ["verwandt"]


async def test_filters_survive_their_address() -> None:
    from sessions.programme.filters import wanted_of

    wanted = Wanted(type="webinar", tag="chat", free=True, first=date(2026, 12, 1), where="online", place="Kiel")
    assert wanted_of(wanted.query) == wanted
    assert wanted_of({"type": "nope", "from": "gestern", "free": "ja", "where": "x", "open_to": "org:1"}) == Wanted()
    assert replace(wanted, free=False).query.keys() == {"type", "tag", "from", "where", "place"}
