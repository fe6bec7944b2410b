"""Ways in, devices and changes of address."""

from piccolo.columns import Serial
from piccolo.table import Table

from hub.database.columns import belongs_to, key, moment, number, optional_moment, words
from hub.privacy.declare import Personal, Rule, declare
from hub.privacy.rules import CODE, SIGN_IN
from hub.tables import Person


class SignInCode(Table, tablename="sign_in_code"):
    """One asked-for way in: the hash of a mailed link and of a six-digit code bound to the browser that asked."""

    id: Serial
    email = key(254)
    link_hash = key(64)
    code_hash = words(64)
    browser_hash = words(64)
    created = moment(index=True)
    expires = moment()
    tries = number()
    used = optional_moment()
    next = words(300)


class Device(Table, tablename="device"):
    """Where somebody is signed in: the hash of a random token, listed and revocable."""

    id: Serial
    token_hash = key(64)
    person = belongs_to(Person, owned=True)
    label = words(120)
    created = moment()
    last_seen = moment()
    expires = moment(index=True)


class AddressChange(Table, tablename="address_change"):
    """A change of address on its way: confirmed at the new one, told to the old one, undoable for seven days."""

    id: Serial
    person = belongs_to(Person, owned=True)
    old = words(254)
    new = words(254)
    confirm_hash = key(64)
    undo_hash = key(64)
    vouched_by = belongs_to(Person, null=True)
    created = moment(index=True)
    confirmed = optional_moment()
    undone = optional_moment()


# The old address is kept as long as it can be asked back.
ADDRESS_CHANGE = Rule("address_change", "the change of address", 7)
_CODE = Personal("sign in", "contract", "nobody", CODE)
_DEVICE = Personal("keep the person signed in", "contract", "the person", SIGN_IN)
_CHANGE = Personal("change an address safely", "contract", "the person", ADDRESS_CHANGE)
declare(
    SignInCode,
    plain="link_hash code_hash created expires tries used next",
    email=_CODE,
    browser_hash=_CODE,
)
declare(Device, plain="token_hash created expires", person=_DEVICE, label=_DEVICE, last_seen=_DEVICE)
declare(
    AddressChange,
    plain="confirm_hash undo_hash created confirmed undone",
    person=_CHANGE,
    old=_CHANGE,
    new=_CHANGE,
    vouched_by=_CHANGE,
)
