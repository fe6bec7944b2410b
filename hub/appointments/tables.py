"""Appointments: whatever has a time, people and maybe seats and a room."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.columns import (
    belongs_to,
    identifier,
    key,
    moment,
    number,
    optional_moment,
    optional_number,
    optional_words,
    words,
    yes_no,
)
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import BOOKING, WHILE_PUBLIC
from hub.tables import Organisation, Person


class Appointment(Table, tablename="appointment"):
    """One thing with a time.

    `kind` names the feature that owns it; `state` is draft, published or cancelled; `capacity` none is without limit;
    `registration` is none (drop in with a name), session, or event (for the whole event, then choose); `taken` counts
    seats that are held or confirmed, `waiting` the waiting list; `revision` rises with each change of
    time, place or state (RFC 5545 SEQUENCE), `changed` with each change that the calendar shows.
    """

    id: Serial
    uuid = identifier()
    kind = key(20, index=False)
    title = words(200)
    path = words(200, index=True)
    start = moment(index=True)
    end = moment(index=True)
    place_kind = words(10)
    place = words(300)
    state = key(12, index=False)
    visible_to = key(40, index=False)
    open_to = key(40, index=False)
    registration = words(10)
    branch = belongs_to(Organisation, null=True)
    capacity = optional_number()
    taken = number()
    waiting = number()
    revision = number()
    created = moment()
    changed = moment()


class Host(Table, tablename="host"):
    """Who gives an appointment, in the order shown; a deputy steps in where the host falls ill."""

    id: Serial
    appointment = belongs_to(Appointment, owned=True)
    person = belongs_to(Person)
    position = number()
    deputy = yes_no()


class Booking(Table, tablename="booking"):
    """One seat of one person: held (until confirmed by mail), confirmed, waiting or cancelled.

    Unique on (appointment, person) while `active`, which is 1 while the seat is wanted and null after. `guest_email` is
    where the wish of a guest waits for its confirmation; it is emptied then.
    `revision` counts this person's own cancels and returns, for the calendar mails.
    """

    id: Serial
    uuid = identifier()
    appointment = belongs_to(Appointment)
    person = belongs_to(Person)
    organisation = belongs_to(Organisation, null=True)
    by = belongs_to(Person, null=True)
    state = key(12)
    active = optional_number()
    shown_name = words(120)
    assistant = yes_no()
    created = moment(index=True)
    changed = moment()
    held_until = optional_moment(index=True)
    sender = optional_words(64, index=True)
    guest_email = words(254)
    revision = number()


_HOST = Personal("say who gives a session", "contract", "whoever sees the session", WHILE_PUBLIC)
_BOOKING = Personal("keep a seat", "contract", "the person, hosts, who booked it, editors of the branch", BOOKING)
declare(
    Appointment,
    plain="uuid kind title path start end place_kind place state visible_to open_to registration branch capacity taken"
    " waiting revision created changed",
)
declare(Host, plain="appointment position deputy", person=_HOST)
declare(
    Booking,
    plain="uuid appointment state active assistant created changed held_until revision",
    person=_BOOKING,
    organisation=_BOOKING,
    by=_BOOKING,
    shown_name=_BOOKING,
    sender=_BOOKING,
    guest_email=_BOOKING,
)
