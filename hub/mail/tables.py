"""Outgoing mail, as rows."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.columns import (
    belongs_to,
    key,
    moment,
    number,
    optional_moment,
    optional_words,
    prose,
    raw_bytes,
    words,
)
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import MAIL
from hub.tables import Person


class Outgoing(Table, tablename="outgoing_mail"):
    """One mail to one recipient: the message's name and a snapshot of its values, rendered at delivery.

    `once` makes it unique for what it tells; values, calendar part and address are emptied at delivery.
    """

    id: Serial
    message = key()
    language = words(5)
    recipient = words(254)
    person = belongs_to(Person, null=True)
    values = prose()
    calendar = raw_bytes()
    method = words(10)
    once = optional_words(200)
    created = moment()
    due = moment(index=True)
    leased_until = optional_moment()
    attempts = number()
    sent = optional_moment(index=True)
    failed = optional_moment()
    error = words(300)


_MAIL = Personal("tell people what they asked for", "contract", "the recipient", MAIL, "the mail server")
declare(
    Outgoing,
    plain="message language method once created due leased_until attempts sent failed error",
    recipient=_MAIL,
    person=_MAIL,
    values=_MAIL,
    calendar=_MAIL,
)
