"""A production start without the pages that the law asks for."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from hub.config import Config, problems_of
from hub.ready import missing
from hub.settings.command import page_command
from hub.settings.demo import fill
from hub.settings.queries import shown
from tests.conftest import NOW

pytestmark = pytest.mark.anyio

IMPRESSUM = (
    "The page /impressum is missing (hub page impressum prints a text to begin with, "
    "hub page impressum FILE.md stores it)"
)
DATENSCHUTZ = (
    "The page /datenschutz is missing (hub page datenschutz prints a text to begin with, "
    "hub page datenschutz FILE.md stores it)"
)


async def run(config: Config, *words: str) -> int:
    parser = ArgumentParser()
    page_command.arguments(parser)
    return await page_command.run(parser.parse_args(words), config)


def test_a_production_start_says_one_line_for_each_setting_that_is_missing() -> None:
    assert problems_of(Config()) == [
        "HUB_SECRET is missing or shorter than 32 characters (openssl rand -hex 32 makes one)",
        "HUB_BASE_URL is missing or not an address such as https://hub.example.org",
        "HUB_MAIL_URL is missing or not an address such as smtp://user:password@mail.example.org:587",
    ]


async def test_one_line_for_each_page_until_it_is_written(
    database: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await missing() == [IMPRESSUM, DATENSCHUTZ]
    file = tmp_path / "impressum.md"
    file.write_text("Verband e. V.")
    assert await run(database, "impressum", str(file)) == 0
    assert capsys.readouterr().out == "http://hub.test/impressum shows version 1.\n"
    assert await missing() == [DATENSCHUTZ]
    await run(database, "datenschutz", str(file))
    assert await missing() == []


async def test_without_a_file_the_command_prints_what_stands_there(
    database: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(database, "impressum")
    printed = capsys.readouterr().out
    assert printed.startswith("# Angaben nach § 5 DDG")
    file = tmp_path / "page.md"
    file.write_text(printed)
    assert await run(database, "impressum", str(file)) == 2
    assert "still to be filled in: Straße und Hausnummer" in capsys.readouterr().err
    assert await missing() == [IMPRESSUM, DATENSCHUTZ]


async def test_a_file_that_cannot_be_read_changes_nothing(database: Config, tmp_path: Path) -> None:
    broken = tmp_path / "broken.md"
    broken.write_bytes(b"\xff\xfe")
    assert [await run(database, "impressum", str(file)) for file in (broken, tmp_path / "none.md")] == [2, 2]
    assert await missing() == [IMPRESSUM, DATENSCHUTZ]


async def test_the_demo_has_examples_that_say_so(database: Config) -> None:
    await fill(NOW)
    assert await missing() == []
    page = await shown("impressum")
    assert page is not None
    assert (page["title"], "Dies ist ein Beispiel" in page["html"]) == ("Impressum", True)
