"""What a file says of a session, fitted into what a session has room for: pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.i18n import LANGUAGES, gettext, speaking
from hub.text import MAX_LENGTH, plain
from sessions.programme.content import MOST_TAGS, tidy_tags
from sessions.programme.vocabulary import REGISTRATIONS, TYPES
from sessions.transfer.model import Json
from sessions.transfer.values import entries, fields, scalar

SUMMARY = 500

# The column that a field of a file lands in; other fields (address, links, recording) have none of their own.
COLUMN_OF = {
    "title": "title", "subtitle": "subtitle", "abstract": "summary", "description": "description", "type": "type",
    "track": "track", "room": "room", "start": "start", "end": "end", "language": "language", "persons": "hosts",
    "cancelled": "cancelled", "capacity": "capacity", "registration": "registration", "place": "place",
    "place_kind": "place_kind", "organisation": "organisation", "tags": "tags", "difficulty": "difficulty",
    "costs": "costs",
}  # fmt: skip
# Columns that hold more than their own field says.
ALSO_FROM = {"description": ("abstract", "links")}

_TYPES = (
    ("consultation_hour", r"sprechstunde|beratung|consult|office hour"),
    ("tool_introduction", r"tool|werkzeug|software"),
    ("webinar", r"web-?\s?seminar|webinar|online-?(?:seminar|schulung|vortrag)"),
    ("workshop", r"workshop|werkstatt|\blab\b|hands.on|schulung|training|seminar"),
    ("exchange", r"austausch|barcamp|exchange|meetup|stammtisch|runde|diskussion|discussion|panel|netzwerk|lunch"),
)
_WITHOUT_REGISTRATION = re.compile(
    r"(?:ohne|keine|without|no|none|nicht (?:nötig|erforderlich)|offen|drop.?in|einfach kommen)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Around:
    """Where sessions are put: ids of tracks, rooms and organisations by folded name, and what holds by default."""

    language: str
    place_kind: str
    tracks: Mapping[str, int] = field(default_factory=dict)
    rooms: Mapping[str, int] = field(default_factory=dict)
    organisations: Mapping[str, int] = field(default_factory=dict)


def folded(name: str) -> str:
    """A name as it is compared: capitals and spaces make no difference."""
    return " ".join(name.casefold().split())


def fit(said: Mapping[str, Json], around: Around) -> dict[str, Json]:
    """The columns, without hosts and times, for what a file says; keys as in COLUMN_OF's values."""
    capacity = said.get("capacity")
    return {
        "title": scalar(said.get("title")),
        "subtitle": scalar(said.get("subtitle")),
        "summary": summary_of(scalar(said.get("abstract"))),
        "description": description_of(said),
        "type": type_of(scalar(said.get("type"))),
        "track": around.tracks.get(folded(scalar(said.get("track")))),
        "room": around.rooms.get(folded(scalar(said.get("room")))),
        "language": scalar(said.get("language"))[:10] or around.language,
        "capacity": capacity if isinstance(capacity, int) else None,
        "registration": registration_of(scalar(said.get("registration"))),
        "place": scalar(said.get("place")),
        "place_kind": scalar(said.get("place_kind")) or around.place_kind,
        "organisation": around.organisations.get(folded(scalar(said.get("organisation")))),
        "tags": [*tidy_tags([scalar(tag) for tag in entries(said.get("tags"))])[:MOST_TAGS]],
        "difficulty": scalar(said.get("difficulty")) or "none",
        "costs": scalar(said.get("costs")),
    }


def summary_of(abstract: str) -> str:
    """The abstract as plain text of at most 500 characters, cut between words."""
    text = " ".join(plain(abstract).split())
    if len(text) <= SUMMARY:
        return text
    return text[: SUMMARY - 1].rsplit(" ", 1)[0][: SUMMARY - 1].rstrip(" ,;:.–-") + "…"


def description_of(said: Mapping[str, Json]) -> str:
    """The description with what has no place elsewhere: an abstract too long for the summary, and the links."""
    abstract, description = scalar(said.get("abstract")), scalar(said.get("description"))
    parts = [abstract] if summary_of(abstract).endswith("…") and abstract not in description else []
    parts.append(description)
    parts.append("\n".join(_links(said, description)))
    text = "\n\n".join(part for part in parts if part)
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1].rstrip() + "…"


def _links(said: Mapping[str, Json], description: str) -> list[str]:
    found = (
        (scalar(fields(link).get("url")), scalar(fields(link).get("title"))) for link in entries(said.get("links"))
    )
    return [f"- [{_label(title or url)}](<{url}>)" for url, title in found if url and url not in description]


def _label(text: str) -> str:
    return re.sub(r"([\\\[\]`*_])", r"\\\1", text)


def type_of(words: str) -> str:
    """The kind of session that the words mean, "other" where they mean none."""
    return _known(words, TYPES) or next(
        (key for key, pattern in _TYPES if re.search(pattern, words, re.IGNORECASE)), "other"
    )


def registration_of(words: str) -> str:
    """How people sign up: by our own words, or "without" in some form, else for the session."""
    return _known(words, REGISTRATIONS) or ("none" if _WITHOUT_REGISTRATION.match(words.strip()) else "session")


def _known(words: str, choices: Mapping[str, str]) -> str | None:
    """The choice that is called so in any language of the interface."""
    for code in LANGUAGES:
        with speaking(code):
            for key, label in choices.items():
                if folded(words) == folded(gettext(label)):
                    return key
    return None
