"""What people type about their account."""

from typing import Annotated, Literal

import msgspec

from hub.web.forms import Email

Shown = Literal["nobody", "members", "public"]
Name = Annotated[str, msgspec.Meta(max_length=120)]


class SignIn(msgspec.Struct):
    """Asking for a code."""

    email: Email
    next: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Code(msgspec.Struct):
    """The code, with whatever spaces people copy along."""

    code: Annotated[str, msgspec.Meta(max_length=40)]


class NewName(msgspec.Struct):
    """How somebody new wants to be called."""

    name: Name


class NewAddress(msgspec.Struct):
    """Where mail should go from now on."""

    email: Email


class Profile(msgspec.Struct):
    """What somebody says about themselves, and who sees it."""

    name: Name
    name_for: Shown
    biography_for: Shown
    topics_for: Shown
    biography: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    topics: Annotated[str, msgspec.Meta(max_length=600)] = ""
    language: Literal["de", "en"] = "de"


class NewRole(msgspec.Struct):
    """Which role for whom; `person` is a uuid where several use the address."""

    email: Email
    role: Literal["administrator", "editor", "scout"]
    branch: Annotated[str, msgspec.Meta(max_length=80)] = ""
    person: Annotated[str, msgspec.Meta(max_length=40)] = ""
