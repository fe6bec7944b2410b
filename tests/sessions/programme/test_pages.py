"""The pages of the programme as people and search engines read them."""

import json
import re
from datetime import date, timedelta

import httpx
import pytest

from hub.database import write
from hub.tables import Organisation, Person, SlugHistory
from sessions.programme.tables import Event, Session
from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.factories import person
from tests.sessions.programme.making import event, room, session, track

pytestmark = pytest.mark.anyio


def shown(text: str) -> list[str]:
    """The titles of the agenda's rows."""
    return re.findall(r'<h3 class="agenda-title"><a href="[^"]*">([^<]*)<', text)


def headings(text: str) -> list[str]:
    return re.findall(r'class="agenda-heading"[^>]*>([^<]*)<', text)


async def test_home_shows_what_is_next_what_is_free_and_which_events_come(visitor: httpx.AsyncClient) -> None:
    for number in range(8):
        await session(f"Nächste {number}", NOW, start=NOW + timedelta(hours=number + 1))
    await session("Später frei", NOW, start=NOW + timedelta(days=9), capacity=5)
    await session("Später voll", NOW, start=NOW + timedelta(days=9), capacity=0)
    await event("Digi-Dienstag", NOW.date() + timedelta(days=3), NOW, kind="digi_dienstag")
    text = (await visitor.get("/")).text
    assert shown(text) == [*(f"Nächste {number}" for number in range(8)), "Später frei"]
    assert 'href="/events/digi-dienstag"' in text


async def test_agenda_by_day_in_the_zone_of_the_instance(visitor: httpx.AsyncClient) -> None:
    await session("Spät am Ersten", NOW, start=NOW.replace(month=12, day=1, hour=22, minute=30))
    await session("Früh am Zweiten", NOW, start=NOW.replace(month=12, day=1, hour=23))
    text = (await visitor.get("/programme?from=2026-12-01")).text
    assert headings(text) == ["Dienstag, 1. Dezember 2026", "Mittwoch, 2. Dezember 2026"]
    assert "23:30–00:30" in text
    assert "2 Veranstaltungen" in text


async def test_a_page_that_is_kept_for_visitors_shows_each_change_at_once(client_for: ClientFor, clock: Clock) -> None:
    visitor, member = client_for("visitor"), client_for("member")
    appointment = await session("Für alle", NOW, start=NOW + timedelta(hours=3), capacity=12, registration="session")
    first = await visitor.get("/programme")
    assert (await visitor.get("/programme")).text == first.text
    row = await Session.select(Session.appointment.uuid).where(Session.appointment == appointment).first()
    assert row is not None
    assert (await member.post(f"/book/{row['appointment.uuid']}", data={"shown_name": "Mia"})).status_code == 303
    assert "noch 11 Plätze" in (await visitor.get("/programme")).text
    await session("Unter uns", NOW, start=NOW + timedelta(hours=3), visible_to="members")
    assert [shown((await client.get("/programme")).text) for client in (visitor, member, visitor)] == [
        ["Für alle"], ["Für alle", "Unter uns"], ["Für alle"],
    ]  # fmt: skip
    assert "11 seats left" in (await visitor.get("/programme", headers={"Accept-Language": "en"})).text
    block = await visitor.get("/programme", headers={"HX-Request": "true"})
    assert (shown(block.text), "<!doctype html>" in block.text) == (["Für alle"], False)
    clock.forward(hours=3)
    assert "Jetzt" in (await visitor.get("/programme")).text
    clock.forward(hours=1)
    assert shown((await visitor.get("/programme")).text) == []


async def test_a_day_without_sessions_offers_the_next(visitor: httpx.AsyncClient) -> None:
    await session("Übermorgen", NOW, start=NOW + timedelta(days=2))
    text = (await visitor.get("/programme")).text
    assert headings(text)[0] == "Heute, Freitag, 20. November 2026"
    assert '<a href="#day-2026-11-22">Sonntag, 22. November 2026</a>' in text
    nothing = (await visitor.get("/programme?until=2026-11-20")).text
    assert shown(nothing) == []
    assert 'href="/programme?from=2026-11-22"' in nothing


async def test_chosen_filters_are_chips_that_can_be_removed(visitor: httpx.AsyncClient) -> None:
    await session("Chatten", NOW, tags=["Chat & Mail"], capacity=4)
    text = (await visitor.get("/programme?tag=chat-mail&free=1&type=webinar")).text
    chips = re.findall(r'<a class="chip" href="([^"]*)"><span>([^<]*)</span>', text)
    assert chips == [
        ("/programme?tag=chat-mail&amp;free=1", "Web-Seminar"),
        ("/programme?type=webinar&amp;free=1", "Chat &amp; Mail"),
        ("/programme?type=webinar&amp;tag=chat-mail", "Plätze frei"),
    ]


async def test_htmx_gets_the_list_alone_and_the_back_button_the_page(visitor: httpx.AsyncClient) -> None:
    await session("Chatten", NOW)
    block = await visitor.get("/programme", headers={"HX-Request": "true"})
    assert block.text.lstrip().startswith('<div id="list"')
    assert shown(block.text) == ["Chatten"]
    assert "HX-Request" in block.headers["vary"]
    for more in ({"HX-History-Restore-Request": "true"}, {"HX-Boosted": "true"}):
        answer = await visitor.get("/programme", headers={"HX-Request": "true", **more})
        assert answer.text.lstrip().startswith("<!doctype html>")


async def test_sixty_a_page(visitor: httpx.AsyncClient) -> None:
    async with write():
        for number in range(61):
            await session(f"S{number:02}", NOW, start=NOW + timedelta(hours=number + 1))
    first = (await visitor.get("/programme?type=workshop")).text
    assert len(shown(first)) == 60
    assert 'href="/programme?type=workshop&amp;page=2"' in first
    second = (await visitor.get("/programme?type=workshop&page=2")).text
    assert shown(second) == ["S60"]
    assert "<title>Programm · Seite 2 · " in second
    assert "<title>Programm · #" in first
    assert shown((await visitor.get("/programme?page=99999999999")).text) == shown(
        (await visitor.get("/programme")).text
    )
    assert shown((await visitor.get("/programme?page=777")).text) == ["S60"]


@pytest.mark.parametrize("query", ["tag=%00", "place=a%00b", "from=%00", "page=%00", "organisation=%ff%ed%a0%80"])
async def test_nonsense_in_the_filters_is_a_page_too(visitor: httpx.AsyncClient, query: str) -> None:
    assert (await visitor.get(f"/programme?{query}")).status_code == 200
    assert (await visitor.get(f"/programme/browse?{query}")).status_code == 200


async def test_overview_links_what_is_there_and_keeps_the_filters(visitor: httpx.AsyncClient, cast: Cast) -> None:
    await session("Offen", NOW, tags=["Chat"], organisation=cast.organisations["alpha"], place="Hof, 24103 Kiel")
    await session("Intern", NOW, tags=["Geheimes"], visible_to="members")
    text = (await visitor.get("/programme/browse?free=1")).text
    links = set(re.findall(r'href="(/programme\?free=1&amp;[^"]*)"', text))
    assert links - {link for link in links if "type=" in link} == {
        "/programme?free=1&amp;tag=chat",
        "/programme?free=1&amp;place=Kiel",
        "/programme?free=1&amp;organisation=alpha",
        "/programme?free=1&amp;organisation=north",
        "/programme?free=1&amp;organisation=federation",
    }
    assert "Geheimes" not in text


async def test_overview_stands_in_the_order_of_names(visitor: httpx.AsyncClient, cast: Cast) -> None:
    await Organisation.update({Organisation.name: "Ämter Mitte"}).where(Organisation.slug == "north")
    await Organisation.update({Organisation.name: "Zuhause"}).where(Organisation.slug == "alpha")
    await session("Eins", NOW, tags=["Zeit", "Ältere", "Apfel"], organisation=cast.organisations["alpha"])
    await session("Zwei", NOW, organisation=cast.organisations["beta"])
    text = (await visitor.get("/programme/browse")).text
    names = re.findall(r'href="/programme\?(?:tag|organisation)=[^"]*">([^<]*)<', text)
    assert names == ["Ältere", "Apfel", "Zeit", "Ämter Mitte", "Federation", "South", "Beta", "Zuhause"]


async def test_session_page_says_everything(visitor: httpx.AsyncClient, cast: Cast) -> None:
    ada = await person("Ada <b>", NOW)
    slug = "chatten-mit-ada"
    await session(
        "Chatten mit </script>", NOW, slug=slug, hosts=[ada, cast.persons["scout"]], tags=["Chat"], capacity=4,
        place_kind="hybrid", place="Hof, 24103 Kiel", organisation=cast.organisations["alpha"], costs="3 Euro",
        captions=True, description_html="<p>Genau so.</p>", summary="Kurz gesagt", start=NOW + timedelta(days=11),
    )  # fmt: skip
    answer = await visitor.get(f"/sessions/{slug}")
    text = answer.text
    assert answer.status_code == 200
    for words in (
        "Di, 1. Dezember 2026, 10:00–11:00 Uhr (Berlin)", "Hof, 24103 Kiel, und online", "Ada &lt;b&gt;",
        "noch 4 Plätze", "3 Euro", "Untertitel", "<p>Genau so.</p>", 'href="/programme?tag=chat"',
        'href="/organisations/alpha"', f'<link rel="canonical" href="http://hub.test/sessions/{slug}">',
        '<meta property="og:title" content="Chatten mit &lt;/script&gt;">', f'href="/sessions/{slug}.ics"',
    ):  # fmt: skip
        assert words in text
    # The scout shows the name to members only.
    assert "Scout" not in re.sub(r"<title>.*?</title>", "", text).replace("Online-Scouts", "")
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)[0])
    assert data["name"] == "Chatten mit </script>"
    assert (data["startDate"], data["eventStatus"]) == (
        "2026-12-01T09:00:00+00:00", "https://schema.org/EventScheduled",
    )  # fmt: skip
    assert [each["name"] for each in data["performer"]] == ["Ada <b>"]


async def test_members_read_the_names_that_are_for_members(client_for: ClientFor, cast: Cast) -> None:
    await session("Runde", NOW, slug="runde", hosts=[cast.persons["scout"]])
    assert 'href="/people/scout"' in (await client_for("member").get("/sessions/runde")).text
    assert "/people/scout" not in (await client_for("newcomer").get("/sessions/runde")).text
    await Person.update({Person.name_for: "nobody"}).where(Person.id == cast.persons["scout"])
    assert "/people/scout" not in (await client_for("member").get("/sessions/runde")).text
    assert "/people/scout" in (await client_for("scout").get("/sessions/runde")).text


async def test_who_can_see_it_is_said_when_it_is_not_public(client_for: ClientFor, cast: Cast) -> None:
    await session("Intern", NOW, slug="intern", visible_to="members")
    text = (await client_for("member").get("/sessions/intern")).text
    assert "Wer kann das sehen? <strong>Mitgliedsorganisationen</strong>" in text
    assert "ld+json" not in text
    assert (await client_for("visitor").get("/sessions/intern")).status_code == 404


async def test_a_cancelled_session_says_why(visitor: httpx.AsyncClient) -> None:
    await session("Abend", NOW, slug="abend", state="cancelled", cancel_reason="Die Referentin ist krank.")
    text = (await visitor.get("/sessions/abend")).text
    assert "Die Referentin ist krank." in text
    assert "EventCancelled" in text


async def test_an_old_address_leads_on_only_to_what_one_may_see(
    visitor: httpx.AsyncClient, client_for: ClientFor
) -> None:
    appointment = await session("Neu", NOW, slug="neu")
    row = await Session.select(Session.id).where(Session.appointment == appointment).first()
    assert row is not None
    await SlugHistory(kind="session", slug="alt", object=row["id"]).save()
    hidden = await session("Geheim", NOW, slug="geheim", visible_to="members")
    row = await Session.select(Session.id).where(Session.appointment == hidden).first()
    assert row is not None
    await SlugHistory(kind="session", slug="alt-geheim", object=row["id"]).save()
    answer = await visitor.get("/sessions/alt")
    assert (answer.status_code, answer.headers["location"]) == (301, "/sessions/neu")
    assert (await visitor.get("/sessions/alt-geheim")).status_code == 404
    assert (await client_for("member").get("/sessions/alt-geheim")).status_code == 301


@pytest.mark.parametrize("path", ["/sessions/nope", "/events/nope", "/sessions/%00", "/sessions/a.b", "/events/🙂"])
async def test_what_is_not_there_is_not_found(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.get(path)).status_code == 404


async def test_event_page_is_a_grid_on_one_day_and_an_agenda_on_all(visitor: httpx.AsyncClient) -> None:
    first = date(2026, 12, 1)
    camp = await event("Camp", first, NOW, days=2)
    hall, yard = await room(camp, "Saal", 1), await room(camp, "Hof", 0)
    thread = await track(camp, "Netzkampagnen", "red")
    morning = NOW.replace(month=12, day=1, hour=9)
    await session("A", NOW, start=morning, event=camp, room=hall, track=thread)
    await session("B", NOW, start=morning, event=camp, room=yard)
    await session("C", NOW, start=morning + timedelta(days=1), event=camp, room=hall)
    text = (await visitor.get("/events/camp")).text
    assert (shown(text), "timetable" in text) == (["A", "B", "C"], False)
    assert 'href="/events/camp?day=2026-12-02"' in text
    day = (await visitor.get("/events/camp?day=2026-12-01")).text
    assert shown(day) == ["A", "B"]
    assert re.findall(r'<th scope="col">([^<]*)<', day) == ["Zeit", "Hof", "Saal"]
    assert 'class="slot track-red"' in day
    assert shown((await visitor.get("/events/camp?day=2026-12-02")).text) == ["C"]
    assert shown((await visitor.get("/events/camp?day=all&track=netzkampagnen")).text) == ["A"]


async def test_events_that_are_over_stand_by_themselves(visitor: httpx.AsyncClient) -> None:
    today = NOW.date()
    await event("Läuft", today - timedelta(days=1), NOW, days=3)
    await event("Vorbei", today - timedelta(days=9), NOW)
    await event("Entwurf", today, NOW, state="draft")
    titles = re.compile(r'class="person-name"><strong><a[^>]*>([^<]*)<')
    assert titles.findall((await visitor.get("/events")).text) == ["Läuft"]
    assert titles.findall((await visitor.get("/events?past=1")).text) == ["Vorbei"]


async def test_the_name_of_a_hidden_event_stays_hidden(visitor: httpx.AsyncClient, client_for: ClientFor) -> None:
    camp = await event("Geheimes Camp", NOW.date(), NOW, visible_to="scouts")
    thread = await track(camp, "Geheimer Strang")
    await session("Offen", NOW, slug="offen", event=camp, track=thread)
    for path in ("/", "/programme", "/sessions/offen", "/programme/browse", "/events"):
        assert "Geheim" not in (await visitor.get(path)).text
    assert "Geheimes Camp" in (await client_for("scout").get("/sessions/offen")).text


async def test_calendar_address_of_a_session_reaches_its_own_route(visitor: httpx.AsyncClient) -> None:
    await session("Offen", NOW, slug="offen")
    by_suffix, by_path = await visitor.get("/sessions/offen.ics"), await visitor.get("/sessions/offen/calendar")
    assert (by_suffix.status_code, by_suffix.content) == (by_path.status_code, by_path.content)


async def test_a_text_in_another_language_than_the_page_says_so(visitor: httpx.AsyncClient) -> None:
    await session("Tea and talk", NOW, slug="tea", language="en", description_html="<p>Bring a cup.</p>")
    await session("Gebärden", NOW, slug="gebaerden", language="gsg", description_html="<p>Mit den Händen.</p>")
    german = (await visitor.get("/sessions/tea")).text
    assert '<h1 lang="en">Tea and talk</h1>' in german
    assert '<div class="prose" lang="en"><p>Bring a cup.</p></div>' in german
    assert "<h1>Tea and talk</h1>" in (await visitor.get("/sessions/tea", headers={"Accept-Language": "en"})).text
    assert "<h1>Gebärden</h1>" in (await visitor.get("/sessions/gebaerden")).text


async def test_english_pages_speak_english(visitor: httpx.AsyncClient) -> None:
    await session("Offen", NOW, slug="offen", capacity=4)
    await event("Camp", NOW.date(), NOW)
    english = {"Accept-Language": "en"}
    assert "4 seats left" in (await visitor.get("/sessions/offen", headers=english)).text
    text = (await visitor.get("/programme", headers=english)).text
    assert "Saturday, 21 November 2026" in text
    assert await Event.count() == 1


async def test_a_filter_names_nothing_that_is_not_shown(client_for: ClientFor, cast: Cast) -> None:
    camp = await event("Geheim", NOW.date(), NOW, state="draft")
    await track(camp, "Geheimer Strang")
    await Organisation.update({Organisation.state: "applied"}).where(Organisation.slug == "beta")
    addresses = ("/programme?track=geheimer-strang", "/programme?organisation=beta")
    texts = [(await client_for("visitor").get(address)).text for address in addresses]
    assert ["Geheimer Strang" in texts[0], "Beta" in texts[1]] == [False, False]
    assert "Geheimer Strang" in (await client_for("editor").get(addresses[0])).text


async def test_titles_in_another_language_than_the_page_say_so(visitor: httpx.AsyncClient) -> None:
    await session("Auf Deutsch", NOW)
    await session("In English", NOW, language="en")
    german = (await visitor.get("/programme")).text
    english = (await visitor.get("/programme", headers={"Accept-Language": "en"})).text
    said = r'agenda-title"><a href="[^"]*"( lang="..")?>([^<]*)<'
    assert re.findall(said, german) == [("", "Auf Deutsch"), (' lang="en"', "In English")]
    assert re.findall(said, english) == [(' lang="de"', "Auf Deutsch"), ("", "In English")]
