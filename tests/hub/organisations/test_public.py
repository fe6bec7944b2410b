"""The directory, the profile and the JSON API: what everybody may see, and what nobody may."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from hub.appointments.tables import Appointment
from hub.tables import Organisation, Person
from tests.cast import CHARACTERS, Cast
from tests.conftest import ClientFor, Clock
from tests.factories import appointment

pytestmark = pytest.mark.anyio

SECRETS = ("Deichweg 7", "24999", "Geheimstadt", "Contact of hidden", "contact@hidden.example", "0431 99")


@pytest.fixture
async def secrets(cast: Cast) -> Cast:
    """hidden has an address, a contact and a member whose name is public."""
    await Organisation.update(
        {
            Organisation.street: "Deichweg 7",
            Organisation.postcode: "24999",
            Organisation.place: "Geheimstadt",
            Organisation.contact_phone: "0431 99",
        }
    ).where(Organisation.slug == "hidden")
    await Person.update({Person.name_for: "public"}).where(Person.id.is_in(list(cast.persons.values())))
    return cast


async def test_hidden_things_are_in_no_answer_for_strangers(secrets: Cast, client_for: ClientFor, clock: Clock) -> None:
    await secrets.join("newcomer", "hidden", clock.now)
    paths = [
        "/organisations", "/organisations?q=hidden", "/organisations/hidden", "/organisations/north",
        "/api/organisations", "/api/organisations?q=hidden", "/api/organisations/hidden",
    ]  # fmt: skip
    leaks = {}
    for name in CHARACTERS:
        text = "".join([(await client_for(name).get(path)).text for path in paths])
        leaks[name] = {secret for secret in SECRETS if secret in text}
        if name not in {"newcomer", "editor_north", "editor"}:
            assert "Newcomer" not in text
    seen = {name for name, found in leaks.items() if found}
    assert seen == {"newcomer", "editor_north", "editor"}
    assert all(leaks[name] == set(SECRETS) for name in seen)


async def test_no_search_finds_a_hidden_place(secrets: Cast, visitor: httpx.AsyncClient) -> None:
    for query in ("Geheimstadt", "geheim", "24999"):
        assert "Hidden" not in (await visitor.get("/organisations", params={"q": query})).text
        assert (await visitor.get("/api/organisations", params={"q": query})).json()["total"] == 0
    assert "Hidden" in (await visitor.get("/organisations?q=hidd")).text


async def test_the_api_leaves_hidden_fields_out_whoever_asks(secrets: Cast, client_for: ClientFor) -> None:
    for name in ("visitor", "editor"):
        found = (await client_for(name).get("/api/organisations/hidden")).json()
        assert set(found) == {"id", "slug", "name", "kind", "url", "calendar", "parent"}
    shown = (await client_for("visitor").get("/api/organisations/alpha")).json()
    assert (shown["street"], shown["contact_email"], shown["parent"]) == (
        "Deichweg 1",
        "contact@alpha.example",
        "north",
    )


async def test_the_api_stands_in_the_schema_and_answers_problems(visitor: httpx.AsyncClient, cast: Cast) -> None:
    paths = (await visitor.get("/api/schema")).json()["paths"]
    assert {"/api/organisations", "/api/organisations/{slug}"} <= set(paths)
    missing = await visitor.get("/api/organisations/nope")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    assert (await visitor.get("/api/organisations?page=x")).status_code == 400
    assert (await visitor.get("/api/organisations?page=99")).json()["page"] == 1


async def test_people_are_shown_as_they_chose(secrets: Cast, client_for: ClientFor) -> None:
    for name, choice in (("member", "public"), ("colleague", "members"), ("coordinator", "nobody")):
        await Person.update({Person.name_for: choice}).where(Person.id == secrets.persons[name])
    shown = {}
    for viewer in ("visitor", "newcomer", "stranger"):
        text = (await client_for(viewer).get("/organisations/alpha")).text
        shown[viewer] = {name for name in ("Member", "Colleague", "Coordinator") if f"{name}</a></strong>" in text}
    assert shown == {"visitor": {"Member"}, "newcomer": {"Member"}, "stranger": {"Member", "Colleague"}}


async def test_the_tree_stands_above_and_below(visitor: httpx.AsyncClient, cast: Cast) -> None:
    page = (await visitor.get("/organisations/alpha")).text
    crumbs = page[page.index('class="breadcrumbs"') : page.index("</nav>", page.index('class="breadcrumbs"'))]
    order = [crumbs.index(f'/organisations/{slug}"') for slug in ("federation", "north")]
    assert order == sorted(order)
    assert 'href="/organisations/alpha-house"' in page
    assert 'href="/organisations/beta"' not in page


async def test_what_comes_up_is_what_the_viewer_may_see_of_the_branch(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    for title, branch, audience in (
        ("Offenes Treffen", "alpha-house", "public"),
        ("Internes Treffen", "alpha", "members"),
        ("Fremdes Treffen", "beta", "public"),
    ):
        id = await appointment(clock.now, title=title, path=f"/sessions/{uuid4()}")
        await Appointment.update(
            {Appointment.branch: cast.organisations[branch], Appointment.visible_to: audience}
        ).where(Appointment.id == id)
    past = await appointment(clock.now, title="Altes Treffen", start=clock.now - timedelta(days=3))
    await Appointment.update({Appointment.branch: cast.organisations["alpha"]}).where(Appointment.id == past)
    titles = ("Offenes Treffen", "Internes Treffen", "Fremdes Treffen", "Altes Treffen")
    shown = {}
    for name in ("visitor", "stranger"):
        text = (await client_for(name).get("/organisations/alpha")).text
        shown[name] = {title for title in titles if title in text}
        assert "/calendar/organisations/alpha.ics" in text
    assert shown == {"visitor": {"Offenes Treffen"}, "stranger": {"Offenes Treffen", "Internes Treffen"}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"federation", "north", "south", "alpha", "alpha-house", "hidden", "beta"}),
        ("q=ALPHA", {"alpha", "alpha-house"}),
        ("q=house+alpha", {"alpha-house"}),
        ("q=kiel+beta", {"beta"}),
        ("branch=south", {"south", "beta"}),
        ("kind=regional", {"north", "south"}),
        ("branch=north&kind=facility", {"alpha-house"}),
        ("q=%25", {"federation", "north", "south", "alpha", "alpha-house", "hidden", "beta"}),
        ("q=nirgends", set()),
        ("branch=nope&kind=nope&page=x", {"federation", "north", "south", "alpha", "alpha-house", "hidden", "beta"}),
    ],
)
async def test_search_and_filters(visitor: httpx.AsyncClient, cast: Cast, query: str, expected: set[str]) -> None:
    text = (await visitor.get(f"/organisations?{query}")).text
    assert {slug for slug in cast.organisations if f'<a href="/organisations/{slug}">' in text} == expected


async def test_search_minds_neither_capitals_nor_umlauts(visitor: httpx.AsyncClient, cast: Cast, clock: Clock) -> None:
    id = await cast.found("haus-oestlicher-weg", "member", "north", clock.now)
    change = {Organisation.name: "Haus Östlicher Weg gGmbH", Organisation.place: "Würzburg"}
    await Organisation.update(change).where(Organisation.id == id)
    for query in ("östlicher", "ÖSTLICHER", "oestlicher", "WÜRZBURG", "würzburg weg"):
        answer = await visitor.get("/organisations", params={"q": query})
        assert "Östlicher" in answer.text, query


async def test_names_and_texts_are_never_markup(visitor: httpx.AsyncClient, cast: Cast) -> None:
    nasty = '<script>alert("x")</script>'
    await Organisation.update({Organisation.name: nasty, Organisation.summary: f"{nasty}\n\n{nasty}"}).where(
        Organisation.slug == "alpha"
    )
    for path in ("/organisations", "/organisations/alpha", "/organisations/north", "/organisations/alpha-house"):
        assert "<script>alert" not in (await visitor.get(path)).text


@pytest.mark.parametrize(
    "path", ["/organisations/nope", "/organisations/../etc", "/organisations/%00", "/organisations/1"]
)
async def test_what_is_not_there_is_a_404(visitor: httpx.AsyncClient, cast: Cast, path: str) -> None:
    assert (await visitor.get(path)).status_code == 404
