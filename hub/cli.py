"""The `hub` command."""

import argparse
import asyncio
import signal
import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from hub import config as settings
from hub import log
from hub import site as sites
from hub.config import BadConfig, Config, address_problems, folder_problems, problems_of
from hub.database import Unreachable, connect, engine_for
from hub.database.archive import BadBackup
from hub.database.in_use import InUse, in_use
from hub.database.migrate import TooNew, migrate
from hub.database.restore import NotEmpty
from hub.feature import Command
from hub.jobs import queue
from hub.web.state import clock

DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def main(arguments: list[str] | None = None) -> int:
    """Run one sub-command; gives back the exit code.

    1: something is wrong that may be better later. 2: somebody has to change something first.
    """
    try:
        data = settings.load().data
    except BadConfig as error:
        return _complain(error.problems)
    parsed = _parser().parse_args(arguments)
    if parsed.run is not show_config and (problems := folder_problems(data)):
        return _complain(problems)
    config = settings.load_with_demo()
    settings.use(config)
    try:
        if parsed.command is not None:
            return asyncio.run(_inside_database(parsed.command, parsed, config))
        run: Callable[[Namespace, Config], int] = parsed.run
        return run(parsed, config)
    except (Unreachable, sqlite3.DatabaseError) as error:
        return _unusable(error, config)
    except TooNew as error:
        return _complain([f"{error}."])
    except KeyboardInterrupt:
        return 130


def _unusable(error: Exception, config: Config) -> int:
    """Say that the database cannot be used, and for a damaged file the way out."""
    code = getattr(error.__cause__ or error, "sqlite_errorcode", 0) & 0xFF
    if code in DAMAGED:
        files = config.data / "hub.sqlite*"
        _complain([f"The database is damaged ({error}). Please move {files} away, and bring a backup back."])
    elif isinstance(error, Unreachable):
        _complain([f"The database cannot be used: {error}"])
    else:
        raise error
    return 1


def _parser() -> ArgumentParser:
    from hub.app import FEATURES

    parser = argparse.ArgumentParser(prog="hub", description="The community hub.")
    parts = parser.add_subparsers(required=True, metavar="command")
    own = {}
    for name, text, run in (
        ("serve", "serve the hub, with the worker inside unless HUB_WORKER=no", serve),
        ("worker", "send mail and carry out jobs, beside or instead of the worker inside hub serve", worker),
        ("migrate", "bring the database up to date", run_migrations),
        ("demo", "fill an empty installation with the demo community", demo),
        ("config", "list each setting with its value, default and meaning", show_config),
        ("doctor", "check the installation; ends with 1 where something is wrong", doctor),
        ("backup", "write everything into one file, while the hub serves", backup),
        ("restore", "bring a backup back, on either engine; the hub must not serve meanwhile", restore),
        ("retry", "try again the jobs and mails that were given up after three days", retry),
    ):
        own[name] = parts.add_parser(name, help=text, description=text)
        own[name].set_defaults(run=run, command=None)
    own["backup"].add_argument("file", type=Path, help="where to write it; must not exist yet")
    own["restore"].add_argument("file", type=Path, help="a file that hub backup has written")
    own["restore"].add_argument("--overwrite", action="store_true", help="replace what is in the database")
    for feature in FEATURES:
        for command in feature.commands:
            part = parts.add_parser(command.name, help=command.help, description=command.help)
            command.arguments(part)
            part.set_defaults(run=None, command=command)
    return parser


async def _inside_database(command: Command, parsed: Namespace, config: Config) -> int:
    if problems := address_problems(config):
        return _complain(problems)
    async with connect(engine_for(config.database_url, config.data)):
        await migrate()
        await sites.install(config)
        return await command.run(parsed, config)


def _complain(problems: list[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return 2


def serve(parsed: Namespace, config: Config) -> int:
    """Check that this installation may serve, fill an empty demo, and serve."""
    from hub.demo import fill, ways_in
    from hub.ready import missing
    from hub.serving import address_problems as listening_problems
    from hub.serving import serve as serve_http

    log.set_up()

    async def prepare() -> list[str]:
        async with connect(engine_for(config.database_url, config.data)):
            await migrate()
            await sites.install(config)
            if config.demo:
                await fill(clock())
                return []
            return await missing()

    if problems := problems_of(config):
        return _complain(problems + asyncio.run(_pages_missing(config)))
    if problems := listening_problems(config):
        _complain(problems)
        return 1
    if problems := asyncio.run(prepare()):
        return _complain(problems)
    if config.demo:
        print(ways_in(config), flush=True)
    serve_http(config)
    return 0


async def _pages_missing(config: Config) -> list[str]:
    """What a start would ask for next; nothing where the database cannot tell."""
    from hub.ready import missing

    if config.demo:
        return []
    try:
        async with connect(engine_for(config.database_url, config.data)):
            return await missing()
    except Unreachable:
        return []


def worker(parsed: Namespace, config: Config) -> int:
    """Work until a signal."""
    from hub.app import worker_of

    if problems := problems_of(config):
        return _complain(problems)
    log.set_up()

    async def work() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        async with connect(engine_for(config.database_url, config.data)) as engine, in_use(engine):
            await migrate()
            await sites.install(config)
            await worker_of(config).run(stop)

    asyncio.run(work())
    return 0


def run_migrations(parsed: Namespace, config: Config) -> int:
    """Bring the database up to date and say what was done."""

    async def run() -> list[str]:
        async with connect(engine_for(config.database_url, config.data)):
            return await migrate()

    done = asyncio.run(run())
    print("\n".join(done) if done else "The database is up to date.")
    return 0


def demo(parsed: Namespace, config: Config) -> int:
    """Fill an empty installation with the demo community."""
    from hub.demo import fill

    if not config.demo:
        return _complain(["hub demo needs HUB_MODE=demo"])

    async def run() -> bool:
        async with connect(engine_for(config.database_url, config.data)):
            await migrate()
            await sites.install(config)
            return await fill(clock())

    print(
        "The demo community has moved in."
        if asyncio.run(run())
        else "There is a community already; nothing was changed."
    )
    return 0


def show_config(parsed: Namespace, config: Config) -> int:
    """List each setting with its value, default and meaning."""
    for each in settings.described(config):
        default = f"default: {each.default}" if each.default else "no default"
        print(f"{each.name} = {each.value}\n    {each.meaning} ({default})")
    return 0


def doctor(parsed: Namespace, config: Config) -> int:
    """Examine the installation; 1 where something is wrong."""
    from hub.doctor import examine

    findings = asyncio.run(examine(config, clock()))
    for finding in findings:
        print("\n".join(finding.lines()))
    return int(any(finding.problems for finding in findings))


def backup(parsed: Namespace, config: Config) -> int:
    """Write a backup and say what it holds."""
    from hub.database.backup import backup as write_backup

    async def run() -> dict[str, int]:
        async with connect(engine_for(config.database_url, config.data)):
            await migrate()
            return await write_backup(parsed.file, now=clock())

    try:
        rows = asyncio.run(run())
    except FileExistsError:
        return _complain([f"{parsed.file} exists already; nothing was changed."])
    except OSError as error:
        return _complain([f"{parsed.file} cannot be written: {error.strerror}."])
    print(
        f"{sum(rows.values())} rows are in {parsed.file}. It holds personal data: please keep it where only you read."
    )
    return 0


def restore(parsed: Namespace, config: Config) -> int:
    """Bring a backup back; whoever was erased since it was made is erased again."""
    from hub.restoring import restore as bring_back

    async def run() -> list[str]:
        async with connect(engine_for(config.database_url, config.data)):
            return await bring_back(parsed.file, config=config, overwrite=parsed.overwrite, now=clock())

    try:
        print("\n".join(asyncio.run(run())))
    except NotEmpty:
        return _complain(["Somebody lives in this database already. To replace everything in it: --overwrite"])
    except InUse:
        return _complain(["A hub or its worker runs on this database. Please stop it first; nothing was changed."])
    except BadBackup as error:
        return _complain([f"{error} Nothing was changed."])
    return 0


def retry(parsed: Namespace, config: Config) -> int:
    """Begin anew with the work that was given up."""

    async def run() -> int:
        async with connect(engine_for(config.database_url, config.data)):
            await migrate()
            return await queue.retry(clock())

    print(f"{asyncio.run(run())} will be tried again.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
