"""Rendered calendar entries, the feeds they stand in, and personal feeds."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.appointments.tables import Appointment
from hub.database.columns import belongs_to, counter, key, moment, optional_moment, raw_bytes
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import UNTIL_ERASED
from hub.tables import Person


class StoredEvent(Table, tablename="stored_event"):
    """The VEVENT of one appointment as bytes; `inputs` is a hash of what else they depend on (base URL, language …)."""

    id: Serial
    appointment = belongs_to(Appointment, owned=True)
    inputs = key(64)
    body = raw_bytes()


class FeedEntry(Table, tablename="feed_entry"):
    """That an appointment stands in a feed: programme, online, event:<uuid>, organisation:<id>, tag:<tag> …"""

    id: Serial
    feed = key(120)
    appointment = belongs_to(Appointment, owned=True)


class FeedVersion(Table, tablename="feed_version"):
    """The version of a feed; rises in every transaction that changes what the feed says."""

    id: Serial
    feed = key(120)
    version = counter()
    changed = moment()


class PersonalFeed(Table, tablename="personal_feed"):
    """The secret address of a person's own feed, as the hash of its token."""

    id: Serial
    person = belongs_to(Person, owned=True)
    token_hash = key(64)
    created = moment()
    revoked = optional_moment()


_FEED = Personal(
    "subscribe to the own programme", "contract", "the person", UNTIL_ERASED, "the calendar the person uses"
)
declare(StoredEvent, plain="appointment inputs body")
declare(FeedEntry, plain="feed appointment")
declare(FeedVersion, plain="feed version changed")
declare(PersonalFeed, plain="token_hash created revoked", person=_FEED)
