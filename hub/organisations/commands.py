"""`hub members`: the member list from the command line."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from hub.config import Config
from hub.feature import Command
from hub.organisations import importing, member_list, words
from hub.organisations.actions.take_list import take
from hub.refused import Refused
from hub.viewer import Viewer

OPERATOR = Viewer(branches=("/",))


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV: Organisation, PLZ, Ort, Landesverband, Mailadresse, Name …")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")


async def _run(parsed: Namespace, config: Config) -> int:
    try:
        text = member_list.decode(parsed.file.read_bytes())
        plan = await importing.plan(member_list.parse(text), viewer=OPERATOR)
    except OSError as error:
        print(f"{parsed.file}: {error.strerror}", file=sys.stderr)
        return 2
    except Refused as error:
        print(f"{parsed.file}: {words.REFUSED[error.code] % error.values} Nothing was changed.", file=sys.stderr)
        return 2
    _say(plan)
    if parsed.dry_run:
        print("Dry run: nothing was changed.")
        return 0
    done = await take(plan, by=OPERATOR, now=datetime.now(UTC))
    print(f"Imported: {done['new']} new, {done['changed']} changed, {done['released']} people released.")
    return 0


def _say(plan: importing.Plan) -> None:
    for item in plan.items:
        if item.kind != "unchanged":
            print(f"{item.kind:<9} line {item.lines[0]:>5}  {item.name}")
    for conflict in plan.conflicts:
        print(f"{'left out':<9} line {conflict.line:>5}  {words.CONFLICTS[conflict.why] % {'value': conflict.value}}")
    counts = ", ".join(f"{len(plan.of(kind))} {kind}" for kind in ("new", "changed", "unchanged"))
    print(f"{counts}, {len(plan.conflicts)} lines left out.")


members = Command("members", "import a member list (CSV)", _arguments, _run)
