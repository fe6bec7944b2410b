"""The forms of signing up."""

from typing import Annotated

import msgspec

from hub.web.forms import Email

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
NeedsText = Annotated[str, msgspec.Meta(max_length=1000)]


class MemberForm(msgspec.Struct):
    """Somebody with an account takes a seat."""

    shown_name: Name
    needs: NeedsText = ""
    assistant: bool = False


class GuestForm(msgspec.Struct):
    """Somebody without account asks for a seat."""

    shown_name: Name
    email: Email
    needs: NeedsText = ""
    assistant: bool = False


class ColleaguesForm(msgspec.Struct):
    """A coordinator takes seats for colleagues, by uuid as shown on the page, and for one who is new there."""

    persons: list[str] = []
    name: Name = ""
    email: Email = ""
    organisation: str = ""
