"""Video rooms of appointments, and who entered."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.appointments.tables import Appointment
from hub.database.columns import belongs_to, key, moment, optional_moment, words, yes_no
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import JOIN_LOG, WHILE_PUBLIC
from hub.tables import Person


class VideoRoom(Table, tablename="video_room"):
    """The room of one appointment: a random name, or links (encrypted) where the provider is a plain link."""

    id: Serial
    appointment = belongs_to(Appointment, owned=True)
    provider = key(20)
    name = words(80)
    guest_link = words(2000)
    host_link = words(2000)
    captions = yes_no()
    recording = yes_no()
    running_until = optional_moment()


class Entrance(Table, tablename="entrance"):
    """That somebody was let into a room; never the token itself."""

    id: Serial
    appointment = belongs_to(Appointment, owned=True)
    person = belongs_to(Person, null=True)
    role = key(12)
    room = words(80)
    jti = words(64)
    expires = moment()
    at = moment(index=True)


declare(
    VideoRoom,
    plain="appointment provider name captions recording running_until",
    guest_link=Personal("enter the room", "contract", "people with a seat, within the doors", WHILE_PUBLIC),
    host_link=Personal("enter the room", "contract", "the hosts, within the doors", WHILE_PUBLIC),
)
declare(
    Entrance,
    plain="appointment role room jti expires at",
    person=Personal("see misuse of a room", "legitimate interest", "administrators", JOIN_LOG),
)
