"""What the calendar shows of appointments: the row, what its owner says of it, and the settings around them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hub import config
from hub.appointments.places import has_room, join_path
from hub.appointments.tables import Appointment
from hub.calendar.vevent import RENDERER_VERSION, Entry
from hub.feature import Describe, Shown
from hub.i18n import gettext, message, speaking
from hub.site import Site, site

DESCRIPTION_LENGTH = 1500
VIDEO_ROOM, CANCELLED = message("Video room"), message("Cancelled")
COLUMNS = [
    Appointment.id,
    Appointment.uuid,
    Appointment.kind,
    Appointment.title,
    Appointment.path,
    Appointment.start,
    Appointment.end,
    Appointment.place_kind,
    Appointment.place,
    Appointment.state,
    Appointment.visible_to,
    Appointment.revision,
]

# What each kind of appointment says of itself; `hub.app` wires it from the features.
describers: dict[str, Describe] = {}


@dataclass(frozen=True)
class Around:
    """The settings that every stored event depends on."""

    base_url: str
    site: Site

    @property
    def fingerprint(self) -> str:
        """Equal as long as nothing around the events has changed."""
        site = self.site
        parts = [RENDERER_VERSION, self.base_url, site.uid_host, site.zone, site.language, site.name, site.feed_product]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def words(self, text: str) -> str:
        """A message in the language of the instance, which public feeds speak."""
        with speaking(self.site.language):
            return gettext(text)


async def around() -> Around:
    """The settings as they stand now."""
    return Around(config.current().public_url, await site())


async def described(rows: list[dict[str, Any]]) -> dict[int, Shown]:
    """What the owners say of some appointments, by id; one without owner shows its own row only."""
    found = {row["id"]: Shown(description="", location=row["place"]) for row in rows}
    for kind in sorted({row["kind"] for row in rows} & describers.keys()):
        found.update(await describers[kind]([row["id"] for row in rows if row["kind"] == kind]))
    return found


def entry_of(row: Mapping[str, Any], shown: Shown, around: Around, *, changed: datetime) -> Entry:
    """The calendar entry of an appointment; whoever reads it may see the appointment."""
    room = around.base_url + join_path(row["uuid"]) if has_room(row) and row["state"] == "published" else ""
    location = shown.location
    first, last = shown.all_day or (None, None)
    parts = [shown.reason if row["state"] == "cancelled" else "", _shortened(shown.description)]
    if room and row["place_kind"] == "online":
        location = room
    if room:
        parts.append(f"{around.words(VIDEO_ROOM)}: {room}")
    return Entry(
        uid=f"{row['kind']}-{row['uuid']}@{around.site.uid_host}",
        changed=changed,
        sequence=row["revision"],
        start=first or row["start"],
        end=last + timedelta(days=1) if last else row["end"],
        zone=around.site.zone,
        summary=row["title"],
        location=location,
        url=around.base_url + row["path"],
        description="\n\n".join(part for part in parts if part),
        cancelled=row["state"] == "cancelled",
        cancelled_word=around.words(CANCELLED),
        categories=shown.categories,
        private=shown.private,
    )


def whole_second(moment: datetime) -> datetime:
    """A time as calendars write it."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _shortened(text: str) -> str:
    # Feeds stay below 1 MB, above which Google stops reading.
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + " …"
