"""The forms of this room, and what they check beyond the shape of each field."""

import re
from typing import Annotated, Literal

import msgspec

from hub.i18n import message
from hub.organisations.actions.known import FOR_EVERYBODY
from hub.web.forms import Email, Form

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]
PersonName = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Place = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Postcode = Annotated[str, msgspec.Meta(min_length=1, max_length=10)]
Summary = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Website = Annotated[str, msgspec.Meta(max_length=200)]
Key = Annotated[str, msgspec.Meta(max_length=80)]

WEBSITE = message("Please give a web address such as https://example.org.")
PARENT = message("Please choose one of the options.")
KNOWN = message("An organisation of this name and postcode is here already. Look in the directory and ask to join it.")
DOMAIN = message("Please give a mail domain such as example.org.")
EVERYBODY = message("%(domain)s gives mailboxes to everybody, so it does not say who works for you.")


class Application(msgspec.Struct):
    """What is needed to apply."""

    name: Name
    postcode: Postcode
    place: Place
    summary: Summary
    contact_name: PersonName
    contact_email: Email
    parent: Key
    website: Website = ""
    address_hidden: bool = False
    staff_hidden: bool = False


class Profile(msgspec.Struct):
    """What coordinators keep about their organisation."""

    name: Name
    summary: Summary
    place: Annotated[str, msgspec.Meta(max_length=80)] = ""
    postcode: Annotated[str, msgspec.Meta(max_length=10)] = ""
    street: Annotated[str, msgspec.Meta(max_length=120)] = ""
    website: Website = ""
    contact_name: Annotated[str, msgspec.Meta(max_length=120)] = ""
    contact_email: Email | None = None
    contact_phone: Annotated[str, msgspec.Meta(max_length=60)] = ""
    address_hidden: bool = False
    staff_hidden: bool = False


class Position(msgspec.Struct):
    """Where editors put an organisation in the tree."""

    kind: Literal["regional", "member", "facility"]
    parent: Key


class Founding(msgspec.Struct):
    """What an editor gives to add an organisation without application."""

    name: Name
    kind: Literal["federation", "regional", "member", "facility"]
    parent: Key = ""
    postcode: Annotated[str, msgspec.Meta(max_length=10)] = ""
    place: Annotated[str, msgspec.Meta(max_length=80)] = ""


class Rejection(msgspec.Struct):
    """Why an application is rejected, for whoever applied."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class Colleague(msgspec.Struct):
    """Somebody whom a coordinator enters."""

    name: PersonName
    email: Email


class Domain(msgspec.Struct):
    """A mail domain."""

    domain: Annotated[str, msgspec.Meta(min_length=1, max_length=190)]


def web_address(form: Form[Application] | Form[Profile]) -> str:
    """The website with its scheme; an error at the field where it is no web address."""
    text = str(form.values.get("website", ""))
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    # The length first: the pattern takes the square of it, hours for as many dots as a form may hold.
    if len(address) > 200 or not re.fullmatch(r"https?://[^\s<>\"'@]+\.[^\s<>\"'@]{2,}", address):
        form.fail("website", WEBSITE)
    return address


def mail_domain(form: Form[Domain]) -> str:
    """The domain in small letters, without anything before an @; an error where it is none or everybody's."""
    domain = str(form.values.get("domain", "")).rsplit("@", 1)[-1].lower()
    if form.data is None:
        return domain
    if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", domain):
        form.fail("domain", DOMAIN)
    elif domain in FOR_EVERYBODY:
        form.fail("domain", EVERYBODY, domain=domain)
    return domain
