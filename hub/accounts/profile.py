"""What somebody says about themselves."""

import re
from typing import Any

from hub.accounts.policies import shown
from hub.tables import Person
from hub.text import render

FIELDS = (
    Person.name,
    Person.biography,
    Person.topics,
    Person.language,
    Person.name_for,
    Person.biography_for,
    Person.topics_for,
)


async def profile_of(person: int) -> dict[str, Any]:
    """The profile as its owner edits it, with the slug of their page."""
    row = await Person.select(Person.slug, *FIELDS).where(Person.id == person).first()
    assert row is not None
    return row


def topics_in(text: str) -> list[str]:
    """The topics of a list with commas or line breaks, each once."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]", text):
        topic = " ".join(part.split())
        if topic:
            found.setdefault(topic.casefold(), topic)
    return list(found.values())


async def save_profile(person: int, *, values: dict[str, Any]) -> None:
    """Keep the person's own profile; `values` as in `forms.Profile`."""
    kept = {
        **values,
        "name": " ".join(values["name"].split()),
        "topics": ", ".join(topics_in(values["topics"])),
        "biography_html": render(values["biography"]),
    }
    await Person.update({Person._meta.get_column_by_name(name): value for name, value in kept.items()}).where(
        Person.id == person
    )


def seen_by(values: dict[str, Any], *, member: bool, own: bool = False) -> dict[str, Any]:
    """What of a profile is shown to somebody: name, html and topics, empty where hidden."""
    return {
        "name": values["name"] if shown(values["name_for"], member=member, own=own) else "",
        "html": render(values["biography"]) if shown(values["biography_for"], member=member, own=own) else "",
        "topics": topics_in(values["topics"]) if shown(values["topics_for"], member=member, own=own) else [],
    }


async def choose_language(person: int, language: str) -> None:
    """Keep the language that somebody wants to read."""
    await Person.update({Person.language: language}).where(Person.id == person)
