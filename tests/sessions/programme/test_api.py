"""The JSON API: the same programme as on the pages, for other programs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import anyio
import anyio.from_thread
import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from hub.database import write
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.factories import person
from tests.sessions.programme.making import event, room, session, track

pytestmark = pytest.mark.anyio


async def test_a_session_of_the_programme(visitor: httpx.AsyncClient, cast: Cast) -> None:
    camp = await event("Camp", date(2026, 12, 1), NOW)
    await session(
        "Chatten", NOW, slug="chatten", start=NOW + timedelta(days=11), event=camp, room=await room(camp, "Saal"),
        track=await track(camp, "Netzkampagnen"), hosts=[await person("Ada", NOW), cast.persons["scout"]],
        tags=["Chat"], capacity=4, place_kind="hybrid", place="Hof, 24103 Kiel", captions=True, summary="Kurz",
        organisation=cast.organisations["alpha"], description_html="<p>Genau so.</p>", costs="3 Euro",
    )  # fmt: skip
    listed = (await visitor.get("/api/programme")).json()
    assert (listed["total"], listed["page"], listed["pages"], listed["next"]) == (1, 1, 1, None)
    short = listed["sessions"][0]
    assert {name: value for name, value in short.items() if name != "id"} == {
        "slug": "chatten", "url": "http://hub.test/sessions/chatten", "title": "Chatten", "summary": "Kurz",
        "calendar": "http://hub.test/sessions/chatten.ics", "type": "workshop", "state": "published",
        "start": "2026-12-01T09:00:00Z", "end": "2026-12-01T10:00:00Z", "zone": "Europe/Berlin",
        "place": {"kind": "hybrid", "address": "Hof, 24103 Kiel"}, "room": "Saal", "open_to": "public",
        "seats": {"registration": "session", "capacity": 4, "free": 4, "waiting": 0}, "language": "de",
        "hosts": [{"name": "Ada", "slug": None, "url": None}],
        "organisation": {"name": "Alpha", "slug": "alpha", "url": "http://hub.test/organisations/alpha"},
        "event": {"name": "Camp", "slug": "camp", "url": "http://hub.test/events/camp"},
        "track": {"name": "Netzkampagnen", "slug": "netzkampagnen", "url": None},
        "tags": [{"name": "Chat", "slug": "chat", "url": "http://hub.test/programme?tag=chat"}],
    }  # fmt: skip
    whole = (await visitor.get("/api/sessions/chatten")).json()
    assert whole == {
        **short, "subtitle": "", "description": "<p>Genau so.</p>", "difficulty": "none", "costs": "3 Euro",
        "accessibility": ["captions"], "cancel_reason": "",
    }  # fmt: skip
    camp_answer = (await visitor.get("/api/events/camp")).json()
    assert (camp_answer["first"], camp_answer["rooms"]) == ("2026-12-01", ["Saal"])
    assert camp_answer["programme"]["sessions"] == [short]
    assert [each["slug"] for each in (await visitor.get("/api/events")).json()["events"]] == ["camp"]


async def test_each_gets_what_is_for_them(client_for: ClientFor, cast: Cast) -> None:
    await session("Alle", NOW)
    await session("Intern", NOW, slug="intern", visible_to="members")
    camp = await event("Camp", NOW.date(), NOW, visible_to="scouts")
    await session("Im Camp", NOW, event=camp)
    found = {}
    for name in ("visitor", "newcomer", "member", "scout"):
        answer = await client_for(name).get("/api/programme")
        found[name] = {each["title"]: each["event"] and each["event"]["name"] for each in answer.json()["sessions"]}
        assert answer.headers["cache-control"] == ("public, max-age=60" if name == "visitor" else "private, no-cache")
    assert found["visitor"] == found["newcomer"] == {"Alle": None, "Im Camp": None}
    assert found["member"] == {"Alle": None, "Intern": None, "Im Camp": None}
    assert found["scout"] == {"Alle": None, "Intern": None, "Im Camp": "Camp"}
    for path in ("/api/sessions/intern", "/api/events/camp"):
        answer = await client_for("visitor").get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_pages_lead_to_each_other(visitor: httpx.AsyncClient) -> None:
    async with write():
        for number in range(61):
            await session(f"S{number:02}", NOW, start=NOW + timedelta(hours=number + 1))
    first = (await visitor.get("/api/programme?type=workshop")).json()
    assert (len(first["sessions"]), first["pages"]) == (60, 2)
    second = (await visitor.get(first["next"])).json()
    assert ([each["title"] for each in second["sessions"]], second["next"]) == (["S60"], None)
    assert (await visitor.get("/api/programme?page=9")).json()["sessions"] == []


async def test_an_unchanged_answer_is_not_sent_again(visitor: httpx.AsyncClient) -> None:
    await session("Alle", NOW)
    first = await visitor.get("/api/programme")
    again = await visitor.get("/api/programme", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await session("Neu", NOW)
    after = await visitor.get("/api/programme", headers={"If-None-Match": first.headers["etag"]})
    assert (after.status_code, after.json()["total"]) == (200, 2)


@pytest.mark.parametrize("query", ["page=0", "page=x", "type=nope", "from=gestern", "where=moon"])
async def test_what_cannot_be_understood_is_a_problem(visitor: httpx.AsyncClient, query: str) -> None:
    answer = await visitor.get(f"/api/programme?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["status"] == 400


async def test_days_far_away_are_days(visitor: httpx.AsyncClient) -> None:
    await session("Alle", NOW)
    answer = await visitor.get("/api/programme?from=0001-01-01&until=9999-12-31")
    assert answer.json()["total"] == 1


async def test_it_keeps_what_its_schema_says(visitor: httpx.AsyncClient, cast: Cast) -> None:
    camp = await event("Camp", NOW.date(), NOW)
    await session("Chatten", NOW, slug="chatten", event=camp, tags=["Chat"], hosts=[cast.persons["scout"]])
    schema = schemathesis.openapi.from_dict((await visitor.get("/api/schema")).json())
    tried = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation is not None and operation.tags == ["programme"]:
            tried.append(operation.path)
            await anyio.to_thread.run_sync(_try(operation, visitor))
    assert sorted(tried) == ["/api/events", "/api/events/{slug}", "/api/programme", "/api/sessions/{slug}"]


def _try(operation: Any, client: httpx.AsyncClient) -> Callable[[], None]:
    @settings(
        max_examples=15, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def run(case: schemathesis.Case) -> None:
        sent = case.as_transport_kwargs(base_url="http://hub.test")
        sent.pop("cookies", None)
        answer = anyio.from_thread.run(_send, client, sent)
        assert answer.status_code < 500
        case.validate_response(answer)

    return run


async def _send(client: httpx.AsyncClient, sent: dict[str, Any]) -> httpx.Response:
    return await client.request(**sent)
