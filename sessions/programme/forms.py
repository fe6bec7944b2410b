"""The forms of sessions and events: which fields there are."""

from typing import Annotated, Any, Literal

import msgspec

from hub.i18n import message
from hub.web.forms import CONTROL, Form, Line, OptionalLine, Prose

LETTER = message("Please use at least one letter or digit.")

Summary = Annotated[str, msgspec.Meta(max_length=500)]
Place = Annotated[str, msgspec.Meta(max_length=300)]
Short = Annotated[str, msgspec.Meta(max_length=40)]
Choice = Annotated[str, msgspec.Meta(max_length=200)]
Tags = Annotated[str, msgspec.Meta(max_length=1000)]
Type = Literal["workshop", "webinar", "tool_introduction", "exchange", "consultation_hour", "other"]
Kind = Literal["digi_dienstag", "scout_camp", "festival", "theme_month", "plain"]
PlaceKind = Literal["online", "on_site", "hybrid"]
Registration = Literal["none", "session", "event"]
Difficulty = Literal["none", "some", "much"]

WITH_LINES = {"description", "place", "word"}
OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class TextForm(msgspec.Struct, kw_only=True):
    """What hosts change of a session they give: text and room."""

    title: Line
    subtitle: OptionalLine = ""
    summary: Summary = ""
    description: Prose = ""
    room: Choice = ""
    difficulty: Difficulty
    costs: OptionalLine = ""
    language: Short
    captions: bool = False
    sign_language: bool = False
    plain_language: bool = False
    wheelchair: bool = False
    tags: Tags = ""
    shown_event: Choice = ""
    seen: Choice = ""


class SessionForm(TextForm, kw_only=True):
    """A whole session."""

    type: Type
    event: Choice = ""
    track: Choice = ""
    day: Short
    begins: Short
    ends: Short
    until: Short = ""
    place_kind: PlaceKind
    place: Place = ""
    registration: Registration
    capacity: Choice = ""
    visible_to: Choice
    open_to: Choice
    organisation: Choice = ""
    host_myself: bool = False


class EventForm(msgspec.Struct, kw_only=True):
    """A whole event."""

    kind: Kind
    title: Line
    summary: Summary = ""
    description: Prose = ""
    first: Short
    last: Short = ""
    place_kind: PlaceKind
    place: Place = ""
    capacity: Choice = ""
    visible_to: Choice
    open_to: Choice
    organisation: Choice = ""
    seen: Choice = ""


class TrackForm(msgspec.Struct, kw_only=True):
    """One thread of an event."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    color: Literal["blue", "green", "amber", "red", "violet", "teal", "pink", "grey"]


class RoomForm(msgspec.Struct, kw_only=True):
    """One room of an event."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    description: Annotated[str, msgspec.Meta(max_length=300)] = ""
    capacity: Choice = ""


class ReasonForm(msgspec.Struct, kw_only=True):
    """Why something is cancelled."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class WordForm(msgspec.Struct, kw_only=True):
    """What whoever wrote a proposal reads when it is given back."""

    word: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class CopyForm(msgspec.Struct, kw_only=True):
    """The day of a session's copy."""

    day: Short


class EventCopyForm(msgspec.Struct, kw_only=True):
    """Title and first day of an event's copy."""

    title: Line
    first: Short


class HostForm(msgspec.Struct, kw_only=True):
    """Somebody without account who gives a session."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


def check_words(form: Form[Any], *, need_a_letter: tuple[str, ...] = ("title",)) -> None:
    """Find what looks harmless and is not: line breaks in lines, signs that turn other text round, empty titles."""
    for name, value in form.values.items():
        if not isinstance(value, str) or name in form.errors:
            continue
        broken = name not in WITH_LINES and ("\n" in value or "\t" in value)
        if broken or any(char in OVERRIDES for char in value):
            form.fail(name, CONTROL)
        elif name in need_a_letter and value and not any(char.isalnum() for char in value):
            form.fail(name, LETTER)
