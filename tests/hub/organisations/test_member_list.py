"""The imported member list: read strictly, compared, applied, and the second time nothing happens."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.config import Config
from hub.jobs.worker import Worker
from hub.organisations import importing, member_list
from hub.organisations.actions.take_list import take
from hub.organisations.commands import members
from hub.organisations.tables import KnownAddress, MailDomain
from hub.refused import Refused
from hub.tables import Membership, Organisation
from tests.cast import Cast
from tests.conftest import ClientFor, Clock
from tests.hub.organisations.mailbox import letters

pytestmark = pytest.mark.anyio

LIST = """Organisation;PLZ;Ort;Landesverband;Mailadresse;Name;Beitrag
Alpha;24103;Kiel;North;Ada@alpha.example;Ada Beispiel;12
Haus am See e. V.;24105;Kiel;north;ben@see.example;Ben Beispiel;7
"Haus am See e. V.";24105;Kiel;North;eva@see.example;Eva "Evi" Beispiel;7
Weit weg;80331;München;South;;;3
Nirgends;1;X;West;;;3
"""
GOOD = LIST.replace(' "Evi"', "")


def test_a_list_is_read_in_each_usual_shape() -> None:
    expected = [(2, "Müller & Söhne", "24103", "ada@x.example")]
    for text in (
        "Organisation;PLZ;E-Mail\nMüller & Söhne;24103;ada@x.example\n",
        '"Organisation","PLZ","Mailadresse"\r\n"Müller & Söhne","24103","ADA@x.example"\r\n\r\n,,\r\n',
        "organisation:\tplz\tmail\nMüller  & Söhne \t24103\tmailto:ada@x.example",
    ):
        for encoding in ("utf-8", "utf-8-sig", "cp1252"):
            lines = member_list.parse(member_list.decode(text.encode(encoding))).lines
            assert [(line.number, line.name, line.postcode, line.email) for line in lines] == expected


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        (b"", "list_empty", None),
        (b"Organisation;PLZ\n;;\n", "list_empty", None),
        (b"PK\x03\x04 workbook", "list_no_text", None),
        (b"Organisation\n\x00", "list_no_text", None),
        (b"<!doctype html><p>Organisation</p>", "list_no_text", None),
        (b"%PDF-1.7\n1 0 obj", "list_pdf", None),
        (b"\x89PNG\r\n\x1a\n", "list_picture", None),
        (b"Organisation\n\x81\x8d", "list_unreadable_line", 2),
        (b"PLZ;Ort\n1;2\n", "list_no_organisation_column", 1),
        (b"Organisation;Ort;Stadt\nA;B;C\n", "list_same_column", 1),
        (b"Organisation;PLZ\nA;1\nB;2;3\n", "list_width", 3),
        (b"Organisation;PLZ\nA;1\n\n;2\n", "list_no_name", 4),
        (b'Organisation;PLZ\n"A\nB";1\n"C;2\n', "list_quotes", 4),
        (b"Organisation;Mail\nA;kein at\n", "list_value", 2),
        (b"Organisation;Website\nA;javascript:alert(1)\n", "list_value", 2),
        (b"Organisation;PLZ\n" + b"A" * 161 + b";1\n", "list_too_long", 2),
        (b"Organisation;PLZ\nA\x1b[31m;1\n", "list_control", 2),
        (b"Organisation\n" + b"A\n" * 10_001, "list_too_many", None),
        (b"Organisation\n" + b"A" * 700_000, "list_too_large", None),
    ],
)
def test_a_broken_list_is_refused_with_its_line(body: bytes, code: str, line: int | None) -> None:
    with pytest.raises(Refused) as refused:
        member_list.parse(member_list.decode(body))
    assert (refused.value.code, refused.value.values.get("line")) == (code, line)


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(body: bytes) -> None:
    try:
        lines = member_list.parse(member_list.decode(b"Organisation;PLZ;Mail\n" + body)).lines
    except Refused:
        return
    assert all(line.name for line in lines)


async def upload(client: httpx.AsyncClient, text: str | bytes) -> httpx.Response:
    body = text.encode() if isinstance(text, str) else text
    return await client.post("/editing/organisations/import", files={"file": ("liste.csv", body, "text/csv")})


async def apply(client: httpx.AsyncClient, text: str) -> httpx.Response:
    return await client.post("/editing/organisations/import/apply", files={"list": (None, text)})


async def snapshot() -> Any:
    return (
        await Organisation.select(Organisation.all_columns()).order_by(Organisation.id),
        await KnownAddress.select().order_by(KnownAddress.id),
        await MailDomain.select().order_by(MailDomain.id),
        await Membership.select().order_by(Membership.id),
    )


async def test_the_dry_run_says_everything_and_changes_nothing(client_for: ClientFor, cast: Cast) -> None:
    before = await snapshot()
    plan = await importing.plan(member_list.parse(GOOD), viewer=await cast.viewer("editor"))
    assert [(item.name, item.kind, item.lines) for item in plan.items] == [
        ("Alpha", "changed", [2]), ("Haus am See e. V.", "new", [3, 4]), ("Weit weg", "new", [5]),
    ]  # fmt: skip
    assert plan.items[0].changes == {"postcode": ("", "24103")}
    assert [(each.line, each.why) for each in plan.conflicts] == [(6, "unknown_region")]
    assert plan.ignored == ("Beitrag",)
    answer = await upload(client_for("editor"), GOOD)
    assert answer.status_code == 200
    for words in ("Haus am See e. V.", "24103", "Beitrag", "West"):
        assert words in answer.text
    assert await snapshot() == before


async def test_importing_twice_changes_nothing(client_for: ClientFor, cast: Cast) -> None:
    editor = client_for("editor")
    assert (await apply(editor, GOOD)).status_code == 303
    first = await snapshot()
    house = next(row for row in first[0] if row["name"] == "Haus am See e. V.")
    assert (house["state"], house["kind"], house["parent"]) == ("released", "member", cast.organisations["north"])
    assert house["path"].startswith(f"/{cast.organisations['federation']}/{cast.organisations['north']}/")
    assert {row["email"] for row in first[1]} == {"ada@alpha.example", "ben@see.example", "eva@see.example"}
    await apply(editor, GOOD.replace("\n", "\r\n"))
    assert await snapshot() == first
    assert "Es gibt nichts zu tun" in (await upload(editor, GOOD)).text


async def test_pressing_twice_imports_once(client_for: ClientFor, cast: Cast) -> None:
    editor = client_for("editor")
    answers = await asyncio.gather(*(apply(editor, GOOD) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    assert await Organisation.count().where(Organisation.name.is_in(["Haus am See e. V.", "Weit weg"])) == 2


async def test_a_broken_file_changes_nothing_and_says_the_line(client_for: ClientFor, cast: Cast) -> None:
    before = await snapshot()
    broken = GOOD + "Letzte;24103;Kiel\n"
    answer = await upload(client_for("editor"), broken)
    assert answer.status_code == 422
    assert "Zeile 7: Sie hat 3 Spalten, die Kopfzeile hat 7." in answer.text
    await apply(client_for("editor"), broken)
    assert await snapshot() == before
    assert (await client_for("editor").post("/editing/organisations/import")).status_code == 422
    assert (await client_for("editor").post("/editing/organisations/import/apply")).status_code == 404


async def test_people_on_the_list_are_released_also_those_who_wait(
    client_for: ClientFor, cast: Cast, worker: Worker, config: Config
) -> None:
    await client_for("newcomer").post("/organisations/alpha/join")
    await apply(client_for("editor_north"), "Organisation;Mail;Name\nAlpha;newcomer@cast.example;New\n")
    assert (await cast.viewer("newcomer")).works_for == {cast.organisations["alpha"]}
    await worker.round()
    assert "Du gehörst jetzt zu Alpha" in letters(config)["newcomer@cast.example"]


async def test_an_application_on_the_list_is_released(client_for: ClientFor, cast: Cast, clock: Clock) -> None:
    await cast.found("gamma", "member", "north", clock.now)
    await Organisation.update({Organisation.state: "applied"}).where(Organisation.slug == "gamma")
    await apply(client_for("editor_north"), "Organisation\nGamma\n")
    assert (await client_for("visitor").get("/organisations/gamma")).status_code == 200


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Gamma;;", 404),
        ("Gamma;jemand@cast.example;", 404),
        ("Gamma;newcomer@cast.example;", 200),
        ("Gamma;;cast.example", 200),
    ],
)
async def test_an_application_of_somebody_whom_the_list_does_not_name_waits(
    client_for: ClientFor, cast: Cast, clock: Clock, line: str, status: int
) -> None:
    await cast.found("gamma", "member", "north", clock.now)
    await cast.join("newcomer", "gamma", clock.now, coordinator=True)
    await Organisation.update({Organisation.state: "applied"}).where(Organisation.slug == "gamma")
    await apply(client_for("editor_north"), f"Organisation;Mail;Maildomain\n{line}\nDelta;;\n")
    assert (await client_for("visitor").get("/organisations/gamma")).status_code == status
    assert (await client_for("visitor").get("/organisations/delta")).status_code == 200


async def test_an_editor_of_a_branch_imports_below_it_only(client_for: ClientFor, cast: Cast) -> None:
    await apply(client_for("editor_north"), GOOD)
    names = await Organisation.select(Organisation.name).output(as_list=True)
    assert "Haus am See e. V." in names
    assert "Weit weg" not in names
    for name in ("visitor", "member", "coordinator", "administrator"):
        assert (await upload(client_for(name), GOOD)).status_code in {401, 403}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("Neu;1;North\nNeu;1;North", None),
        ("Neu;1;South", "other_branch"),
        ("Beta;24999;North", "elsewhere"),
        ("Zwilling;3;North", "ambiguous"),
        ("Zu;;North", "closed"),
        ("Alpha;1;North\nAlpha;2;North", "contradicts"),
    ],
)
async def test_what_contradicts_the_tree_is_left_out(cast: Cast, clock: Clock, lines: str, why: str | None) -> None:
    for slug, name, postcode in (("z1", "Zwilling", "3"), ("z2", "Zwilling", "3"), ("zu", "Zu", "")):
        await cast.found(slug, "member", "north", clock.now, postcode=postcode)
        await Organisation.update({Organisation.name: name}).where(Organisation.slug == slug)
    await Organisation.update({Organisation.state: "closed"}).where(Organisation.slug == "zu")
    await Organisation.update({Organisation.postcode: "24999"}).where(Organisation.slug == "beta")
    text = f"Organisation;PLZ;Landesverband\n{lines}\n"
    plan = await importing.plan(member_list.parse(text), viewer=await cast.viewer("editor_north"))
    assert [each.why for each in plan.conflicts] == ([why] if why else [])


async def test_two_thousand_organisations(cast: Cast, clock: Clock) -> None:
    rows = "".join(f"Verein {n};{10000 + n};North;post{n}@verein.example\n" for n in range(2000))
    editor = await cast.viewer("editor")
    plan = await importing.plan(member_list.parse(f"Organisation;PLZ;LV;Mail\n{rows}"), viewer=editor)
    assert await take(plan, by=editor, now=clock.now) == {"new": 2000, "changed": 0, "released": 0}
    again = await importing.plan(member_list.parse(f"Organisation;PLZ;LV;Mail\n{rows}"), viewer=editor)
    assert not again.changes_something


async def test_the_command_line(
    database: Config, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await Cast.move_in(clock.now)
    file = tmp_path / "liste.csv"
    file.write_bytes(GOOD.encode("cp1252"))
    before = await snapshot()

    async def run(**arguments: Any) -> tuple[int, str]:
        code = await members.run(type("Parsed", (), {"file": file, "dry_run": False} | arguments)(), database)
        out, err = capsys.readouterr()
        return code, out + err

    code, said = await run(dry_run=True)
    assert (code, await snapshot()) == (0, before)
    assert "2 new, 1 changed, 0 unchanged, 1 lines left out." in said
    assert (await run())[0] == 0
    code, said = await run()
    assert "0 new, 0 changed, 3 unchanged, 1 lines left out." in said
    file.write_bytes(b"Organisation;PLZ\nA;1;2\n")
    code, said = await run()
    assert code == 2
    assert "Line 2: it has 3 columns, the first line has 2. Nothing was changed." in said
    assert (await run(file=tmp_path / "nope.csv"))[0] == 2
