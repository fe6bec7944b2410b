"""`hub import` and `hub export`."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from hub.config import Config
from sessions.programme.sheets import event_by, sessions_in
from sessions.programme.tables import Event
from sessions.transfer.command import run_export, run_import
from tests.sessions.transfer.files import schedule, talk

pytestmark = pytest.mark.anyio


async def imported(config: Config, data: bytes, **options: Any) -> int:
    """The exit code of `hub import` of a file with these bytes."""
    file = config.data / options.pop("name", "programm.json")
    file.write_bytes(data)
    defaults = {"event": "camp", "dry_run": False, "publish": False, "take_theirs": False}
    return await run_import(Namespace(file=file, **{**defaults, **options}), config)


async def exported(config: Config, form: str) -> bytes:
    file = config.data / f"out.{form}"
    assert await run_export(Namespace(file=file, event="camp", format=form), config) == 0
    return file.read_bytes()


async def event() -> dict[str, Any]:
    row = await Event.select(Event.id).where(Event.slug == "camp").first()
    assert row is not None
    found = await event_by(row["id"])
    assert found is not None
    return found


async def test_a_dry_run_tells_and_does_nothing(database: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert await imported(database, schedule(talk(1), talk(2)), dry_run=True) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == ["2 neu, 0 geändert, 0 nicht mehr in der Datei, 0 unverändert", "+ Vortrag 1", "+ Vortrag 2"]
    assert await Event.count() == 0


async def test_an_unknown_address_makes_an_event(database: Config, capsys: pytest.CaptureFixture[str]) -> None:
    data = schedule(talk(1), talk(2), start="2026-12-01", end="2026-12-03", title="Winter-Camp")
    assert await imported(database, data, publish=True) == 0
    made = await event()
    assert (made["title"], str(made["first"]), str(made["last"]), made["kind"]) == (
        "Winter-Camp", "2026-12-01", "2026-12-03", "plain",
    )  # fmt: skip
    assert [row["appointment.state"] for row in await sessions_in(made["id"])] == ["published"] * 2
    assert capsys.readouterr().out.splitlines()[-1] == "http://hub.test/events/camp"
    assert await imported(database, data, publish=True) == 0
    assert "Es wurde nichts geändert." in capsys.readouterr().out


async def test_changed_gone_and_conflicts_are_told_by_title(
    database: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    await imported(database, schedule(talk(1), talk(2)))
    capsys.readouterr()
    assert await imported(database, schedule(talk(1, title="Anders")), dry_run=True) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["~ Vortrag 1: Titel", "- Vortrag 2"]


async def test_a_broken_file_changes_nothing_and_says_where(
    database: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    for data, says in (
        (b'{"schedule": ', "in Zeile 1"),
        (schedule(days=7), "„schedule“, „conference“, „days“"),
        (b"Wann;Wo\nheute;hier\n", "keine Spalte für Titel"),
    ):
        assert await imported(database, data) == 2
        assert says in capsys.readouterr().err
    assert await imported(database, schedule(talk(1)), event="Große Adresse") == 2
    assert await Event.count() == 0


async def test_entries_left_out_make_the_exit_code_1(database: Config, capsys: pytest.CaptureFixture[str]) -> None:
    assert await imported(database, schedule(talk(1), talk(2, title=""))) == 1
    assert "Nicht übernommen: Tag 1, Raum „Aula“, Eintrag 2: Hier steht kein Titel" in capsys.readouterr().err
    assert len(await sessions_in((await event())["id"])) == 1


async def test_tables_come_and_go_too(database: Config) -> None:
    table = "Datum;Uhrzeit;Thema;Referent*in\n01.12.2026;10:00–11:30 Uhr;Padlet;Ada\n".encode("cp1252", "replace")
    assert await imported(database, table, name="Dezember.csv") == 0
    assert (await event())["title"] == "Dezember"
    for form in ("csv", "xlsx", "json"):
        assert await imported(database, await exported(database, form), name=f"wieder.{form}") == 0
    assert [row["title"] for row in await sessions_in((await event())["id"])] == ["Padlet"]


async def test_a_public_file_holds_no_drafts(database: Config) -> None:
    await imported(database, schedule(talk(1)), publish=True)
    await imported(database, schedule(talk(2)))
    assert b"Vortrag 2" not in await exported(database, "json")
    assert b"Vortrag 2" in await exported(database, "csv")


async def test_files_that_are_not_there(database: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = Namespace(file=tmp_path / "fehlt.json", event="camp", dry_run=True, publish=False, take_theirs=False)
    assert await run_import(missing, database) == 2
    assert await run_export(Namespace(file=tmp_path / "out.json", event="camp", format="json"), database) == 2
    assert "Traceback" not in capsys.readouterr().err
