"""Outgoing mail, as rows."""

from collections.abc import Mapping
from typing import Any

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.backup import shape
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
from hub.jobs.tables import Job
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import MAIL
from hub.tables import Person

JOB = "mail.deliver"
NOT_IN_BACKUP = "not sent when the backup was made"


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


def _in_backup(row: Mapping[str, Any]) -> Mapping[str, Any]:
    # A backup holds no text of a mail, which may have tokens in it. So what was unsent stays unsent, and says so.
    if row["sent"] is not None:
        return row
    emptied = {"recipient": "", "values": "", "calendar": b"", "leased_until": None}
    if row["failed"] is not None:
        return {**row, **emptied}
    return {**row, **emptied, "failed": row["due"], "error": NOT_IN_BACKUP}


def _job_in_backup(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return None if row["name"] == JOB else {**row, "leased_until": None}


shape(Outgoing, _in_backup)
shape(Job, _job_in_backup)
