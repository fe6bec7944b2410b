"""The register of processing and the deletion plan, made from the declarations."""

import csv
import io
from argparse import ArgumentParser
from pathlib import Path

import pytest

from hub.app import FEATURES
from hub.config import Config
from hub.i18n import speaking
from hub.privacy.command import privacy_command
from hub.privacy.declare import Rule, declared, label
from hub.privacy.register import activities, deletions, kept_words

pytestmark = pytest.mark.anyio


async def written(config: Config, folder: Path) -> dict[str, str]:
    parser = ArgumentParser()
    privacy_command.arguments(parser)
    assert await privacy_command.run(parser.parse_args(["report", "--out", str(folder)]), config) == 0
    return {file.name: file.read_bytes().decode("utf-8-sig") for file in folder.iterdir()}


async def test_the_command_writes_both_as_html_and_csv_in_german(database: Config, tmp_path: Path) -> None:
    files = await written(database, tmp_path / "out")
    assert sorted(files) == ["loeschplan.csv", "loeschplan.html", "verzeichnis.csv", "verzeichnis.html"]
    register = list(csv.reader(io.StringIO(files["verzeichnis.csv"]), delimiter=";"))
    assert register[0] == [
        "Zweck", "Rechtsgrundlage", "Wessen Daten", "Daten", "Wer es sieht", "Wer es bekommt", "Aufbewahrt",
    ]  # fmt: skip
    assert [
        "Meldungen nachgehen",
        "rechtliche Verpflichtung (Art. 6 Abs. 1 c DSGVO)",
        "Menschen, die etwas melden oder fragen",
        "Meldung: Text, Mailadresse für eine Antwort",
        "Redaktion und Verwaltung",
        "niemand sonst",
        "365 Tage nach dem Abschluss der Meldung",
    ] in register
    plan = list(csv.reader(io.StringIO(files["loeschplan.csv"]), delimiter=";"))
    assert [
        "7 Tage nach dem Versuch",
        "Zähler gegen Missbrauch: Prüfwert der Adresse",
        "täglich durch den Hub selbst",
    ] in plan
    for name in ("verzeichnis.html", "loeschplan.html"):
        assert '<html lang="de">' in files[name]
        assert "http" not in files[name].replace("https://hub.test", "")


async def test_a_folder_that_cannot_be_written_is_said_plainly(
    database: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("")
    parser = ArgumentParser()
    privacy_command.arguments(parser)
    parsed = parser.parse_args(["report", "--out", str(tmp_path / "taken" / "report")])
    assert await privacy_command.run(parsed, database) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'taken' / 'report'} cannot be written: Not a directory.\n"


def test_the_register_holds_every_declared_column_once() -> None:
    listed = [each for activity in activities(FEATURES) for each in activity.data]
    personal = [
        label(table, column)
        for table, columns in declared.items()
        for column, said in columns.items()
        if said is not None
    ]
    assert sorted(listed) == sorted(personal)
    assert sorted(each for line in deletions(FEATURES) for each in line.data) == sorted(personal)


def test_a_module_that_is_off_is_not_in_it() -> None:
    without = [feature for feature in FEATURES if feature.key != "video"]
    said = {each.split(":")[0] for activity in activities(without) for each in activity.data}
    everything = {each.split(":")[0] for activity in activities(FEATURES) for each in activity.data}
    assert everything - said == {"video room", "entrance"}


def test_periods_are_said_in_words() -> None:
    with speaking("en"):
        assert kept_words(Rule("x", "the session", 1)) == "1 day after the session"
        assert kept_words(Rule("x", "the session", 7)) == "7 days after the session"
        assert kept_words(Rule("x", "as long as it lasts")) == "as long as it lasts"
