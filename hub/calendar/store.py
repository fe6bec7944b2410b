"""Stored events and the feeds they stand in, kept in step with the appointments by whoever changes these."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hub.appointments.tables import Appointment, Booking, Host
from hub.audience import PUBLIC
from hub.calendar.entries import COLUMNS, Around, around, described, entry_of, whole_second
from hub.calendar.tables import FeedEntry, FeedVersion, PersonalFeed, StoredEvent
from hub.calendar.vevent import render
from hub.database import write
from hub.feature import Shown

KEPT = timedelta(days=90)
KEPT_CANCELLED = timedelta(days=30)
SHOWN = ("published", "cancelled")
BATCH = 100
MANY = 500


async def refresh(appointments: list[int], now: datetime) -> list[int]:
    """Bring what calendars show of some appointments up to date, in the transaction that changed them.

    DTSTAMP and LAST-MODIFIED move only where the event reads differently, and always forwards; the version of each
    feed it stands in, or stood in, rises with it. Gives back those whose time, place or state has changed since.
    """
    moved: list[int] = []
    ids, settings = sorted(set(appointments)), await around()
    for first in range(0, len(ids), BATCH):
        async with write():
            steps = await _steps(ids[first : first + BATCH], settings, now)
            await _carry_out(steps, now)
        moved += [step.id for step in steps if step.moved]
    return moved


@dataclass(frozen=True)
class _Step:
    """What changes for one appointment: its new bytes, or that it has none, and the feeds that it leaves or enters."""

    id: int
    new: dict[str, Any] | None
    old: dict[str, Any] | None
    wanted: set[str]
    had: set[str]
    own: set[str]
    titles: Mapping[str, str]

    @property
    def differs(self) -> bool:
        """Whether other bytes are to be kept."""
        return self.new is not None and (self.old is None or any(self.old[key] != self.new[key] for key in self.new))

    @property
    def moved(self) -> bool:
        """Whether time, place or state have changed since it was shown."""
        return self.new is not None and self.old is not None and self.new["revision"] > self.old["revision"]

    @property
    def touched(self) -> set[str]:
        """The feeds that say something new."""
        return self.own | ((self.wanted | self.had) if self.differs else (self.wanted ^ self.had))


async def _steps(appointments: list[int], around: Around, now: datetime) -> list[_Step]:
    rows = await Appointment.select(*COLUMNS).where(Appointment.id.is_in(appointments))
    shown = await described(rows)
    before = {row["appointment"]: row for row in await stored(appointments)}
    people = await subscribers(appointments)
    feeds_before = await feeds(appointments)
    fingerprint = around.fingerprint
    steps = []
    for row in rows:
        id, old = row["id"], before.get(row["id"])
        new = _rendered(row, shown[id], around, old, now) | {"inputs": fingerprint} if row["state"] in SHOWN else None
        wanted = feeds_of(row, shown[id], people.get(id, ()), now)
        titles = {feed: title for feed, title in shown[id].titles.items() if feed in wanted}
        steps.append(_Step(id, new, old, wanted, feeds_before.get(id, set()), _own_feeds(row), titles))
    return steps


async def _carry_out(steps: list[_Step], now: datetime) -> None:
    kept = [StoredEvent(appointment=step.id, **step.new) for step in steps if step.new is not None and step.differs]
    if kept:
        await StoredEvent.insert(*kept).on_conflict(
            target=StoredEvent.appointment,
            action="DO UPDATE",
            values=[StoredEvent.inputs, StoredEvent.changed, StoredEvent.revision, StoredEvent.body],
        )
    gone = [step.id for step in steps if step.new is None and step.old is not None]
    if gone:
        await StoredEvent.delete().where(StoredEvent.appointment.is_in(gone))
    for step in steps:
        if left := step.had - step.wanted:
            out = FeedEntry.feed.is_in(sorted(left)) & (FeedEntry.appointment == step.id)
            await FeedEntry.delete().where(out)
    entries = [FeedEntry(feed=feed, appointment=step.id) for step in steps for feed in sorted(step.wanted - step.had)]
    for first in range(0, len(entries), MANY):
        await FeedEntry.insert(*entries[first : first + MANY]).on_conflict(action="DO NOTHING")
    titles = {feed: title for step in steps for feed, title in step.titles.items()}
    await bump({feed for step in steps for feed in step.touched}, now, titles)


def _rendered(
    row: dict[str, Any], shown: Shown, around: Around, old: dict[str, Any] | None, now: datetime
) -> dict[str, Any]:
    changed = old["changed"] if old else whole_second(now)
    body = render(entry_of(row, shown, around, changed=changed))
    if old and body != old["body"]:
        # Some clients ignore an event whose LAST-MODIFIED has not grown.
        changed = max(whole_second(now), changed + timedelta(seconds=1))
        body = render(entry_of(row, shown, around, changed=changed))
    return {"changed": changed, "revision": row["revision"], "body": body}


def has_left(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether an appointment has left its feeds: 90 days after its end; what was cancelled 30 days after."""
    return bool(row["end"] <= now - (KEPT_CANCELLED if row["state"] == "cancelled" else KEPT))


def feeds_of(row: dict[str, Any], shown: Shown, people: Iterable[int], now: datetime) -> set[str]:
    """The feeds that an appointment stands in.

    - What is a draft stands in none, what is not public only in those of the people who take part.
    """
    if row["state"] not in SHOWN or has_left(row, now):
        return set()
    public = set(shown.feeds) if row["visible_to"] == PUBLIC else set()
    return public | {f"person:{person}" for person in people}


def _own_feeds(row: dict[str, Any]) -> set[str]:
    # An event stands in no feed as one entry, but its title, days and visibility make two of them.
    return {f"event:{row['uuid']}", f"days:{row['uuid']}"} if row["kind"] == "event" else set()


async def bump(feeds: Iterable[str], now: datetime, titles: dict[str, str] | None = None) -> None:
    """Raise the version of some feeds: sorted, so that two who change the same ones wait instead of blocking."""
    known, every = titles or {}, sorted(set(feeds))
    for first in range(0, len(every), MANY):
        names = every[first : first + MANY]
        places = ", ".join(["({}, {}, 1, {})"] * len(names))
        values = [part for name in names for part in (name, known.get(name, ""), now)]
        await _raise(places, values)


async def _raise(places: str, values: list[Any]) -> None:
    await FeedVersion.raw(
        f"INSERT INTO feed_version (feed, title, version, changed) VALUES {places} ON CONFLICT (feed) DO UPDATE SET"
        " version = feed_version.version + 1, changed = excluded.changed,"
        " title = CASE WHEN excluded.title = '' THEN feed_version.title ELSE excluded.title END",
        *values,
    )


async def stored(appointments: list[int]) -> list[dict[str, Any]]:
    """The stored events of some appointments."""
    wanted = (StoredEvent.appointment, StoredEvent.inputs, StoredEvent.changed, StoredEvent.revision, StoredEvent.body)
    return await StoredEvent.select(*wanted).where(StoredEvent.appointment.is_in(appointments))


async def feeds(appointments: list[int]) -> dict[int, set[str]]:
    """The feeds in which each of some appointments stands now."""
    found: dict[int, set[str]] = {}
    columns = (FeedEntry.feed, FeedEntry.appointment)
    for row in await FeedEntry.select(*columns).where(FeedEntry.appointment.is_in(appointments)):
        found.setdefault(row["appointment"], set()).add(row["feed"])
    return found


async def standing_in(feed: str, *, after: int, limit: int) -> list[int]:
    """The ids of appointments that stand in a feed, from the next above `after`."""
    found = FeedEntry.select(FeedEntry.appointment).where((FeedEntry.feed == feed) & (FeedEntry.appointment > after))
    ids: list[int] = await found.order_by(FeedEntry.appointment).limit(limit).output(as_list=True)
    return ids


async def subscribers(appointments: Sequence[int]) -> dict[int, set[int]]:
    """Of each appointment, who gives it or has a seat, as far as they have an address for their own feed."""
    ids = list(appointments)
    hosts = await Host.select(Host.appointment, Host.person).where(
        Host.appointment.is_in(ids) & Host.person.is_in(_with_feed())
    )
    seated = Booking.appointment.is_in(ids) & (Booking.state == "confirmed") & (Booking.active == 1)
    bookings = await Booking.select(Booking.appointment, Booking.person).where(
        seated & Booking.person.is_in(_with_feed())
    )
    found: dict[int, set[int]] = {}
    for row in [*hosts, *bookings]:
        found.setdefault(row["appointment"], set()).add(row["person"])
    return found


def _with_feed() -> Any:
    return PersonalFeed.select(PersonalFeed.person).where(PersonalFeed.revoked.is_null())
