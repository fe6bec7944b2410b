"""`hub doctor`: whether this installation is well, one line a check, each problem with the way out."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.app import FEATURES
from hub.config import Config, problems_of
from hub.database import Unreachable, connect, current, engine_for
from hub.database.migrate import newer, pending
from hub.database.sqlite import Sqlite
from hub.jobs.queue import MAX_ATTEMPTS
from hub.jobs.tables import Job
from hub.mail.tables import NOT_IN_BACKUP, Outgoing
from hub.mail.transport import Transport, transport_of
from hub.ready import missing
from hub.site import site

CLOCK_MAY_DIFFER = timedelta(seconds=5)
LATE = timedelta(minutes=15)
LOOK_BACK = timedelta(days=7)
DAMAGED = "Please stop the hub, move the file away with its -wal and -shm, and restore the last backup."


@dataclass(frozen=True)
class Finding:
    """What one check found: a word on what is well, or a sentence for each problem."""

    name: str
    well: str
    problems: Sequence[str] = ()

    def lines(self) -> list[str]:
        """As the terminal shows it."""
        if self.problems:
            return [f"PROBLEM  {self.name}: {problem}" for problem in self.problems]
        return [f"ok       {self.name}" + (f": {self.well}" if self.well else "")]


async def examine(config: Config, now: datetime) -> list[Finding]:
    """Carry out every check; the database is read, nothing is changed, no mail is sent."""
    found = [_settings(config), await _mail_server(config, transport_of(config)), await _ticking(), _zone_rules()]
    try:
        async with connect(engine_for(config.database_url, config.data)):
            found.append(await _database(now))
            if not found[-1].problems:
                found += [await check(now) for check in (_clock, _migrations)]
            if not found[-1].problems:
                found += [await check(now) for check in (_zone, _jobs, _mails)]
                found += [await _sender(config), await _pages(config)]
                for feature in FEATURES:
                    found += [await _safely(check.name, check.run, now) for check in feature.checks]
    except Unreachable as error:
        found.append(
            Finding("database", "", [f"{error}. Please check HUB_DATABASE_URL, or HUB_DATA for the SQLite file."])
        )
    return found


async def _safely(name: str, run: Callable[[datetime], Awaitable[Sequence[str]]], now: datetime) -> Finding:
    try:
        return Finding(name, "", await run(now))
    except Exception as error:
        return Finding(name, "", [f"the check itself failed ({type(error).__name__}); please report this."])


def _settings(config: Config) -> Finding:
    return Finding("settings", f"{config.public_url}, {config.mode}", problems_of(config))


async def _mail_server(config: Config, transport: Transport) -> Finding:
    try:
        await transport.check()
    except Exception as error:
        text = str(error) or type(error).__name__
        return Finding("mail server", "", [f"{text}. Mails wait meanwhile. Please check HUB_MAIL_URL."])
    return Finding("mail server", "takes letters" if config.mail_url else "letters are kept in a folder")


async def _ticking() -> Finding:
    wall, steady = time.time(), time.monotonic()
    await asyncio.sleep(0.2)
    drift = (time.time() - wall) - (time.monotonic() - steady)
    problems = []
    if abs(drift) > 0.05:
        problems.append(f"the clock of this machine jumps ({drift:+.2f} s in 0.2 s). Please check its time service.")
    return Finding("clock of this machine", datetime.now(UTC).isoformat(" ", "seconds"), problems)


def _zone_rules() -> Finding:
    # The two changes of 2026 in Germany: the last Sundays of March and October, at 01:00 UTC.
    expected = {
        datetime(2026, 3, 29, 0, 59, tzinfo=UTC): 1,
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC): 2,
        datetime(2026, 10, 25, 0, 59, tzinfo=UTC): 2,
        datetime(2026, 10, 25, 1, 0, tzinfo=UTC): 1,
    }
    way_out = "Please update the package tzdata of the system."
    try:
        berlin = ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return Finding("time zones", "", [f"there is no time-zone data. {way_out}"])
    wrong = [at for at, hours in expected.items() if at.astimezone(berlin).utcoffset() != timedelta(hours=hours)]
    return Finding("time zones", "", [f"the rules for Germany in 2026 are wrong. {way_out}"] if wrong else [])


async def _database(now: datetime) -> Finding:
    engine = current()
    if not isinstance(engine, Sqlite):
        rows = await engine.run_raw("SHOW server_version")
        return Finding("database", f"PostgreSQL {rows[0]['server_version']}")
    try:
        rows = await engine.run_raw("PRAGMA quick_check")
    except Exception as error:
        rows = [{"quick_check": str(error)}]
    version = (await engine.run_raw("SELECT sqlite_version() AS v"))[0]["v"]
    broken = [row["quick_check"] for row in rows if row["quick_check"] != "ok"]
    problems = [f"the file {engine.path} is damaged ({broken[0]}). {DAMAGED}"] if broken else []
    return Finding("database", f"SQLite {version}, {engine.path}", problems)


async def _clock(now: datetime) -> Finding:
    engine = current()
    if isinstance(engine, Sqlite):
        return Finding("clock of the database", "the same")
    before = datetime.now(UTC)
    there = (await engine.run_raw("SELECT clock_timestamp() AS now"))[0]["now"]
    apart = min(abs(there - before), abs(there - datetime.now(UTC)))
    if before <= there <= datetime.now(UTC):
        apart = timedelta()
    text = f"{apart.total_seconds():.1f} s apart"
    way_out = "Please set the time service on both machines."
    return Finding("clock of the database", text, [f"{text}. {way_out}"] if apart > CLOCK_MAY_DIFFER else [])


async def _migrations(now: datetime) -> Finding:
    if too_new := await newer():
        return Finding("migrations", "", [f"{too_new}."])
    waiting = await pending()
    problems = [f"{len(waiting)} have not run. Please run: hub migrate (hub serve does it too)."] if waiting else []
    return Finding("migrations", "", problems)


async def _zone(now: datetime) -> Finding:
    zone = (await site()).zone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return Finding("zone of the hub", "", [f"{zone} is unknown. Please choose another one on the settings page."])
    return Finding("zone of the hub", zone)


async def _sender(config: Config) -> Finding:
    sender = (await site()).sender
    invented = sender.endswith(".example") and not config.demo
    problem = f"{sender} does not exist. Please set it on the settings page."
    return Finding("sender of mails", sender, [problem] if invented else [])


async def _pages(config: Config) -> Finding:
    return Finding("pages that the law asks for", "", [] if config.demo else await missing())


async def _jobs(now: datetime) -> Finding:
    problems = []
    given_up = Counter(await Job.select(Job.name).where(Job.attempts >= MAX_ATTEMPTS).output(as_list=True))
    for name, n in sorted(given_up.items()):
        problems.append(f"{name}: {n} given up. Please look into the log, then run: hub retry")
    late = (Job.due < now - LATE) & (Job.attempts < MAX_ATTEMPTS)
    late &= Job.leased_until.is_null() | (Job.leased_until < now)
    if n := await Job.count().where(late):
        problems.append(f"{n} wait for more than 15 minutes. Please see that hub serve or hub worker runs.")
    failing = await Job.count().where((Job.attempts > 0) & (Job.attempts < MAX_ATTEMPTS) & (Job.error != ""))
    return Finding("jobs", f"{failing} will be tried again" if failing else "", problems)


async def _mails(now: datetime) -> Finding:
    recent = Outgoing.failed > now - LOOK_BACK
    reasons = Counter(await Outgoing.select(Outgoing.error).where(recent).output(as_list=True))
    # A mistyped address is nothing that an operator could mend.
    mistyped = sum(n for reason, n in reasons.items() if reason.startswith("recipient refused"))
    problems = [
        f"{n} {'were ' if reason == NOT_IN_BACKUP else ''}{reason} (last 7 days). {_way_out(reason)}"
        for reason, n in sorted(reasons.items())
        if not reason.startswith("recipient refused")
    ]
    return Finding("mails", f"{mistyped} to addresses that do not exist" if mistyped else "", problems)


def _way_out(reason: str) -> str:
    if reason == NOT_IN_BACKUP:
        return "Nothing to do; people may have missed them."
    return "Please ask whoever runs the mail server why it refuses our letters."
