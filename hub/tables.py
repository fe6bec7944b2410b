"""Tables that the rooms share: people and organisations, audit, links, slugs, rate counters."""

from piccolo.columns import ForeignKey, OnDelete, OnUpdate, Serial
from piccolo.table import Table

from hub.database.columns import (
    belongs_to,
    counter,
    identifier,
    key,
    moment,
    number,
    optional_moment,
    optional_number,
    optional_words,
    prose,
    words,
    yes_no,
)
from hub.privacy.declare import Personal, declare
from hub.privacy.rules import AUDIT, RATE, UNTIL_ERASED, WHILE_PUBLIC


class Organisation(Table, tablename="organisation"):
    """One node of the federation: federation, regional, member or facility.

    `path` is /federation/…/self/ in ids, so that a branch is one prefix; `state` is applied, released, rejected or
    closed.
    """

    id: Serial
    uuid = identifier()
    slug = key()
    name = words(160)
    kind = key(20)
    parent: ForeignKey["Organisation"] = ForeignKey(
        references="self",
        null=True,
        default=None,
        index=True,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.cascade,
    )
    path = key(200)
    state = key(20)
    place = words(80)
    postcode = words(10)
    street = words(120)
    summary = prose()
    website = words(200)
    contact_name = words(120)
    contact_email = words(254)
    contact_phone = words(60)
    address_hidden = yes_no()
    staff_hidden = yes_no()
    created = moment()
    released = optional_moment()


class Person(Table, tablename="person"):
    """Somebody; exists without address too (an imported host) and without having joined (a guest).

    `…_for` says who sees a field of the profile: nobody, members or public.
    """

    id: Serial
    uuid = identifier()
    slug = optional_words(80, index=True)
    name = words(120)
    biography = prose()
    biography_html = prose()
    topics = words(600)
    language = words(5)
    name_for = words(10)
    biography_for = words(10)
    topics_for = words(10)
    created = moment()
    joined = optional_moment()
    last_seen = optional_moment(index=True)
    erased = optional_moment()


class Address(Table, tablename="address"):
    """A mail address, in lower case; a mailbox is not a person, several may share it."""

    id: Serial
    email = key(254)
    confirmed = optional_moment()


class PersonAddress(Table, tablename="person_address"):
    """That a person can be reached at an address; mail goes to the main one."""

    id: Serial
    person = belongs_to(Person, owned=True)
    address = belongs_to(Address, owned=True)
    main = yes_no(True)


class RoleGrant(Table, tablename="role_grant"):
    """A role that somebody holds: scout, editor or administrator; an editor's branch is `organisation`, none is all."""

    id: Serial
    person = belongs_to(Person, owned=True)
    role = key(20)
    organisation = belongs_to(Organisation, null=True)
    created = moment()


class Membership(Table, tablename="membership"):
    """That somebody works for an organisation; a coordinator speaks for it.

    `state` is asked, invited (entered by a coordinator, has to agree), released, declined or left.
    """

    id: Serial
    person = belongs_to(Person, owned=True)
    organisation = belongs_to(Organisation)
    state = key(20)
    coordinator = yes_no()
    created = moment()
    released = optional_moment()


class Audit(Table, tablename="audit"):
    """Who did what to what, without content; `branch` is the organisation whose editors may read it."""

    id: Serial
    at = moment(index=True)
    actor = optional_number()
    verb = key()
    kind = key()
    object = optional_number()
    branch = optional_number()
    note = words(200)


class Link(Table, tablename="link"):
    """That one thing has to do with another, and why."""

    id: Serial
    from_kind = key()
    from_id = number()
    to_kind = key()
    to_id = number()
    why = key()


class SlugHistory(Table, tablename="slug_history"):
    """An address that something used to have; it answers 301."""

    id: Serial
    kind = key()
    slug = key()
    object = number()


class RateCount(Table, tablename="rate_count"):
    """How often something was tried by somebody within one window; `who` is a keyed hash."""

    id: Serial
    what = key()
    who = key()
    window = moment(index=True)
    n = counter()


class Setting(Table, tablename="setting"):
    """One decision of an administrator by name; its value is JSON."""

    id: Serial
    name = key()
    value = prose()


_PROFILE = Personal("let people know who they work with", "consent", "as the person chose for each field", UNTIL_ERASED)
_ACCOUNT = Personal("give access to the account", "contract", "the person", UNTIL_ERASED)
_MEMBER = Personal("know who belongs to a member organisation", "contract", "coordinators and editors", UNTIL_ERASED)
_CONTACT = Personal("reach the organisation", "contract", "everybody, unless the organisation hides it", WHILE_PUBLIC)
declare(
    Organisation,
    plain="uuid slug name kind parent path state place postcode street summary website address_hidden staff_hidden"
    " created released",
    contact_name=_CONTACT,
    contact_email=_CONTACT,
    contact_phone=_CONTACT,
)
declare(
    Person,
    plain="uuid name_for biography_for topics_for erased",
    slug=_PROFILE,
    name=_PROFILE,
    biography=_PROFILE,
    biography_html=_PROFILE,
    topics=_PROFILE,
    language=_ACCOUNT,
    created=_ACCOUNT,
    joined=_ACCOUNT,
    last_seen=_ACCOUNT,
)
declare(Address, plain="confirmed", email=_ACCOUNT)
declare(PersonAddress, plain="main", person=_ACCOUNT, address=_ACCOUNT)
declare(RoleGrant, plain="role organisation created", person=_MEMBER)
declare(Membership, plain="organisation state coordinator created released", person=_MEMBER)
declare(
    Audit,
    plain="at verb kind object branch note",
    actor=Personal("show who changed what", "legitimate interest", "editors of the branch, administrators", AUDIT),
)
declare(Link, plain="from_kind from_id to_kind to_id why")
declare(SlugHistory, plain="kind slug object")
declare(
    RateCount,
    plain="what window n",
    who=Personal("keep attackers out", "legitimate interest", "nobody (a keyed hash)", RATE),
)
declare(Setting, plain="name value")
