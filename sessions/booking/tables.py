"""What signing up needs beside the booking itself."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.appointments.tables import Booking
from hub.database.columns import belongs_to, moment, prose
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import NEEDS, UNTIL_ERASED
from hub.tables import Person


class HostPledge(Table, tablename="host_pledge"):
    """That a host promised to keep the list of participants to the session."""

    id: Serial
    person = belongs_to(Person, owned=True)
    at = moment()


class Needs(Table, tablename="needs"):
    """What somebody needs to take part, for the hosts of that session only."""

    id: Serial
    booking = belongs_to(Booking, owned=True)
    text = prose()


declare(
    HostPledge,
    plain="at",
    person=Personal("know that the list is in good hands", "contract", "the host, administrators", UNTIL_ERASED),
)
declare(
    Needs,
    plain="booking",
    text=Personal("let the host prepare", "consent", "the hosts of the session", NEEDS),
)
