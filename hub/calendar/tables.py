"""Rendered calendar entries, the feeds they stand in, and personal feeds."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.appointments.tables import Appointment
from hub.database.columns import belongs_to, counter, key, moment, number, optional_moment, raw_bytes, words
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import UNTIL_ERASED
from hub.tables import Person


class StoredEvent(Table, tablename="stored_event"):
    """The VEVENT of one appointment as bytes.

    `inputs` is a hash of what they depend on beside the appointment (base URL, language …); `changed` (whole seconds)
    and `revision` are the LAST-MODIFIED and SEQUENCE in the bytes.
    """

    id: Serial
    appointment = belongs_to(Appointment, owned=True)
    inputs = key(64)
    changed = moment()
    revision = number()
    body = raw_bytes()


class FeedEntry(Table, tablename="feed_entry"):
    """That an appointment stands in a feed: programme, online, event:<uuid>, organisation:<id>, tag:<tag> …

    In person:<id> stands what somebody gives or has a seat in, while their own feed has an address.
    """

    id: Serial
    feed = key(120)
    appointment = belongs_to(Appointment, owned=True)


class FeedVersion(Table, tablename="feed_version"):
    """The version of a feed; rises in every transaction that changes what the feed says."""

    id: Serial
    feed = key(120)
    title = words(200)
    version = counter()
    changed = moment()


class PersonalFeed(Table, tablename="personal_feed"):
    """The secret address of a person's own feed, as the hash of its token; one of a person's is not revoked."""

    id: Serial
    person = belongs_to(Person, owned=True)
    token_hash = key(64)
    created = moment()
    revoked = optional_moment()


_FEED = Personal(
    "subscribe to the own programme", "contract", "the person", UNTIL_ERASED, "the calendar the person uses"
)
declare(StoredEvent, plain="appointment inputs changed revision body")
declare(FeedEntry, plain="appointment", feed=_FEED)
declare(FeedVersion, plain="title version changed", feed=_FEED)
declare(PersonalFeed, plain="token_hash created revoked", person=_FEED)
