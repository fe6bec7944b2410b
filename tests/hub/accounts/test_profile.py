"""What people say about themselves, and who sees it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from hub.appointments.tables import Appointment, Host
from hub.tables import Organisation, Person
from tests.cast import Cast
from tests.conftest import ClientFor, Clock

pytestmark = pytest.mark.anyio

PROFILE = {
    "name": "Ada Lovelace",
    "biography": "I **count**.",
    "topics": "video, Privacy,, privacy",
    "language": "de",
    "name_for": "members",
    "biography_for": "members",
    "topics_for": "members",
}


async def appointment(cast: Cast, clock: Clock, *, days: float, host: str = "scout", **values: object) -> None:
    """Something that a person gives, some days from now."""
    start = clock.now + timedelta(days=days)
    row = Appointment(
        uuid=uuid4(),
        **{
            "kind": "session", "title": f"In {days} days", "path": "/sessions/x", "start": start,
            "end": start + timedelta(hours=1), "state": "published", "visible_to": "public", "open_to": "public",
            "created": clock.now, "changed": clock.now, **values,
        },
    )  # fmt: skip
    await row.save()
    await Host(appointment=row.id, person=cast.persons[host]).save()


async def test_a_profile_is_kept_and_comes_back(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("member")
    answer = await client.post("/me/profile", data=PROFILE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/profile")
    text = (await client.get("/me/profile")).text
    assert 'value="Ada Lovelace"' in text
    assert 'value="video, Privacy"' in text
    assert "<strong>count</strong>" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", " \u200b "), ("name", "x" * 121), ("name", "a\x07b"), ("biography", "x" * 4001),
        ("topics", "x" * 601), ("language", "xx"), ("name_for", "everybody"), ("name_for", ""),
    ],
)  # fmt: skip
async def test_errors_stand_at_the_field_and_nothing_is_lost(
    client_for: ClientFor, cast: Cast, field: str, value: str
) -> None:
    answer = await client_for("member").post("/me/profile", data={**PROFILE, field: value})
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    kept = "I **count**." if field != "biography" else "Ada Lovelace"
    assert kept in answer.text


async def test_the_preview_keeps_nothing(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("member")
    answer = await client.post("/me/profile", data={**PROFILE, "topics_for": "public", "preview": "1"})
    assert answer.status_code == 200
    members, everybody = answer.text.split("<h3>")[1:]
    assert "Ada Lovelace" in members
    assert "count" in members
    assert "Ada Lovelace" not in everybody
    assert "count" not in everybody
    assert "video, Privacy" in everybody
    assert "Lovelace" not in (await client.get("/me/profile")).text


async def test_a_biography_carries_no_script(client_for: ClientFor, cast: Cast) -> None:
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) ![i](https://evil.example/i.png) **fine**"
    client = client_for("member")
    await client.post(
        "/me/profile", data={**PROFILE, "biography": evil, "biography_for": "public", "name_for": "public"}
    )
    text = (await client_for("visitor").get("/people/member")).text
    prose = re.search(r'<div class="prose">(.*?)</div>', text, re.S)
    assert prose is not None
    assert "<strong>fine</strong>" in prose.group(1)
    assert "<script" not in prose.group(1)
    assert "<img" not in prose.group(1)
    assert 'href="javascript' not in prose.group(1)


async def seen(client_for: ClientFor, name: str, path: str = "/people/member") -> set[str]:
    answer = await client_for(name).get(path)
    if answer.status_code == 404:
        return set()
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    parts = {"name": "Ada Lovelace", "biography": "<strong>count", "topics": "video, Privacy"}
    return {part for part, text in parts.items() if text in main}


@pytest.mark.parametrize(
    ("chosen", "visitor", "newcomer", "stranger"),
    [
        ("public", {"name", "biography", "topics"}, {"name", "biography", "topics"}, {"name", "biography", "topics"}),
        ("members", set(), set(), {"name", "biography", "topics"}),
        ("nobody", set(), set(), set()),
    ],
)
async def test_each_field_is_seen_by_whom_its_person_chose(
    client_for: ClientFor, cast: Cast, chosen: str, visitor: set[str], newcomer: set[str], stranger: set[str]
) -> None:
    fields = dict.fromkeys(("name_for", "biography_for", "topics_for"), chosen)
    await client_for("member").post("/me/profile", data={**PROFILE, **fields})
    assert await seen(client_for, "visitor") == visitor
    assert await seen(client_for, "newcomer") == newcomer
    assert await seen(client_for, "stranger") == stranger
    assert await seen(client_for, "member") == {"name", "biography", "topics"}


async def test_fields_are_chosen_one_by_one(client_for: ClientFor, cast: Cast) -> None:
    fields = {"name_for": "public", "biography_for": "nobody", "topics_for": "members"}
    await client_for("member").post("/me/profile", data={**PROFILE, **fields})
    assert await seen(client_for, "visitor") == {"name"}
    assert await seen(client_for, "stranger") == {"name", "topics"}


@pytest.mark.parametrize(("name_for", "stranger"), [("nobody", set()), ("members", {"name"})])
async def test_giving_a_session_shows_nobody_more(
    client_for: ClientFor, cast: Cast, clock: Clock, name_for: str, stranger: set[str]
) -> None:
    fields = {"name_for": name_for, "biography_for": "nobody", "topics_for": "nobody"}
    await client_for("member").post("/me/profile", data={**PROFILE, **fields})
    await appointment(cast, clock, days=3, host="member")
    assert await seen(client_for, "visitor") == set()
    assert await seen(client_for, "stranger") == stranger


@pytest.mark.parametrize("values", [{"state": "draft"}, {"visible_to": "scouts"}, {"visible_to": "members"}])
async def test_a_page_lists_only_what_its_viewer_may_see(
    client_for: ClientFor, cast: Cast, clock: Clock, values: dict[str, str]
) -> None:
    await client_for("member").post("/me/profile", data={**PROFILE, "name_for": "public"})
    await appointment(cast, clock, days=3, host="member", **values)
    listed = {
        name: "In 3 days" in (await client_for(name).get("/people/member")).text for name in ("visitor", "stranger")
    }
    assert listed == {"visitor": False, "stranger": values == {"visible_to": "members"}}


async def test_a_page_lists_what_is_coming_and_what_was(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    for days in (5, 2, -3, -1):
        await appointment(cast, clock, days=days)
    await appointment(cast, clock, days=4, state="cancelled")
    await appointment(cast, clock, days=6, state="draft")
    text = (await client_for("stranger").get("/people/scout")).text
    assert re.findall(r"In (-?\d+) days", text) == ["2", "4", "5", "-1", "-3"]
    assert text.count("Abgesagt") == 1
    # Not even the host and the editors see drafts on the public page.
    for name in ("scout", "editor"):
        assert "In 6 days" not in (await client_for(name).get("/people/scout")).text


async def test_the_past_is_paged(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    for days in range(-25, 0):
        await appointment(cast, clock, days=days)
    first = (await client_for("stranger").get("/people/scout")).text
    assert len(re.findall(r"In -\d+ days", first)) == 20
    second = (await client_for("stranger").get("/people/scout?page=2")).text
    assert re.findall(r"In (-\d+) days", second) == ["-21", "-22", "-23", "-24", "-25"]


async def test_an_organisation_that_hides_its_staff_is_not_named(
    client_for: ClientFor, cast: Cast, clock: Clock
) -> None:
    await cast.join("member", "hidden", clock.now)
    await client_for("member").post("/me/profile", data={**PROFILE, "name_for": "public"})
    text = (await client_for("visitor").get("/people/member")).text
    assert re.findall(r'href="/organisations/([^"]+)"', text) == ["alpha"]
    await Organisation.update({Organisation.staff_hidden: True}).where(Organisation.slug == "alpha")
    text = (await client_for("stranger").get("/people/member")).text
    assert re.findall(r'href="/organisations/([^"]+)"', text) == []
    text = (await client_for("colleague").get("/people/member")).text
    assert re.findall(r'href="/organisations/([^"]+)"', text) == ["alpha"]


@pytest.mark.parametrize("slug", ["nobody-at-all", "%00", "member%2f", "1", "None"])
async def test_an_unknown_person_is_not_found(client_for: ClientFor, cast: Cast, slug: str) -> None:
    assert (await client_for("visitor").get(f"/people/{slug}")).status_code == 404


async def test_my_page_greets_and_needs_an_account(client_for: ClientFor, cast: Cast) -> None:
    assert "Hallo Member!" in (await client_for("member").get("/me")).text
    for path in ("/me", "/me/profile", "/me/devices", "/me/address"):
        assert (await client_for("visitor").get(path)).headers["location"] == f"/sign-in?next={path}"
    assert (await client_for("newcomer").get("/me")).status_code == 200


async def test_a_slug_stays_when_the_name_changes(client_for: ClientFor, cast: Cast) -> None:
    await client_for("member").post("/me/profile", data={**PROFILE, "name": "Somebody Else"})
    row = await Person.select(Person.slug).where(Person.id == cast.persons["member"]).first()
    assert row == {"slug": "member"}
