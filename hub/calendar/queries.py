"""Which feeds somebody can choose from."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from hub.appointments.tables import Appointment
from hub.audience import PUBLIC
from hub.database.sql import rows
from hub.tables import Organisation
from hub.text import slug

MOST = 300


@dataclass(frozen=True)
class Choice:
    """One feed to choose: what its address holds, and what people call it."""

    slug: str
    title: str


async def events(now: datetime) -> list[Choice]:
    """The public events that are not over, by time."""
    coming = (Appointment.kind == "event") & (Appointment.state == "published") & (Appointment.end > now)
    found = (
        await Appointment.select(Appointment.path, Appointment.title)
        .where(coming & (Appointment.visible_to == PUBLIC))
        .order_by(Appointment.start)
        .order_by(Appointment.id)
        .limit(MOST)
    )
    return [Choice(row["path"].rsplit("/", 1)[-1], row["title"]) for row in found]


async def organisations(now: datetime) -> list[Choice]:
    """The organisations that do something, or one below them, by name."""
    ids = [int(feed.partition(":")[2]) for feed, _ in await _with_entries("organisation")]
    if not ids:
        return []
    there = Organisation.id.is_in(ids) & (Organisation.state == "released")
    found = await Organisation.select(Organisation.slug, Organisation.name).where(there).order_by(Organisation.name)
    return _sorted([Choice(row["slug"], row["name"]) for row in found])


async def tags(now: datetime) -> list[Choice]:
    """The tags in use, by name."""
    return _choices(await _with_entries("tag"))


async def places(now: datetime) -> list[Choice]:
    """The places where something takes place, by name."""
    return _choices(await _with_entries("place"))


async def _with_entries(kind: str) -> list[tuple[str, str]]:
    found = await rows(
        "SELECT v.feed AS feed, v.title AS title FROM feed_version v WHERE v.feed LIKE ? AND EXISTS"
        f" (SELECT 1 FROM feed_entry e WHERE e.feed = v.feed) ORDER BY v.title, v.feed LIMIT {MOST}",
        f"{kind}:%",
    )
    return [(row["feed"], row["title"]) for row in found]


def _choices(found: list[tuple[str, str]]) -> list[Choice]:
    slugs = [(feed.partition(":")[2], title) for feed, title in found]
    made = [Choice(slug, title or slug.replace("-", " ").title()) for slug, title in slugs]
    return _sorted(made)


def _sorted(choices: list[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: slug(choice.title, choice.title))


@dataclass(frozen=True)
class Subscription:
    """The ways to subscribe to one feed."""

    title: str
    url: str
    webcal: str
    google: str
    outlook: str


def subscription(title: str, path: str, base_url: str) -> Subscription:
    """The addresses for each kind of calendar: by webcal, to copy, and the pages of Google and Outlook that add one."""
    url = f"{base_url}{path}"
    parts = urlsplit(url)
    webcal = f"webcal://{parts.netloc}{parts.path}"
    return Subscription(
        title=title,
        url=url,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        outlook="https://outlook.office.com/calendar/0/addfromweb"
        f"?url={quote(url, safe='')}&name={quote(title, safe='')}",
    )
