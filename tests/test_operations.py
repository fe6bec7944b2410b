"""What docs/operations.md must name, so that it stays true."""

import json
import re
from pathlib import Path

from hub.cli import _parser
from hub.config import Config, described

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_setting_stands_there_as_hub_config_lists_it() -> None:
    listed = [line for line in TEXT.splitlines() if line.startswith("| `HUB_")]
    rows = [(each.name, f"`{each.default}`" if each.default else "", each.meaning) for each in described(Config())]
    assert listed == [f"| `{name}` | {default} | {meaning} |" for name, default, meaning in rows]


def test_every_locked_package_stands_there_with_its_version_and_licence() -> None:
    locked = re.findall(r"^([\w.-]+)==([^ ;\\]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked += [(path.removeprefix("node_modules/"), each["version"]) for path, each in packages.items() if path]
    assert set(json.loads((ROOT / "package.json").read_text())["dependencies"]) <= {name for name, _ in locked}
    table = TEXT[TEXT.index("| package | version |") :].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]
    assert [(name, version) for name, version, *_ in rows] == locked
    assert [row for row in rows if "" in row] == []


def test_every_command_that_it_names_is_there() -> None:
    known = set(_parser().format_usage().split()) | {
        line.split()[0] for line in _parser().format_help().splitlines() if re.match(r"    \w", line)
    }
    assert set(re.findall(r"(?:^ +|`|bin/)hub ([a-z]+)", TEXT, re.MULTILINE)) - known == set()


def test_it_names_example_hosts_only() -> None:
    hosts = re.findall(r"https?://([\w.-]+\.[a-z]+)", TEXT)
    assert [host for host in hosts if not host.endswith(("example.org", ".example"))] == []
