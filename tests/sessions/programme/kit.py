"""Forms as browsers send them, sessions and events as editors make them, and the mail they set off."""

import email
import email.policy
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

from hub.config import Config
from sessions.programme.actions import create_event, create_session, publish_event, publish_session, set_session_hosts
from sessions.programme.content import EventContent, SessionContent
from sessions.programme.sheets import Row, event_by, session_by
from sessions.programme.tables import Event, Session
from tests.cast import Cast
from tests.conftest import NOW

SESSION_FORM: dict[str, Any] = {
    "title": "Nextcloud kennenlernen", "subtitle": "", "summary": "Gemeinsam ablegen, gemeinsam finden.",
    "description": "Wir **probieren** es aus.", "type": "workshop", "event": "", "shown_event": "", "track": "",
    "room": "", "day": "2026-12-01", "begins": "10:00", "ends": "11:30", "until": "", "place_kind": "online",
    "place": "", "registration": "session", "capacity": "20", "visible_to": "public", "open_to": "public",
    "difficulty": "none", "costs": "", "language": "de", "organisation": "alpha", "tags": "Nextcloud, Ablage",
}  # fmt: skip
EVENT_FORM: dict[str, Any] = {
    "kind": "scout_camp", "title": "Scout-Camp", "summary": "Drei Tage am Meer.", "description": "Mit *Zelten*.",
    "first": "2027-05-03", "last": "2027-05-05", "place_kind": "on_site", "place": "Deichweg 1, 24103 Kiel",
    "capacity": "", "visible_to": "public", "open_to": "public", "organisation": "north",
}  # fmt: skip


async def session(cast: Cast, by: str = "editor", **values: Any) -> Row:
    """A draft of alpha on 1 December 2026 at 10:00, with `hosts` and `deputies` from the cast; `publish` publishes."""
    people = {name: [cast.persons[each] for each in values.pop(name, ())] for name in ("hosts", "deputies")}
    publish = values.pop("publish", False)
    start = values.pop("start", NOW + timedelta(days=11))
    defaults: dict[str, Any] = {
        "type": "workshop", "title": "Nextcloud kennenlernen", "start": start, "end": start + timedelta(minutes=90),
        "organisation": cast.organisations["alpha"],
    }  # fmt: skip
    viewer = await cast.viewer(by)
    uuid = await create_session(SessionContent(**{**defaults, **values}), **people, by=viewer, now=NOW)
    row = await session_row(uuid)
    if publish:
        await publish_session(row["id"], by=await cast.viewer("editor"), now=NOW)
    return await session_row(uuid)


async def event(cast: Cast, by: str = "editor", **values: Any) -> Row:
    """A camp of the north from 3 to 5 May 2027."""
    publish = values.pop("publish", False)
    day = datetime(2027, 5, 3)
    defaults: dict[str, Any] = {
        "kind": "scout_camp", "title": "Scout-Camp", "first": day.date(), "last": (day + timedelta(days=2)).date(),
        "organisation": cast.organisations["north"],
    }  # fmt: skip
    viewer = await cast.viewer(by)
    uuid = await create_event(EventContent(**{**defaults, **values}), by=viewer, now=NOW)
    row = await event_row(uuid)
    if publish:
        await publish_event(row["id"], by=viewer, now=NOW)
    return await event_row(uuid)


async def hosts(cast: Cast, row: Row, *names: str, deputies: tuple[str, ...] = ()) -> None:
    """Have an editor say who gives a session."""
    persons, others = ([cast.persons[name] for name in group] for group in (names, deputies))
    await set_session_hosts(row["id"], persons, deputies=others, by=await cast.viewer("editor"), now=NOW)


async def session_row(uuid: UUID) -> Row:
    """A session as it stands now."""
    found = await Session.select(Session.id).where(Session.uuid == uuid).first()
    assert found is not None
    row = await session_by(found["id"])
    assert row is not None
    return row


async def event_row(uuid: UUID) -> Row:
    """An event as it stands now."""
    found = await Event.select(Event.id).where(Event.uuid == uuid).first()
    assert found is not None
    row = await event_by(found["id"])
    assert row is not None
    return row


def letters(config: Config) -> list[EmailMessage]:
    """Every mail that was delivered, by recipient and subject."""
    folder = Path(config.data) / "mail"
    files = [file for part in ("new", "cur") for file in (folder / part).glob("*")] if folder.exists() else []
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return sorted(read, key=lambda letter: (str(letter["To"]), str(letter["Subject"])))  # type: ignore[arg-type, return-value]


def told(config: Config) -> list[tuple[str, str]]:
    """Who got which subject."""
    return [(str(letter["To"]).partition("@")[0], str(letter["Subject"])) for letter in letters(config)]


def text_of(letter: EmailMessage) -> str:
    """The plain text of a mail."""
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
