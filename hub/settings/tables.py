"""Footer pages with versions, the logo, and reported content."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.columns import belongs_to, identifier, key, moment, number, optional_moment, prose, raw_bytes, words
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import REPORT, WHILE_PUBLIC
from hub.tables import Person


class PageVersion(Table, tablename="page_version"):
    """One version of a footer page; the newest is shown."""

    id: Serial
    page = key(40)
    number = number()
    title = words(120)
    body = prose()
    html = prose()
    created = moment()
    by = belongs_to(Person, null=True)


class Report(Table, tablename="report"):
    """Something that somebody reported, without account if they like."""

    id: Serial
    uuid = identifier()
    address = words(500)
    reason = key(20)
    text = prose()
    reply_to = words(254)
    created = moment(index=True)
    closed = optional_moment()
    answer = words(500)


class Logo(Table, tablename="logo"):
    """An uploaded logo; the newest is shown, its address is its fingerprint."""

    id: Serial
    fingerprint = key(64)
    type = words(40)
    body = raw_bytes()
    created = moment()


_REPORTER = "people who report or ask something"
_EDITOR = Personal("show who changed what", "legitimate interest", "administrators", WHILE_PUBLIC)
_REPORT = Personal(
    "look into what was reported", "legal obligation", "editors and administrators", REPORT, whose=_REPORTER
)
declare(Logo, plain="fingerprint type body created")
declare(PageVersion, plain="page number title body html created", by=_EDITOR)
declare(Report, plain="uuid address reason created closed answer", text=_REPORT, reply_to=_REPORT)
