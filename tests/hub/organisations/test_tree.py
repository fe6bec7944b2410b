"""The tree: founding, moving, closing."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from hub.calendar.tables import FeedEntry
from hub.jobs.worker import Worker
from hub.organisations import queries
from hub.organisations.actions import places
from hub.refused import Refused
from hub.tables import Organisation
from hub.viewer import VISITOR, Viewer
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.sessions.programme.making import event, session

pytestmark = pytest.mark.anyio

PROFILE = {"name": "Alpha", "summary": "Wir.", "place": "Laboe", "address_hidden": "1"}


async def paths(cast: Cast) -> dict[str, list[str]]:
    """Every organisation's path in names."""
    names = {id: name for name, id in cast.organisations.items()}
    rows = await Organisation.select(Organisation.slug, Organisation.path).where(
        Organisation.slug.is_in(list(cast.organisations))
    )
    return {row["slug"]: [names[int(part)] for part in row["path"].split("/") if part] for row in rows}


async def test_a_moved_organisation_takes_its_subtree_along(client_for: ClientFor, cast: Cast) -> None:
    answer = await client_for("editor").post("/organisations/alpha/place", data={"kind": "member", "parent": "south"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/organisations/alpha")
    found = await paths(cast)
    assert found["alpha"] == ["federation", "south", "alpha"]
    assert found["alpha-house"] == ["federation", "south", "alpha", "alpha-house"]
    assert found["hidden"] == ["federation", "north", "hidden"]
    assert (await client_for("editor_north").get("/organisations/alpha/edit")).status_code == 404
    assert (await client_for("editor_south").get("/organisations/alpha/edit")).status_code == 200


@pytest.mark.parametrize(
    ("who", "parent", "status"),
    [
        ("editor_north", "south", 422),
        ("editor_south", "south", 404),
        ("coordinator", "south", 403),
        ("editor", "x", 422),
    ],
)
async def test_only_who_edits_both_places_moves(
    client_for: ClientFor, cast: Cast, who: str, parent: str, status: int
) -> None:
    answer = await client_for(who).post("/organisations/alpha/place", data={"kind": "member", "parent": parent})
    assert answer.status_code == status
    assert (await paths(cast))["alpha"] == ["federation", "north", "alpha"]


async def test_nothing_moves_below_itself(cast: Cast, clock: Clock) -> None:
    editor = await cast.viewer("editor")
    alpha, house = [await queries.find(slug, editor) for slug in ("alpha", "alpha-house")]
    assert alpha is not None
    assert house is not None
    with pytest.raises(Refused) as refused:
        await places.move(alpha, kind="facility", parent=house, by=editor, now=clock.now)
    assert refused.value.code == "into_itself"


async def test_two_moves_at_once_make_no_circle(cast: Cast, clock: Clock) -> None:
    editor = await cast.viewer("editor")
    await cast.found("beta-house", "facility", "beta", clock.now)
    rows = {slug: await queries.find(slug, editor) for slug in ("alpha", "alpha-house", "beta", "beta-house")}

    async def move(slug: str, parent: str) -> None:
        row, to = rows[slug], rows[parent]
        assert row is not None
        assert to is not None
        await places.move(row, kind="facility", parent=to, by=editor, now=clock.now)

    results = await asyncio.gather(move("alpha", "beta-house"), move("beta", "alpha-house"), return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["NoneType", "Refused"]
    assert all(path[0] == "federation" for path in (await paths(cast)).values())


async def test_there_is_one_federation(client_for: ClientFor, cast: Cast) -> None:
    answer = await client_for("editor").post("/editing/organisations/new", data={"name": "Zwei", "kind": "federation"})
    assert answer.status_code == 422
    assert "mehr als einer geht nicht" in answer.text


async def test_an_empty_installation_gets_its_federation_and_a_region(database: object, clock: Clock) -> None:
    editor = Viewer(person=None, branches=("/",))
    top = await places.found(by=editor, now=clock.now, uuid=uuid4(), name="Verband", kind="federation", parent=None)
    await places.found(by=editor, now=clock.now, uuid=uuid4(), name="Verband Nord", kind="regional", parent=top)
    assert [(row["slug"], row["depth"]) for row in await queries.tree()] == [("verband", 0), ("verband-nord", 1)]
    assert [row["name"] for row in await queries.regional_federations()] == ["Verband Nord"]
    assert len(await queries.branch_ids(top["id"])) == 2
    assert await queries.branch_ids(999_999) == []


@pytest.mark.parametrize(("kind", "parent"), [("regional", "alpha"), ("member", ""), ("federation", "north")])
async def test_kinds_stand_where_they_belong(client_for: ClientFor, cast: Cast, kind: str, parent: str) -> None:
    data = {"name": "Neu", "kind": kind, "parent": parent}
    answer = await client_for("editor").post("/editing/organisations/new", data=data)
    assert answer.status_code == 422
    assert not await Organisation.exists().where(Organisation.name == "Neu")


async def test_an_editor_of_a_branch_adds_below_it_only(client_for: ClientFor, cast: Cast) -> None:
    for parent, status in (("south", 422), ("federation", 422), ("north", 303)):
        data = {"name": "Neu", "kind": "member", "parent": parent}
        answer = await client_for("editor_north").post("/editing/organisations/new", data=data)
        assert answer.status_code == status, parent


async def test_a_closed_organisation_is_gone_and_comes_back(client_for: ClientFor, cast: Cast) -> None:
    editor = client_for("editor_south")
    await editor.post("/editing/organisations/beta/close")
    assert (await client_for("visitor").get("/organisations/beta")).status_code == 404
    assert not (await cast.viewer("stranger")).member
    await editor.post("/editing/organisations/beta/reopen")
    assert (await client_for("visitor").get("/organisations/beta")).status_code == 200
    north = client_for("editor_north")
    answer = await north.post("/editing/organisations/alpha/close")
    assert "gehören weitere" in (await north.get(answer.headers["location"])).text
    assert (await client_for("visitor").get("/organisations/alpha")).status_code == 200


async def test_a_profile_keeps_its_address_and_hides_what_it_hides(client_for: ClientFor, cast: Cast) -> None:
    await client_for("coordinator").post("/organisations/alpha/edit", data={**PROFILE, "name": "Alpha neu"})
    page = (await client_for("visitor").get("/organisations/alpha")).text
    assert "<h1>Alpha neu</h1>" in page
    assert "Laboe" not in page
    assert "Laboe" in (await client_for("member").get("/organisations/alpha")).text


async def test_staff_that_is_hidden_stands_beside_no_name(cast: Cast, clock: Clock) -> None:
    await cast.join("member", "hidden", clock.now)
    person = cast.persons["member"]
    seen = {}
    for name in ("visitor", "stranger", "member", "editor_north"):
        viewer = VISITOR if name == "visitor" else await cast.viewer(name)
        rows = await queries.shown_organisations_of([person], viewer)
        seen[name] = {row["slug"] for row in rows[person]}
    assert seen == {
        "visitor": {"alpha"}, "stranger": {"alpha"}, "member": {"alpha", "hidden"}, "editor_north": {"alpha", "hidden"},
    }  # fmt: skip


async def feeds_of(cast: Cast, appointment: int) -> set[str]:
    """The organisations in whose feeds an appointment stands."""
    feeds = await FeedEntry.select(FeedEntry.feed).where(FeedEntry.appointment == appointment).output(as_list=True)
    names = {f"organisation:{id}": name for name, id in cast.organisations.items()}
    return {names[feed] for feed in feeds if feed in names}


async def test_calendars_follow_a_moved_organisation(
    client_for: ClientFor, cast: Cast, clock: Clock, worker: Worker
) -> None:
    alpha, house, south = (cast.organisations[name] for name in ("alpha", "alpha-house", "south"))
    own = await session("Elternbriefe", clock.now, organisation=alpha, branch=alpha)
    below = await session("Hausrunde", clock.now, organisation=house, branch=house)
    camp = await event("Camp im Süden", clock.now.date(), clock.now, organisation=south, branch=south)
    elsewhere = await session("Zu Gast", clock.now, organisation=alpha, branch=south, event=camp)
    over = await session("Gestern", clock.now, organisation=alpha, branch=alpha, start=clock.now - timedelta(days=1))
    await client_for("visitor").get("/calendar/organisations/south.ics")
    await client_for("editor").post("/organisations/alpha/place", data={"kind": "member", "parent": "south"})
    await worker.round()
    for appointment in (own, elsewhere, over):
        assert await feeds_of(cast, appointment) == {"federation", "south", "alpha"}
    assert await feeds_of(cast, below) == {"federation", "south", "alpha", "alpha-house"}
    feeds = {name: await feed(client_for, name) for name in ("north", "south")}
    assert {name: text.count("BEGIN:VEVENT") for name, text in feeds.items()} == {"north": 0, "south": 4}


async def feed(client_for: ClientFor, name: str) -> str:
    """What the feed of an organisation says, or its status where it says nothing."""
    answer = await client_for("visitor").get(f"/calendar/organisations/{name}.ics")
    return answer.text if answer.status_code == 200 else str(answer.status_code)


async def test_the_feed_of_an_organisation_takes_its_name_and_ends_with_it(client_for: ClientFor, cast: Cast) -> None:
    assert "X-WR-CALNAME:Beta" in await feed(client_for, "beta")
    editor = client_for("editor_south")
    await editor.post("/organisations/beta/edit", data={**PROFILE, "name": "Gamma"})
    assert "X-WR-CALNAME:Gamma" in await feed(client_for, "beta")
    await editor.post("/editing/organisations/beta/close")
    assert await feed(client_for, "beta") == "404"
    await editor.post("/editing/organisations/beta/reopen")
    assert "X-WR-CALNAME:Gamma" in await feed(client_for, "beta")


async def test_who_hides_the_address_leaves_the_feed_of_the_town(
    client_for: ClientFor, cast: Cast, clock: Clock, worker: Worker
) -> None:
    beta, profile = cast.organisations["beta"], {"name": "Beta", "summary": "Wir.", "place": "Kiel"}
    await session("Stammtisch", clock.now, organisation=beta, branch=beta, place_kind="on_site")
    found = {}
    for name, change in (("", {}), ("elsewhere", {"place": "Laboe"}), ("hidden", {"address_hidden": "1"})):
        if name:
            profile |= change
            await client_for("editor_south").post("/organisations/beta/edit", data=profile)
            await worker.round()
        answers = {town: await client_for("visitor").get(f"/calendar/places/{town}.ics") for town in ("kiel", "laboe")}
        found[name] = [town for town, answer in answers.items() if "Stammtisch" in answer.text]
    assert found == {"": ["kiel"], "elsewhere": ["laboe"], "hidden": []}
