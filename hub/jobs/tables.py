"""Work for later, as rows."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.columns import key, moment, number, optional_moment, optional_words, prose, words
from hub.privacy.declare import declare


class Job(Table, tablename="job"):
    """One piece of work: claimed with a lease, deleted when done; `once` keeps out a second of the same."""

    id: Serial
    name = key()
    payload = prose()
    once = optional_words(200)
    due = moment(index=True)
    leased_until = optional_moment()
    attempts = number()
    error = words(300)


class Beat(Table, tablename="beat"):
    """When a repeated piece of work ran last."""

    id: Serial
    name = key()
    ran = moment()


declare(Job, plain="name payload once due leased_until attempts error")
declare(Beat, plain="name ran")
