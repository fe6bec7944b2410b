"""What goes out as a file: everything that came in, and nobody's hidden name."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx
import pytest

from hub.site import site
from hub.tables import Person
from hub.viewer import VISITOR, Viewer
from sessions.programme import actions
from sessions.programme.sheets import Row, sessions_in, sessions_with_people
from sessions.transfer.exporting import export_of, written
from sessions.transfer.matching import compared
from sessions.transfer.personal import erase
from sessions.transfer.stored import entries_of
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.sessions.transfer.files import HERE, again, guid, new_event, reading, schedule, take, talk

pytestmark = pytest.mark.anyio

DIRTY = (Path(__file__).parent / "fixtures" / "schedule-dirty.json").read_bytes()
OPERATOR = Viewer(branches=("/",))


@pytest.fixture
async def event(database: Any, clock: Clock) -> Row:
    return await new_event(OPERATOR, clock.now)


async def exported(event: Row, form: str, names_for: Viewer | None = VISITOR) -> bytes:
    export = await export_of(
        await again(event["id"]), site=await site(), public_url=HERE.public_url, names_for=names_for
    )
    return await written(export, form)


async def changes(data: bytes, event: Row) -> list[tuple[str, list[str]]]:
    """What an import of these bytes would do: titles, with changed fields."""
    read = await reading(data)
    plan = compared(await entries_of(event["id"], language="de"), read.programme, HERE)
    found = [(item.title, ["new"]) for item in plan.new] + [(entry.row["title"], ["gone"]) for entry in plan.gone]
    return found + [(each.item.title, sorted(each.changes)) for each in plan.changed]


def talks_of(body: bytes) -> list[dict[str, Any]]:
    days = json.loads(body)["schedule"]["conference"]["days"]
    return [talk for day in days for room in day["rooms"].values() for talk in room]


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
async def test_what_is_exported_and_imported_again_changes_nothing(event: Row, clock: Clock, form: str) -> None:
    await take(DIRTY, event, by=OPERATOR, now=clock.now)
    await take(schedule(talk(1, abstract="Wort " * 300, cancelled=True)), event, by=OPERATOR, now=clock.now)
    await actions.create_session(
        (await _content_of_the_first(event)), hosts=[await _member("Grace", clock)], by=OPERATOR, now=clock.now
    )
    names_for = VISITOR if form == "json" else None
    assert await changes(await exported(event, form, names_for), event) == []
    assert not (
        await take(await exported(event, form, names_for), event, by=OPERATOR, now=clock.now, publish=False)
    ).anything


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
async def test_a_round_trip_keeps_namesakes_and_the_hour_that_comes_twice(event: Row, clock: Clock, form: str) -> None:
    namesakes = [{"code": code, "name": "Anna Muster"} for code in ("AM1", "AM2")]
    twice = talk(2, date="2026-10-25T02:30:00+01:00", duration="00:15", persons=namesakes[1:])
    await take(schedule(talk(1, persons=[*namesakes, {"name": "Ben"}]), twice), event, by=OPERATOR, now=clock.now)
    names_for = VISITOR if form == "json" else None
    body = await exported(event, form, names_for)
    assert await changes(body, event) == []
    await take(body, event, by=OPERATOR, now=clock.now)
    rows = {row["title"]: row for row in await sessions_with_people(event["id"])}
    people = {title: [each["person.id"] for each in row["people"]] for title, row in rows.items()}
    assert [len({*people["Vortrag 1"]}), people["Vortrag 2"]] == [3, people["Vortrag 1"][1:2]]
    assert rows["Vortrag 2"]["appointment.start"].isoformat() == "2026-10-25T01:30:00+00:00"


async def test_of_two_namesakes_the_one_who_stays_in_the_table_is_the_first(event: Row, clock: Clock) -> None:
    namesakes = [{"code": code, "name": "Anna Muster"} for code in ("AM1", "AM2")]
    await take(schedule(talk(1, persons=namesakes)), event, by=OPERATOR, now=clock.now)
    (before,) = await sessions_with_people(event["id"])
    body = (await exported(event, "csv", None)).replace(b"Anna Muster; Anna Muster", b"Anna Muster")
    await take(body, event, by=OPERATOR, now=clock.now)
    (after,) = await sessions_with_people(event["id"])
    people = [[each["person.id"] for each in row["people"]] for row in (before, after)]
    assert (len(people[0]), people[1]) == (2, people[0][:1])


async def _content_of_the_first(event: Row) -> Any:
    from dataclasses import replace

    from sessions.programme.sheets import content_of

    first = content_of((await sessions_with_people(event["id"]))[0])
    return replace(first, title="Von Hand; mit =Zeichen", tags=("Löhne; Recht", "#x"), capacity=7, registration="none")


async def _member(name: str, clock: Clock) -> int:
    row = Person(name=name, uuid=guid(hash(name) % 1000), name_for="public", created=clock.now, joined=clock.now)
    await row.save()
    return int(row.id)


async def test_a_round_trip_keeps_what_nobody_here_knows(event: Row, clock: Clock) -> None:
    extra = {"x_level": 3, "recording_license": "CC BY", "attachments": [{"url": "/a.pdf"}], "x_deep": {"a": [1, None]}}
    data = schedule(
        talk(1, url="https://camp.example/1", slug="camp-1", id=11, code="AB12CD", **extra),
        tracks=[{"name": "A", "slug": "aa", "color": "#ff0000", "x_icon": "!"}],
        rooms=[{"name": "Aula", "guid": guid(9), "x_floor": 2, "capacity": 5, "description": "Unten"}],
        colors={"primary": "#111111"}, x_theme="Zusammen", time_zone_name="Europe/Vienna",
    )  # fmt: skip
    await take(data, event, by=OPERATOR, now=clock.now)
    out = json.loads(await exported(event, "json"))["schedule"]["conference"]
    (only,) = talks_of(await exported(event, "json"))
    assert {key: only[key] for key in ("guid", "url", "slug", "id", "code", *extra)} == {
        "guid": guid(1), "url": "https://camp.example/1", "slug": "camp-1", "id": 11, "code": "AB12CD", **extra,
    }  # fmt: skip
    assert out["tracks"] == [{"name": "A", "slug": "aa", "color": "#ff0000", "x_icon": "!"}]
    assert out["rooms"] == [{"name": "Aula", "guid": guid(9), "description": "Unten", "capacity": 5, "x_floor": 2}]
    assert (out["colors"], out["x_theme"], out["time_zone_name"]) == (
        {"primary": "#111111"},
        "Zusammen",
        "Europe/Vienna",
    )


async def test_hidden_names_stay_hidden(event: Row, clock: Clock) -> None:
    people = [{"code": "ADA111", "name": "Ada Geheim", "biography": "Lebt in Kiel."}, {"code": "BEN222", "name": "Ben"}]
    data = schedule(talk(1, persons=people, x_note="Ada Geheim bringt Kuchen"))
    await take(data, event, by=OPERATOR, now=clock.now)
    change: dict[Any, Any] = {Person.joined: clock.now, Person.name_for: "nobody", Person.biography_for: "nobody"}
    await Person.update(change).where(Person.name == "Ada Geheim")
    for form in ("json", "xml"):
        body = await exported(event, form)
        assert b"Ben" in body
        assert b"Geheim" not in body
        assert b"Kiel" not in body
    assert "Ada Geheim; Ben" in (await exported(event, "csv", None)).decode("utf-8-sig")


async def test_an_erased_person_is_in_nothing_that_came_by_file(event: Row, clock: Clock) -> None:
    ada, ben = {"code": "ADA111", "name": "Ada Raus"}, {"code": "BEN222", "name": "Ben"}
    note = {"x_note": "Ada Raus kommt", "x_other": "bleibt"}
    await take(schedule(talk(1, persons=[ada, ben], **note), x_team="Ada Raus"), event, by=OPERATOR, now=clock.now)
    person = await Person.select(Person.id).where(Person.name == "Ada Raus").first()
    assert person is not None
    await erase(person["id"], clock.now)
    (entry,) = await entries_of(event["id"], language="de")
    for text in (entry.row["imported"], entry.row["original"]):
        assert "Raus" not in text
        assert "ADA111" not in text
        assert "Ben" in text
    assert entry.original["x_other"] == "bleibt"
    await Person.update({Person.name: "", Person.erased: clock.now}).where(Person.id == person["id"])
    assert [each["name"] for each in talks_of(await exported(event, "json"))[0]["persons"]] == ["Ben"]
    assert b"Raus" not in await exported(event, "json")


async def test_the_schedule_shows_what_the_viewer_may_see(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    event = await new_event(OPERATOR, clock.now)
    await take(schedule(talk(1), talk(2)), event, by=OPERATOR, now=clock.now)
    inside = await sessions_in(event["id"])
    from hub.appointments import actions as appointments

    await appointments.change(inside[1]["appointment.id"], {"visible_to": "members"}, now=clock.now)
    await take(schedule(talk(3)), event, by=OPERATOR, now=clock.now, publish=False)
    address = f"/events/{event['slug']}/schedule.json"
    found = {}
    for name in ("visitor", "newcomer", "member", "editor"):
        answer = await client_for(name).get(address)
        assert answer.status_code == 200
        found[name] = [talk["title"] for talk in talks_of(answer.content)]
    outside, everything = ["Vortrag 1"], ["Vortrag 1", "Vortrag 2"]
    assert found == {"visitor": outside, "newcomer": outside, "member": everything, "editor": everything}


async def test_schedules_are_answered_as_programs_expect(visitor: httpx.AsyncClient, clock: Clock) -> None:
    event = await new_event(OPERATOR, clock.now)
    await take(schedule(talk(1)), event, by=OPERATOR, now=clock.now)
    for form, kind in (("json", "application/json"), ("xml", "application/vnd.c3voc.schedule+xml")):
        address = f"/events/{event['slug']}/schedule.{form}"
        first = await visitor.get(address)
        assert (first.status_code, first.headers["content-type"]) == (200, kind)
        same = await visitor.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (same.status_code, same.content) == (304, b"")
        head = await visitor.head(address)
        assert (head.status_code, head.headers["etag"], head.content) == (200, first.headers["etag"], b"")
    assert fromstring(first.content).findtext(".//event/url") == (f"{HERE.public_url}/sessions/vortrag-1")
    await take(schedule(talk(1, title="Anders")), event, by=OPERATOR, now=clock.forward(minutes=1))
    changed = await visitor.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert (await visitor.get("/events/unbekannt/schedule.json")).status_code == 404
    assert (await visitor.post(address)).status_code == 405


async def test_a_draft_event_has_no_public_schedule(client_for: ClientFor, clock: Clock) -> None:
    event = await new_event(OPERATOR, clock.now, publish=False)
    await take(schedule(talk(1)), event, by=OPERATOR, now=clock.now, publish=False)
    address = f"/events/{event['slug']}/schedule.json"
    assert (await client_for("visitor").get(address)).status_code == 404
    assert (await client_for("member").get(address)).status_code == 404
    assert len(talks_of((await client_for("editor").get(address)).content)) == 1


async def test_tables_are_for_editors_of_the_branch(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    event = await new_event(OPERATOR, clock.now, organisation=cast.organisations["north"])
    await take(schedule(talk(1), talk(2)), event, by=OPERATOR, now=clock.now, publish=False)
    address = f"/editing/events/{event['uuid']}/export.csv"
    answers = {
        name: (await client_for(name).get(address)).status_code for name in ("visitor", "member", "editor_south")
    }
    assert answers == {"visitor": 303, "member": 403, "editor_south": 404}
    answer = await client_for("editor_north").get(address)
    assert answer.headers["content-disposition"] == 'attachment; filename="scout-camp.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Titel"], row["Beginn"]) for row in rows] == [("Vortrag 1", "10:00"), ("Vortrag 2", "11:00")]
    workbook = await client_for("editor_north").get(address.replace(".csv", ".xlsx"))
    assert workbook.content.startswith(b"PK")
