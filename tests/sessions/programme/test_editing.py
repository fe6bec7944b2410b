"""The pages for editing, as the people who use them see them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from hub.appointments import seats
from hub.appointments.queries import hosts_of
from hub.appointments.seats import Wish
from hub.database import current
from hub.tables import Organisation, Person
from sessions.programme import actions
from sessions.programme.tables import Session
from tests import factories
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.sessions.programme import kit
from tests.sessions.programme.test_nasty_input import errors_in

pytestmark = pytest.mark.anyio


async def make(client: httpx.AsyncClient, **values: Any) -> str:
    """Send the form of a new session and give back the path of its page."""
    answer = await client.post("/editing/sessions/new", data={**kit.SESSION_FORM, **values})
    assert answer.status_code == 303, errors_in(answer)
    return str(answer.headers["location"])


def notices(page: httpx.Response) -> str:
    """The words of warnings, without markup."""
    found = re.findall(r'class="notice state-(?:warning|error)".*?</div>\s*</div>', page.text, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(found)).split())


async def test_everything_typed_comes_back(client_for: ClientFor, cast: Cast) -> None:
    editor = client_for("editor")
    path = await make(
        editor, subtitle="Für Einsteiger", place_kind="hybrid", place="Deichweg 1\n24103 Kiel", costs="5 €",
        difficulty="some", language="tr", captions="1", wheelchair="1", visible_to="members", open_to="org:north",
        tags="#Ablage, ablage, Cloud", registration="none", capacity="",
    )  # fmt: skip
    page = (await editor.get(path)).text
    for words in ("Für Einsteiger", "24103 Kiel", "5 €", "Ablage, Cloud", "Nextcloud kennenlernen"):
        assert words in page
    assert re.findall(r'<option value="([^"]+)" selected>', page) == ["workshop", "members", "org:north", "alpha", "tr"]
    assert set(re.findall(r'name="([a-z_]+)" value="[^"]*" checked|checked id="f-([a-z_]+)"', page)) >= {
        ("place_kind", ""), ("registration", ""), ("difficulty", ""),
    }  # fmt: skip
    row = await kit.session_row(_uuid(path))
    assert (row["captions"], row["sign_language"], row["wheelchair"]) == (True, False, True)
    assert row["appointment.open_to"] == f"org:{cast.organisations['north']}"


def _uuid(path: str) -> UUID:
    return UUID(path.rpartition("/")[2])


async def test_times_are_those_on_the_wall(client_for: ClientFor) -> None:
    editor = client_for("editor")
    row = await kit.session_row(_uuid(await make(editor, day="2026-12-01", begins="22:00", ends="01:00")))
    assert row["appointment.start"] == datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
    assert row["appointment.end"] == datetime(2026, 12, 2, 0, 0, tzinfo=UTC)
    page = (await editor.get(f"/editing/sessions/{row['uuid']}")).text
    assert "Di, 1. Dezember 2026, 22:00 Uhr bis Mi, 2. Dezember 2026, 01:00 Uhr (Berlin)" in page

    async def wrong(**values: str) -> set[str]:
        return errors_in(await editor.post("/editing/sessions/new", data={**kit.SESSION_FORM, **values}))

    row = await kit.session_row(_uuid(await make(editor, title="Punkt und Uhr", begins="10.00", ends="11 Uhr")))
    assert row["appointment.start"] == datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert row["appointment.end"] == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    page = await editor.post("/editing/sessions/new", data={**kit.SESSION_FORM, "begins": "9 Uhr", "ends": "halb elf"})
    assert (page.status_code, "„halb elf“ ist keine Uhrzeit" in page.text) == (422, True)
    assert 'value="09:00"' in page.text
    assert await wrong(day="2027-03-28", begins="02:30", ends="04:00") == {"begins"}
    assert await wrong(day="2027-03-28", begins="01:00", ends="02:15") == {"ends"}
    assert await wrong(begins="10:00", ends="10:00") == {"ends"}
    assert await wrong(until="2026-11-30") == {"until"}
    assert await wrong(until="2027-03-01") == {"until"}


async def test_saving_without_a_change_moves_nothing(client_for: ClientFor, cast: Cast) -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the second half past two of that night
    row = await kit.session(cast, start=second, end=second + timedelta(days=2))
    path = f"/editing/sessions/{row['uuid']}"
    page = (await client_for("editor").get(path)).text
    shown = re.findall(r'type="(?:date|time)" value="([^"]*)" id="f-([a-z]+)"', page)
    values = {name: value for value, name in shown}
    assert values == {"day": "2026-10-25", "begins": "02:30", "ends": "02:30", "until": "2026-10-27"}
    form = {**kit.SESSION_FORM, "title": "Neuer Titel", **values}
    assert (await client_for("editor").post(path, data=form)).status_code == 303
    after = await kit.session_row(row["uuid"])
    assert (after["title"], after["appointment.start"]) == ("Neuer Titel", second)


async def test_people_must_find_the_way(client_for: ClientFor, cast: Cast) -> None:
    event = await kit.event(cast, publish=True)
    await actions.add_room(event["id"], name="Aula", by=await cast.viewer("editor"), now=NOW)
    inside = {"event": str(event["uuid"]), "shown_event": str(event["uuid"]), "place_kind": "on_site"}
    inside |= {"day": "2027-05-03"}
    editor = client_for("editor")
    form = {**kit.SESSION_FORM, **inside}
    assert errors_in(await editor.post("/editing/sessions/new", data=form)) == {"place"}
    path = await make(editor, **inside, room="Aula")
    assert (await kit.session_row(_uuid(path)))["room.name"] == "Aula"


async def test_rooms_follow_the_event(client_for: ClientFor, cast: Cast) -> None:
    editor, viewer = client_for("editor"), await cast.viewer("editor")
    one, two = await kit.event(cast, publish=True), await kit.event(cast, title="Andere", publish=True)
    await actions.add_room(one["id"], name="Aula", by=viewer, now=NOW)
    await actions.add_room(two["id"], name="Küche", by=viewer, now=NOW)
    form = {"event": str(one["uuid"]), "shown_event": str(one["uuid"]), "room": "Aula", "day": "2027-05-03"}
    assert "Aula" in (await editor.get(f"/editing/sessions/new?event={one['uuid']}")).text
    path = await make(editor, **form)
    moved = {**kit.SESSION_FORM, **form, "event": str(two["uuid"])}
    assert (await editor.post(path, data=moved)).status_code == 303
    row = await kit.session_row(_uuid(path))
    assert (row["event"], row["room"]) == (two["id"], None)
    page = (await editor.get(path)).text
    assert "Bitte wähle jetzt Raum und Themenstrang" in page
    assert "Küche" in page


async def test_a_preview_shows_the_text_and_saves_nothing(client_for: ClientFor) -> None:
    form = {
        **kit.SESSION_FORM, "do": "preview",
        "description": "# Ablauf\n\n**Fett**, <script>alert(1)</script> [Link](javascript:alert(1)) [gut](https://a.example)",
    }  # fmt: skip
    answer = await client_for("editor").post("/editing/sessions/new", data=form)
    assert answer.status_code == 200
    shown = answer.text.partition('<div class="prose">')[2].partition("</div>")[0]
    assert "<h3>Ablauf</h3>" in shown
    assert "<strong>Fett</strong>" in shown
    assert '<a href="https://a.example" rel="nofollow noopener ugc">gut</a>' in shown
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert "Di, 1. Dezember 2026, 10:00–11:30 Uhr (Berlin)" in answer.text
    assert await Session.count() == 0
    broken = await client_for("editor").post("/editing/sessions/new", data={**form, "title": ""})
    assert (broken.status_code, errors_in(broken)) == (422, {"title"})
    assert "<strong>Fett</strong>" in broken.text


async def test_a_clash_is_warned_about_once_and_never_forbidden(client_for: ClientFor, cast: Cast) -> None:
    await kit.session(cast, title="Früher da", hosts=("scout",), publish=True)
    scout = client_for("scout")
    form = {**kit.SESSION_FORM, "organisation": "alpha-house", "type": "webinar", "host_myself": "1"}
    warned = await scout.post("/editing/sessions/new", data=form)
    assert warned.status_code == 422
    assert "Scout ist zu der Zeit schon belegt: Früher da" in notices(warned)
    assert 'value="anyway"' in warned.text
    saved = await scout.post("/editing/sessions/new", data={**form, "do": "anyway"})
    assert saved.status_code == 303
    path = saved.headers["location"]
    text_only = await scout.post(path, data={**form, "title": "Neuer Titel"})
    assert text_only.status_code == 303


async def test_a_day_outside_the_event_and_a_change_meanwhile_are_warned_about(
    client_for: ClientFor, cast: Cast
) -> None:
    editor, event = client_for("editor"), await kit.event(cast, publish=True)
    form = {**kit.SESSION_FORM, "event": str(event["uuid"]), "shown_event": str(event["uuid"])}
    warned = await editor.post("/editing/sessions/new", data=form)
    assert "gehört nicht zu „Scout-Camp“ (3.–5. Mai 2027)" in notices(warned)
    path = await make(editor, day="2027-05-04")
    late = await editor.post(
        path, data={**kit.SESSION_FORM, "day": "2027-05-04", "seen": NOW.isoformat()[:-6] + "+00:01"}
    )
    assert "Inzwischen hat jemand anderes gespeichert" in notices(late)


async def test_hosts_send_text_and_nothing_else(client_for: ClientFor, cast: Cast) -> None:
    row = await kit.session(cast, hosts=("member",), capacity=10, publish=True)
    path, member = f"/editing/sessions/{row['uuid']}", client_for("member")
    page = (await member.get(path)).text
    assert 'name="title"' in page
    for locked in ("capacity", "day", "visible_to", "organisation"):
        assert f'name="{locked}"' not in page
    form = {**kit.SESSION_FORM, "title": "Von mir", "capacity": "99", "visible_to": "members"}
    assert (await member.post(path, data=form)).status_code == 303
    after = await kit.session_row(row["uuid"])
    assert (after["title"], after["appointment.capacity"], after["appointment.visible_to"]) == ("Von mir", 10, "public")
    for forbidden in ("publish", "withdraw", "delete", "hosts/external"):
        assert (await member.post(f"{path}/{forbidden}", data={"name": "x"})).status_code == 404


async def test_who_finds_which_page(client_for: ClientFor, cast: Cast) -> None:
    row, event = await kit.session(cast, hosts=("member",)), await kit.event(cast)
    session, camp = f"/editing/sessions/{row['uuid']}", f"/editing/events/{event['uuid']}"

    async def status(path: str) -> dict[str, int]:
        names = ("visitor", "newcomer", "member", "coordinator", "scout", "stranger", "editor_north", "editor_south")
        return {name: (await client_for(name).get(path)).status_code for name in names}

    assert await status(session) == {
        "visitor": 303, "newcomer": 404, "member": 200, "coordinator": 200, "scout": 404, "stranger": 404,
        "editor_north": 200, "editor_south": 404,
    }  # fmt: skip
    assert await status(camp) == {
        "visitor": 303, "newcomer": 403, "member": 403, "coordinator": 403, "scout": 403, "stranger": 403,
        "editor_north": 200, "editor_south": 404,
    }  # fmt: skip
    assert await status("/editing") == {
        "visitor": 303, "newcomer": 403, "member": 403, "coordinator": 200, "scout": 200, "stranger": 403,
        "editor_north": 200, "editor_south": 200,
    }  # fmt: skip
    for wrong in ("nicht-da", "00000000-0000-0000-0000-000000000000"):
        assert (await client_for("editor").get(f"/editing/sessions/{wrong}")).status_code == 404
        assert (await client_for("editor").post(f"/editing/events/{wrong}/publish")).status_code == 404


async def test_the_overview_holds_for_each_what_is_theirs(client_for: ClientFor, cast: Cast) -> None:
    row = await kit.session(cast, by="coordinator", title="Vorschlag der Koordination")
    await actions.propose_session(row["id"], by=await cast.viewer("coordinator"), now=NOW)
    await kit.session(cast, by="coordinator", title="Wird noch")
    await kit.session(cast, title="Kommt", hosts=("scout",), publish=True)
    await kit.session(cast, title="War", start=NOW - timedelta(days=3), end=NOW - timedelta(days=2), publish=True)
    await kit.session(cast, title="Süden", organisation=cast.organisations["beta"], publish=True)
    await kit.event(cast)
    parts = ("drafts", "waiting", "others", "coming", "past", "events")

    async def shown(name: str) -> dict[str, list[str]]:
        pages = {part: (await client_for(name).get(f"/editing?part={part}")).text for part in parts}
        return {part: re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page) for part, page in pages.items()}

    assert await shown("editor_north") == {
        "drafts": [], "waiting": ["Vorschlag der Koordination"], "others": ["Wird noch"], "coming": ["Kommt"],
        "past": ["War"], "events": ["Scout-Camp"],
    }  # fmt: skip
    # Those who edit nothing have none of these parts, and see what is coming instead.
    assert await shown("coordinator") == {
        "drafts": ["Vorschlag der Koordination", "Wird noch"], "waiting": [], "others": [], "coming": [], "past": [],
        "events": [],
    }  # fmt: skip
    assert await shown("scout") == {
        "drafts": [], "waiting": ["Kommt"], "others": ["Kommt"], "coming": ["Kommt"], "past": [], "events": ["Kommt"],
    }  # fmt: skip


async def test_the_overview_is_sorted_filtered_and_paged(client_for: ClientFor, cast: Cast) -> None:
    for n, (title, type) in enumerate([("Ärger", "workshop"), ("Beta", "exchange"), ("Camp", "workshop")]):
        start = NOW + timedelta(days=10 - n)
        await kit.session(cast, title=title, type=type, start=start, end=start + timedelta(hours=1), publish=True)

    async def titles(query: str) -> list[str]:
        page = await client_for("editor").get(f"/editing?{query}")
        return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page.text)

    assert await titles("part=coming") == ["Camp", "Beta", "Ärger"]
    assert await titles("part=coming&sort=-time") == ["Ärger", "Beta", "Camp"]
    assert await titles("part=coming&words=ärger") == ["Ärger"]
    assert await titles("part=coming&words=%25") == ["Camp", "Beta", "Ärger"]
    assert await titles("part=coming&type=exchange") == ["Beta"]
    assert await titles("part=coming&sort=-nope&type=nope&page=999999999999") == ["Camp", "Beta", "Ärger"]


async def test_the_overview_asks_as_often_for_one_row_as_for_many(
    client_for: ClientFor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, count = current(), 0
    run = type(engine).run_querystring

    async def counting(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        return await run(self, *args, **kwargs)

    monkeypatch.setattr(type(engine), "run_querystring", counting)

    async def queries() -> int:
        nonlocal count
        count = 0
        assert (await client_for("editor").get("/editing?words=e&type=workshop")).status_code == 200
        return count

    await kit.session(cast, hosts=("scout",), publish=True)
    one = await queries()
    for _ in range(4):
        await kit.session(cast, hosts=("scout", "member"), publish=True)
    assert await queries() == one


async def test_publishing_can_be_undone_at_once(client_for: ClientFor, cast: Cast) -> None:
    row, editor = await kit.session(cast), client_for("editor")
    path = f"/editing/sessions/{row['uuid']}"
    assert (await editor.post(f"{path}/publish")).status_code == 303
    page = (await editor.get(path)).text
    assert f'action="{path}/withdraw"' in page.partition('id="flashes"')[2].partition("</main>")[0]
    assert (await editor.post(f"{path}/withdraw")).status_code == 303
    assert (await kit.session_row(row["uuid"]))["appointment.state"] == "draft"


async def test_cancelling_says_how_many_are_told(client_for: ClientFor, cast: Cast) -> None:
    row = await kit.session(cast, hosts=("member", "scout"), publish=True)
    page = (await client_for("editor").get(f"/editing/sessions/{row['uuid']}/cancel")).text
    assert "2 Personen bekommen eine Mail." in page
    mine = (await client_for("member").get(f"/editing/sessions/{row['uuid']}/cancel")).text
    assert "1 Person bekommt eine Mail." in mine


async def test_hosts_are_found_by_name_or_written_down(client_for: ClientFor, cast: Cast) -> None:
    row, editor = await kit.session(cast), client_for("editor_north")
    base = f"/editing/sessions/{row['uuid']}/hosts"
    await Person.update({Person.name_for: "nobody"}).where(Person.id.is_in([cast.persons["stranger"]]))
    member = (await editor.get(f"{base}?who=MEMB")).text
    uuid = re.search(r'name="person" value="([^"]+)"', member)
    assert uuid is not None
    assert "Alpha" in member
    assert "Niemand mit diesem Namen" in (await editor.get(f"{base}?who=stranger")).text
    assert "Colleague" in (await editor.get(f"{base}?who=colleague")).text
    assert (await editor.post(f"{base}/add", data={"person": uuid[1], "as": "host"})).status_code == 303
    assert (await editor.post(f"{base}/external", data={"name": "Dr. Ünal"})).status_code == 303
    assert (await editor.post(f"{base}/add", data={"person": "x"})).status_code == 404
    found = await hosts_of([row["appointment.id"]])
    assert [each["person.name"] for each in found[row["appointment.id"]]] == ["Member", "Dr. Ünal"]
    page = (await editor.get(base)).text
    other = re.findall(r'/hosts/first">\s*<input type="hidden" name="person" value="([^"]+)"', page)
    if not other:
        other = re.findall(r'hosts/first".*?value="([0-9a-f-]{36})"', page, re.S)
    assert (await editor.post(f"{base}/first", data={"person": other[0]})).status_code == 303
    assert (await editor.post(f"{base}/remove", data={"person": uuid[1]})).status_code == 303
    found = await hosts_of([row["appointment.id"]])
    assert [each["person.name"] for each in found[row["appointment.id"]]] == ["Dr. Ünal"]


async def test_a_busy_host_is_named_only_on_second_thought(client_for: ClientFor, cast: Cast) -> None:
    await kit.session(cast, title="Früher da", hosts=("scout",), publish=True)
    row, editor = await kit.session(cast, title="Später"), client_for("editor")
    base = f"/editing/sessions/{row['uuid']}/hosts"
    uuid = (await Person.select(Person.uuid).where(Person.id == cast.persons["scout"]))[0]["uuid"]
    warned = await editor.post(f"{base}/add", data={"person": str(uuid), "as": "host"})
    assert (warned.status_code, "Früher da" in notices(warned)) == (422, True)
    sure = await editor.post(f"{base}/add", data={"person": str(uuid), "as": "host", "do": "anyway"})
    assert sure.status_code == 303


async def test_organisations_too_many_to_list_are_typed(
    client_for: ClientFor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.programme.choices.LONGEST_LIST", 3)
    editor = client_for("editor")
    assert re.search(r'<input[^>]* id="f-organisation"', (await editor.get("/editing/sessions/new")).text)
    path = await make(editor, organisation="  ALPHA   house ")
    assert (await kit.session_row(_uuid(path)))["organisation"] == cast.organisations["alpha-house"]
    wrong = await editor.post("/editing/sessions/new", data={**kit.SESSION_FORM, "organisation": "alph"})
    assert errors_in(wrong) == {"organisation"}
    assert "Meinst Du: Alpha, Alpha House?" in wrong.text


async def test_nobody_names_an_organisation_that_is_not_theirs(client_for: ClientFor, cast: Cast) -> None:
    await Organisation.update({Organisation.state: "closed"}).where(
        Organisation.id == cast.organisations["alpha-house"]
    )
    for name, slug in (("coordinator", "beta"), ("editor_south", "alpha"), ("editor", "alpha-house")):
        answer = await client_for(name).post("/editing/sessions/new", data={**kit.SESSION_FORM, "organisation": slug})
        assert (answer.status_code, errors_in(answer)) == (422, {"organisation"})


async def test_an_event_from_the_first_day_to_its_copy(client_for: ClientFor) -> None:
    editor = client_for("editor_north")
    fresh = (await editor.get("/editing/events/new")).text
    assert re.findall(r'type="date" value="([^"]*)"', fresh) == ["2026-12-18", ""]
    made = await editor.post("/editing/events/new", data=kit.EVENT_FORM)
    path = made.headers["location"]
    for part, form in (("tracks", {"name": "Technik", "color": "teal"}), ("rooms", {"name": "Aula", "capacity": "40"})):
        assert (await editor.post(f"{path}/{part}", data=form)).status_code == 303
    row = await kit.event_row(_uuid(path))
    await make(
        editor, event=str(row["uuid"]), shown_event=str(row["uuid"]), room="Aula", track="technik", day="2027-05-03",
        registration="event",
    )  # fmt: skip
    assert "Auch den 1 Veranstaltungsentwurf veröffentlichen" in (await editor.get(f"{path}/publish")).text
    assert (await editor.post(f"{path}/publish", data={"with_sessions": "1"})).status_code == 303
    copied = await editor.post(f"{path}/copy", data={"title": "Nächstes Camp", "first": "2028-05-01"})
    page = (await editor.get(copied.headers["location"])).text
    assert "1.–3. Mai 2028" in page
    assert "Nextcloud kennenlernen" in page
    wrong = {**kit.EVENT_FORM, "first": "2027-05-05", "last": "2027-05-03"}
    assert errors_in(await editor.post("/editing/events/new", data=wrong)) == {"last"}


async def test_a_tag_is_written_differently_everywhere(client_for: ClientFor, cast: Cast) -> None:
    row = await kit.session(cast, tags=("nextcloud",), publish=True)
    editor, form = client_for("editor"), {"which": "nextcloud", "name": "Nextcloud"}
    assert 'value="nextcloud"' in (await editor.get("/editing/tags?edit=nextcloud")).text
    assert errors_in(await editor.post("/editing/tags", data={**form, "name": "🎉"})) == {"name"}
    assert (await editor.post("/editing/tags", data=form)).status_code == 303
    assert (await kit.session_row(row["uuid"]))["tags"] == ("Nextcloud",)
    for name in ("editor_north", "scout"):
        assert (await client_for(name).post("/editing/tags", data=form)).status_code in (403, 404)
    assert (await editor.post("/editing/tags", data={**form, "which": "gibt-es-nicht"})).status_code == 404


async def test_moving_says_how_many_get_a_mail_and_counts_only_those_whom_it_reaches(
    client_for: ClientFor, cast: Cast
) -> None:
    row = await kit.session(cast, publish=True, capacity=2)
    path, editor = f"/editing/sessions/{row['uuid']}", client_for("editor")
    assert "bekommt eine Mail, wenn" not in (await editor.get(path)).text
    nobody = await factories.person("Ohne Adresse", NOW)
    for person in (cast.persons["member"], nobody, cast.persons["colleague"]):
        wish = Wish(person=person, by=person, shown_name="X")
        await seats.take(row["appointment.id"], wish, now=NOW)
    assert "2 Personen bekommen eine Mail, wenn sich Zeit oder Ort ändern." in (await editor.get(path)).text
    assert "2 Personen bekommen eine Mail." in (await editor.get(f"{path}/cancel")).text
    form = {**kit.SESSION_FORM, "capacity": "2", "tags": ""}
    said = []
    for change in ({}, {"title": "Anders"}, {"begins": "10:30"}):
        form |= change
        await editor.post(path, data={**form, "do": "anyway"})
        found = re.search(r"Gespeichert\.[^<]*", (await editor.get(path)).text)
        assert found is not None
        said.append(found[0].strip())
    assert said[1:] == ["Gespeichert.", "Gespeichert. 2 Personen bekommen eine Mail."]


async def test_the_room_and_the_list_are_one_step_away(client_for: ClientFor, cast: Cast) -> None:
    online = await kit.session(cast, hosts=("member",), publish=True)
    on_site = await kit.session(cast, hosts=("member",), place_kind="on_site", place="Kiel", registration="none")
    for name in ("member", "editor_north"):
        shown = (await client_for(name).get(f"/editing/sessions/{online['uuid']}")).text
        for path in (f"/join/{online['appointment.uuid']}/room", f"/book/{online['appointment.uuid']}/people"):
            assert f'href="{path}"' in shown
            assert (await client_for(name).get(path)).status_code == 200
    shown = (await client_for("member").get(f"/editing/sessions/{on_site['uuid']}")).text
    assert "/join/" not in shown
    assert "/people" not in shown
