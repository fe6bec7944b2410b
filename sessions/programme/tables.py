"""Events and sessions: what the programme is made of."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.appointments.tables import Appointment
from hub.database.columns import (
    belongs_to,
    day,
    identifier,
    key,
    moment,
    number,
    optional_moment,
    optional_number,
    optional_words,
    prose,
    words,
    yes_no,
)
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import BOOKING, WHILE_PUBLIC
from hub.tables import Organisation, Person


class Event(Table, tablename="event"):
    """A Digi-Dienstag, a Scout-Camp, a festival week, a theme month or a plain event, from `first` to `last` day.

    Its appointment carries state, visibility and, where people sign up for the whole event, the seats.
    """

    id: Serial
    appointment = belongs_to(Appointment, owned=True)
    uuid = identifier()
    slug = key()
    kind = key(20)
    title = words(200)
    summary = words(500)
    description = prose()
    description_html = prose()
    first = day()
    last = day()
    organisation = belongs_to(Organisation, null=True)
    cancel_reason = words(500)
    version = number()
    original = prose()
    created = moment()


class Track(Table, tablename="track"):
    """A thread that runs through an event; `color` is one of eight names."""

    id: Serial
    event = belongs_to(Event, owned=True)
    name = words(120)
    slug = key()
    color = words(12)
    position = number()


class Room(Table, tablename="room"):
    """A room of an event."""

    id: Serial
    event = belongs_to(Event, owned=True)
    name = words(120)
    guid = optional_words(80)
    description = words(300)
    capacity = optional_number()
    position = number()


class Session(Table, tablename="session"):
    """One thing that one attends; time, place, seats, state and visibility stand in its appointment.

    `handed_in` is since when a draft waits to be published, null while it is being written and once it is published.
    `identity` is what an import knows it by, `original` its raw JSON; `imported` holds, as JSON, what the last import
    said of each field and what it made of it in the columns.
    """

    id: Serial
    appointment = belongs_to(Appointment, owned=True)
    uuid = identifier()
    slug = key()
    event = belongs_to(Event, null=True)
    track = belongs_to(Track, null=True)
    room = belongs_to(Room, null=True)
    type = key(20, index=False)
    title = words(200)
    subtitle = words(200)
    summary = words(500)
    description = prose()
    description_html = prose()
    difficulty = words(10)
    costs = words(200)
    language = words(10)
    captions = yes_no()
    sign_language = yes_no()
    plain_language = yes_no()
    wheelchair = yes_no()
    organisation = belongs_to(Organisation, null=True)
    cancel_reason = words(500)
    created_by = belongs_to(Person, null=True)
    handed_in = optional_moment()
    created = moment()
    identity = optional_words(300, index=True)
    imported = prose()
    original = prose()


class Tag(Table, tablename="tag"):
    """A word that sessions are found by."""

    id: Serial
    slug = key()
    name = words(60)


class SessionTag(Table, tablename="session_tag"):
    """That a session has a tag."""

    id: Serial
    session = belongs_to(Session, owned=True)
    tag = belongs_to(Tag)


class StandIn(Table, tablename="stand_in"):
    """That a deputy was asked to give a session because a host cannot come.

    `answered` is null while the request is open; `due` is when the editors are told that nobody has stepped in, `told`
    when they were. The link in the mail carries a secret of which only a hash is stored.
    """

    id: Serial
    session = belongs_to(Session, owned=True)
    absent = belongs_to(Person)
    deputy = belongs_to(Person)
    position = number()
    secret_hash = key(64)
    created = moment()
    due = moment(index=True)
    answered = optional_moment()
    accepted = yes_no()
    told = optional_moment()


_FILE = Personal("give an imported programme back as it came", "contract", "nobody", WHILE_PUBLIC)
declare(
    Event,
    plain="appointment uuid slug kind title summary description description_html first last organisation cancel_reason"
    " version created",
    original=_FILE,
)
declare(Track, plain="event name slug color position")
declare(Room, plain="event name guid description capacity position")
declare(
    Session,
    plain="appointment uuid slug event track room type title subtitle summary description description_html"
    " difficulty costs language captions sign_language plain_language wheelchair organisation"
    " cancel_reason created handed_in identity",
    imported=_FILE,
    original=_FILE,
    created_by=Personal("know who looks after a session", "contract", "editors of the branch", WHILE_PUBLIC),
)
declare(Tag, plain="slug name")
declare(SessionTag, plain="session tag")
_STAND_IN = Personal("find somebody who steps in", "contract", "hosts and editors of the branch", BOOKING)
declare(
    StandIn,
    plain="session position secret_hash created due answered accepted told",
    absent=_STAND_IN,
    deputy=_STAND_IN,
)
