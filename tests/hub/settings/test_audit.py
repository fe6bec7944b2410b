"""Who did what, as those read it who look after it."""

import re

import pytest

from hub.audit import record
from hub.database import write
from hub.tables import Audit
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.sessions.programme.making import counted

pytestmark = pytest.mark.anyio


async def something_happened(cast: Cast) -> None:
    async with write():
        for place in ("alpha", "alpha-house", "beta", "north", "federation"):
            id = cast.organisations[place]
            await record("swung_by", "organisation", id, by=cast.persons["editor"], now=NOW, branch=id)
        await record("moved_in", "person", cast.persons["member"], by=cast.persons["administrator"], now=NOW)
        await record("swept", "dust", None, by=None, now=NOW, note="7")


async def read(client_for: ClientFor, who: str, query: str = "") -> list[list[str]]:
    page = (await client_for(who).get(f"/editing/audit{query}")).text
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)[1:]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?>(.*?)</td>", row, re.S)]
        for row in rows
    ]


async def test_administrators_and_editors_of_all_read_everything(client_for: ClientFor, cast: Cast) -> None:
    await something_happened(cast)
    for who in ("administrator", "editor"):
        lines = await read(client_for, who)
        assert [line[4] for line in lines] == ["", "", "Federation", "North", "Beta", "Alpha House", "Alpha"]


@pytest.mark.parametrize(
    ("who", "branches"), [("editor_north", ["North", "Alpha House", "Alpha"]), ("editor_south", ["Beta"])]
)
async def test_editors_read_their_branch(client_for: ClientFor, cast: Cast, who: str, branches: list[str]) -> None:
    await something_happened(cast)
    assert [line[4] for line in await read(client_for, who)] == branches
    page = (await client_for(who).get("/editing/audit")).text
    assert "dust" not in page


async def test_a_line_says_who_did_what_to_what_in_words(client_for: ClientFor, cast: Cast) -> None:
    await something_happened(cast)
    lines = await read(client_for, "administrator")
    assert lines[0] == ["Fr, 20. November 2026, 10:00 Uhr", "der Hub selbst", "swept (7)", "dust", ""]
    assert lines[1] == ["Fr, 20. November 2026, 10:00 Uhr", "Administrator", "moved in", "Person Member", ""]
    assert lines[-1][1:] == ["Editor", "swung by", "Organisation Alpha", "Alpha"]


async def test_filters_by_kind_and_person_can_be_taken_off(client_for: ClientFor, cast: Cast) -> None:
    await something_happened(cast)
    admin = client_for("administrator")
    page = (await admin.get("/editing/audit")).text
    (person,) = set(re.findall(r"\?person=([\w-]+)\">Administrator", page))
    assert [line[2] for line in await read(client_for, "administrator", f"?person={person}")] == ["moved in"]
    assert [line[2] for line in await read(client_for, "administrator", "?kind=dust")] == ["swept (7)"]
    assert await read(client_for, "administrator", f"?kind=dust&person={person}") == []
    filtered = (await admin.get(f"/editing/audit?kind=person&person={person}")).text
    assert 'href="/editing/audit?kind=person"' in filtered
    assert f'href="/editing/audit?person={person}"' in filtered


async def test_kinds_that_are_called_alike_are_one_choice(client_for: ClientFor, cast: Cast) -> None:
    for kind in ("session", "appointment"):
        await Audit(at=NOW, actor=cast.persons["editor"], verb="v", kind=kind, object=1, note="").save()
    admin = client_for("administrator")
    page = (await admin.get("/editing/audit")).text
    assert re.findall(r"<option[^>]*>(Veranstaltung)</option>", page) == ["Veranstaltung"]
    for kind in ("session", "appointment"):
        assert len(await read(client_for, "administrator", f"?kind={kind}")) == 2


@pytest.mark.parametrize("query", ["?page=99999", "?page=x", "?person=nobody", "?kind=' OR 1=1"])
async def test_strange_addresses_are_answered(client_for: ClientFor, cast: Cast, query: str) -> None:
    await something_happened(cast)
    assert (await client_for("editor_north").get(f"/editing/audit{query}")).status_code == 200


async def test_long_logs_come_in_pages(client_for: ClientFor, cast: Cast) -> None:
    rows = [
        Audit(at=NOW, actor=cast.persons["editor"], verb="v", kind="k", object=i, branch=None, note="")
        for i in range(130)
    ]
    await Audit.insert(*rows)
    assert [len(await read(client_for, "administrator", f"?page={n}")) for n in (1, 2, 3)] == [60, 60, 10]


@pytest.mark.parametrize("who", ["member", "scout", "coordinator"])
async def test_nobody_else_reads_it(client_for: ClientFor, who: str) -> None:
    assert (await client_for(who).get("/editing/audit")).status_code == 403


async def test_a_long_log_asks_the_database_as_often_as_a_short_one(client_for: ClientFor, cast: Cast) -> None:
    asked = []
    for n in (1, 2, 57):
        alpha = cast.organisations["alpha"]
        rows = [
            Audit(at=NOW, actor=id, verb="v", kind="organisation", object=alpha, branch=alpha, note="")
            for id in (list(cast.persons.values()) * 6)[:n]
        ]
        await Audit.insert(*rows)
        with counted() as queries:
            await client_for("editor_north").get("/editing/audit")
        asked.append(len(queries))
    assert asked == [asked[0]] * 3
