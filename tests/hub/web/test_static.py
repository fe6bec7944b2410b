"""Pages refer to what is there: without npm neither htmx nor the font."""

import re
import shutil
from pathlib import Path

from hub.web.static import BUNDLE, FOLDER, StaticFiles


def named_in_the_sheet(static: StaticFiles) -> list[str]:
    sheet = static.files[BUNDLE].body.decode()
    return [name for name in re.findall(r'url\("\.\./([^"]+)"\)', sheet) if name not in static.files]


def test_the_style_sheet_names_no_file_that_is_missing(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "static", ignore=shutil.ignore_patterns("vendor"))
    without = StaticFiles(tmp_path / "static")
    assert (named_in_the_sheet(without), without.url("vendor/htmx.min.js")) == ([], "")
    assert without.files[BUNDLE].body.count(b"@font-face") == 4
    font = tmp_path / "static" / "vendor" / "atkinson-hyperlegible-next.woff2"
    font.parent.mkdir()
    font.write_bytes(b"font")
    complete = StaticFiles(tmp_path / "static")
    assert named_in_the_sheet(complete) == []
    assert complete.files[BUNDLE].body.count(b"@font-face") == 5
