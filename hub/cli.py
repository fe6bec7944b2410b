"""The `hub` command."""

import argparse
import asyncio
import signal
import sys
from argparse import ArgumentParser, Namespace

from hub import config as settings
from hub import log
from hub import site as sites
from hub.config import BadConfig, Config, problems_of
from hub.database import connect, engine_for
from hub.database.migrate import migrate
from hub.feature import Command
from hub.web.state import clock


def main(arguments: list[str] | None = None) -> int:
    """Run one sub-command; gives back the exit code."""
    try:
        config = settings.load_with_demo()
    except BadConfig as error:
        return _complain(error.problems)
    settings.use(config)
    parsed = _parser().parse_args(arguments)
    if parsed.command is not None:
        return asyncio.run(_inside_database(parsed.command, parsed, config))
    run: object = parsed.run
    assert callable(run)
    code: int = run(config)
    return code


def _parser() -> ArgumentParser:
    from hub.app import FEATURES

    parser = argparse.ArgumentParser(prog="hub", description="The community hub.")
    parts = parser.add_subparsers(required=True, metavar="command")
    for name, text, run in (
        ("serve", "serve the hub, with the worker inside unless HUB_WORKER=no", serve),
        ("worker", "send mail and carry out jobs", worker),
        ("migrate", "bring the database up to date", run_migrations),
        ("demo", "fill an empty installation with the demo community", demo),
        ("config", "list each setting with its value, default and meaning", show_config),
    ):
        part = parts.add_parser(name, help=text, description=text)
        part.set_defaults(run=run, command=None)
    for feature in FEATURES:
        for command in feature.commands:
            part = parts.add_parser(command.name, help=command.help, description=command.help)
            command.arguments(part)
            part.set_defaults(command=command)
    return parser


async def _inside_database(command: Command, parsed: Namespace, config: Config) -> int:
    async with connect(engine_for(config.database_url, config.data)):
        await migrate()
        await sites.install(config)
        return await command.run(parsed, config)


def _complain(problems: list[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return 2


def serve(config: Config) -> int:
    """Check that this installation may serve, fill an empty demo, and serve."""
    from hub.demo import fill, ways_in
    from hub.ready import missing
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

    if problems := problems_of(config) or asyncio.run(prepare()):
        return _complain(problems)
    if config.demo:
        print(ways_in(config), flush=True)
    serve_http(config)
    return 0


def worker(config: Config) -> int:
    """Work until a signal."""
    from hub.app import worker_of

    if problems := problems_of(config):
        return _complain(problems)
    log.set_up()

    async def work() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        async with connect(engine_for(config.database_url, config.data)):
            await migrate()
            await worker_of(config).run(stop)

    asyncio.run(work())
    return 0


def run_migrations(config: Config) -> int:
    """Bring the database up to date and say what was done."""

    async def run() -> list[str]:
        async with connect(engine_for(config.database_url, config.data)):
            return await migrate()

    done = asyncio.run(run())
    print("\n".join(done) if done else "The database is up to date.")
    return 0


def demo(config: Config) -> int:
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


def show_config(config: Config) -> int:
    """List each setting with its value, default and meaning."""
    for each in settings.described(config):
        default = f"default: {each.default}" if each.default else "no default"
        print(f"{each.name} = {each.value}\n    {each.meaning} ({default})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
