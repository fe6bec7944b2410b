"""The chosen filters as chips, and the quick links above the programme; to be called while speaking a language."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from hub.i18n import gettext
from hub.i18n.times import day_words
from sessions.programme.filters import Wanted
from sessions.programme.vocabulary import AUDIENCES, PLACE_KINDS, TYPES

PATH = "/programme"


def address(query: Mapping[str, str]) -> str:
    """The programme with some filters; empty ones are left out."""
    kept = {name: text for name, text in query.items() if text}
    return f"{PATH}?{urlencode(kept)}" if kept else PATH


def chips(wanted: Wanted, names: dict[str, str]) -> list[dict[str, str]]:
    """Each chosen filter in words with the address without it; `names` as `browse.names_of` gives them."""
    query = wanted.query
    words = _words(wanted, names)
    return [
        {"label": words[name], "remove_href": address({key: text for key, text in query.items() if key != name})}
        for name in query
    ]


def _words(wanted: Wanted, names: dict[str, str]) -> dict[str, str]:
    words = {**names, "place": wanted.place, "free": gettext("seats free"), "past": gettext("past")}
    if wanted.type:
        words["type"] = gettext(TYPES[wanted.type])
    if wanted.where:
        words["where"] = gettext(PLACE_KINDS[wanted.where])
    if wanted.open_to:
        words["open_to"] = gettext("open to: %(audience)s") % {"audience": gettext(AUDIENCES[wanted.open_to])}
    if wanted.first:
        words["from"] = gettext("from %(day)s") % {"day": day_words(wanted.first, short=True)}
    if wanted.last:
        words["until"] = gettext("until %(day)s") % {"day": day_words(wanted.last, short=True)}
    return words


def quick_links(wanted: Wanted) -> list[dict[str, Any]]:
    """The choices that most people want, as tabs."""
    choices: tuple[tuple[str, dict[str, str]], ...] = (
        (gettext("Coming"), {}),
        (gettext("Seats free"), {"free": "1"}),
        (gettext("Online"), {"where": "online"}),
        (gettext("On site"), {"where": "on_site"}),
        (gettext("Past"), {"past": "1"}),
    )
    return [{"label": label, "href": address(query), "current": wanted.query == query} for label, query in choices]
