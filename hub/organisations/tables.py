"""How an organisation's people are known before they ask."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.columns import belongs_to, key, words
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import WHILE_PUBLIC
from hub.tables import Organisation


class MailDomain(Table, tablename="mail_domain"):
    """A mail domain whose people are released at once."""

    id: Serial
    organisation = belongs_to(Organisation, owned=True)
    domain = key(190)


class KnownAddress(Table, tablename="known_address"):
    """An address from an imported member list, whose owner is released at once."""

    id: Serial
    organisation = belongs_to(Organisation, owned=True)
    email = key(254)
    name = words(120)


_LIST = Personal("release members of known organisations", "contract", "editors of the branch", WHILE_PUBLIC)
declare(MailDomain, plain="organisation domain")
declare(KnownAddress, plain="organisation", email=_LIST, name=_LIST)
