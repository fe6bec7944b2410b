"""Who was erased, so that a restored backup does not bring them back."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.columns import identifier, moment
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import ERASURE


class Erasure(Table, tablename="erasure"):
    """That a person was erased; the number says nothing about them once they are gone."""

    id: Serial
    person_uuid = identifier()
    at = moment()


declare(
    Erasure,
    plain="at",
    person_uuid=Personal(
        "erase again what an old backup brings back", "legal obligation", "nobody (a random number)", ERASURE
    ),
)
