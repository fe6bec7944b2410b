"""Feeds: which there are, what they say, and when they last changed."""

import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hub.appointments.tables import Appointment
from hub.audience import PUBLIC
from hub.calendar.conditional import entity_tag
from hub.calendar.days import day_blocks
from hub.calendar.document import assemble
from hub.calendar.entries import COLUMNS, Around, around, described
from hub.calendar.store import SHOWN, has_left
from hub.calendar.tables import FeedVersion, PersonalFeed, StoredEvent
from hub.calendar.tokens import token_hash
from hub.database import read
from hub.database.sql import rows
from hub.i18n import message
from hub.tables import Organisation

LIMIT = 1_000_000
KEPT_BYTES = 24_000_000
# What has never had an entry has not changed since before there was a hub.
NEVER = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Feed:
    """A feed that there is, and what people call it; `days` says that it shows the days of an event."""

    name: str
    title: str
    days: bool = False


@dataclass(frozen=True)
class Body:
    """A feed as it is sent, and the version it was made from."""

    feed: str
    version: int
    plain: bytes
    packed: bytes
    etag: str
    changed: datetime


Find = Callable[[], Awaitable[Feed | None]]


class Bodies:
    """The bodies of public feeds of this process, each under its version; the oldest go first."""

    def __init__(self) -> None:
        self._kept: dict[str, Body] = {}
        self._size = 0

    async def get(self, address: str, find: Find, now: datetime) -> Body | None:
        """The body of the feed at an address after one look at its version; None where there is no such feed."""
        kept = await self.current(address)
        if kept is not None:
            return kept
        found = await find()
        self._forget(address)
        if found is None:
            return None
        made = await body(found, now)
        self._kept[address] = made
        self._size += len(made.plain) + len(made.packed)
        while self._size > KEPT_BYTES and len(self._kept) > 1:
            self._forget(next(iter(self._kept)))
        return made

    async def current(self, address: str) -> Body | None:
        """The body that was kept for an address, if that is what the feed still says."""
        kept = self._kept.get(address)
        return kept if kept is not None and kept.version == (await _version(kept.feed))[0] else None

    def _forget(self, address: str) -> None:
        gone = self._kept.pop(address, None)
        if gone is not None:
            self._size -= len(gone.plain) + len(gone.packed)


async def body(feed: Feed, now: datetime) -> Body:
    """A feed made anew, below 1 MB."""
    settings = await around()
    async with read():
        version, changed = await _version(feed.name)
        blocks = await _days(feed, settings, now) if feed.days else await _blocks(feed.name, now)
    plain = assemble(
        blocks,
        name=feed.title,
        product=settings.site.name,
        language=settings.site.language,
        zone=settings.site.zone,
    )
    return Body(feed.name, version, plain, gzip.compress(plain, 6, mtime=0), entity_tag(plain), changed)


async def _version(feed: str) -> tuple[int, datetime]:
    found = await rows("SELECT version, changed FROM feed_version WHERE feed = ?", feed)
    return (found[0]["version"], found[0]["changed"]) if found else (0, NEVER)


_ENTRIES = """
SELECT e.body AS body, a."end" AS "end" FROM feed_entry f
JOIN stored_event e ON e.appointment = f.appointment JOIN appointment a ON a.id = f.appointment
WHERE f.feed = ? ORDER BY a.start, a.kind, a.uuid
"""


async def _blocks(feed: str, now: datetime) -> list[bytes]:
    found = await rows(_ENTRIES, feed)
    blocks = [bytes(row["body"]) for row in found]
    over, size = sum(row["end"] <= now for row in found), sum(map(len, blocks))
    # What is over goes first, the oldest before the rest; then what is furthest away.
    while size > LIMIT:
        size -= len(blocks.pop(0 if over > 0 else -1))
        over -= 1
    return blocks


async def _days(feed: Feed, settings: Around, now: datetime) -> list[bytes]:
    uuid = feed.name.removeprefix("days:")
    row = await Appointment.select(*COLUMNS).where(Appointment.uuid == uuid).first()
    kept = await StoredEvent.select(StoredEvent.changed).where(StoredEvent.appointment.uuid == uuid).first()
    if row is None or kept is None or has_left(row, now):
        return []
    return day_blocks(row, (await described([row]))[row["id"]], settings, changed=kept["changed"])


async def programme() -> Feed:
    """Everything public."""
    return Feed("programme", (await around()).site.name)


async def online() -> Feed:
    """What takes place online, also."""
    settings = await around()
    return Feed("online", f"{settings.words(message('Online'))} – {settings.site.name}")


async def event(slug: str) -> Feed | None:
    """What belongs to a public event."""
    row = await _event(slug)
    return Feed(f"event:{row['uuid']}", row["title"]) if row else None


async def event_days(slug: str) -> Feed | None:
    """The days of a public event."""
    row = await _event(slug)
    return Feed(f"days:{row['uuid']}", row["title"], days=True) if row else None


async def _event(slug: str) -> dict[str, Any] | None:
    there = (Appointment.kind == "event") & (Appointment.path == f"/events/{slug}")
    public = Appointment.state.is_in([*SHOWN]) & (Appointment.visible_to == PUBLIC)
    return await Appointment.select(Appointment.uuid, Appointment.title).where(there & public).first()


async def organisation(slug: str) -> Feed | None:
    """What an organisation, and every one below it, does."""
    released = (Organisation.slug == slug) & (Organisation.state == "released")
    row = await Organisation.select(Organisation.id, Organisation.name).where(released).first()
    return Feed(f"organisation:{row['id']}", row["name"]) if row else None


async def gathered(kind: str, slug: str) -> Feed | None:
    """What has a tag or takes place somewhere (`kind` is tag or place); there, once anything had it."""
    row = await FeedVersion.select(FeedVersion.title).where(FeedVersion.feed == f"{kind}:{slug}").first()
    if row is None:
        return None
    title = row["title"] or slug.replace("-", " ").title()
    return Feed(f"{kind}:{slug}", f"{title} – {(await around()).site.name}")


async def personal(token: str) -> Feed | None:
    """What somebody gives or has a seat in, for whoever knows the secret address."""
    current = (PersonalFeed.token_hash == token_hash(token)) & PersonalFeed.revoked.is_null()
    row = await PersonalFeed.select(PersonalFeed.person).where(current).first()
    if row is None:
        return None
    settings = await around()
    return Feed(f"person:{row['person']}", f"{settings.words(message('My programme'))} – {settings.site.name}")
