"""Files on their way into the programme, and under which ids files know people."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.columns import belongs_to, identifier, key, moment, prose, raw_bytes, words
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import UPLOAD, WHILE_PUBLIC
from hub.tables import Person
from sessions.programme.tables import Event


class ImportDraft(Table, tablename="import_draft"):
    """A file that an editor has uploaded and not yet taken over; `columns` is JSON, place to field, of a table."""

    id: Serial
    uuid = identifier()
    event = belongs_to(Event, owned=True)
    by = belongs_to(Person, owned=True)
    filename = words(200)
    body = raw_bytes()
    columns = prose()
    created = moment(index=True)


class HostIdentity(Table, tablename="host_identity"):
    """That a file means this person by an id (guid, code or number), or by name alone within one event."""

    id: Serial
    person = belongs_to(Person, owned=True)
    identity = key(220)


_UPLOAD = Personal("take over a programme file in steps", "contract", "the editor who uploaded it", UPLOAD)
declare(ImportDraft, plain="uuid event columns created", by=_UPLOAD, filename=_UPLOAD, body=_UPLOAD)
_NAMED = Personal("know the same host again at the next import", "legitimate interest", "nobody", WHILE_PUBLIC)
declare(HostIdentity, person=_NAMED, identity=_NAMED)
