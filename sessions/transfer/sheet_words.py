"""What stands in single cells of a table: words for fixed choices, lists, numbers, and the guard against
formulas.
"""

import re
from collections.abc import Sequence

from sessions.transfer.model import Difficulty, PlaceKind

PLACE_KINDS: dict[PlaceKind, str] = {"online": "online", "on_site": "vor Ort", "hybrid": "hybrid"}
DIFFICULTIES: dict[Difficulty, str] = {"none": "keine", "some": "etwas", "much": "viel"}

_PLACE_KIND_WORDS: dict[PlaceKind, str] = {
    "hybrid": r"hybrid|(?=.*(?:online|digital))(?=.*(?:pr(?:ä|ae)senz|vor ort|on.?site))",
    "online": r"online|digital|virtuell|virtual|video|zoom|web-?seminar|webinar",
    "on_site": r"vor ort|pr(?:ä|ae)senz|on.?site|in.?person|analog|face.to.face",
}
_DIFFICULTY_WORDS: dict[Difficulty, str] = {
    "none": r"keine?|nein|no|none|ohne|nicht (?:nötig|erforderlich)|anf(?:ä|ae)nger.*|einsteiger.*|einstieg"
    r"|beginners?|alle.*",
    "some": r"etwas|wenige?|einige|some|mittel.*|basis.*|grund.*|intermediate|geringe?|basics?",
    "much": r"viele?|gute.*|much|fortgeschritten.*|advanced|expert.*|profi.*|vertieft.*|hohe?",
}
_LANGUAGES = {
    "de": "deutsch german ger deu",
    "en": "englisch english eng",
    "fr": "französisch french français",
    "es": "spanisch spanish español",
    "tr": "türkisch turkish türkçe",
    "ar": "arabisch arabic",
    "ru": "russisch russian",
    "uk": "ukrainisch ukrainian",
    "pl": "polnisch polish polski",
    "it": "italienisch italian italiano",
    "nl": "niederländisch dutch nederlands",
    "gsg": "dgs gebärdensprache",
}
_YES = {
    "ja",
    "j",
    "x",
    "yes",
    "y",
    "true",
    "wahr",
    "1",
    "✓",
    "✔",
    "abgesagt",
    "entfällt",
    "cancelled",
    "canceled",
}
_BOUNDLESS = re.compile(
    r"-*|unbegrenzt|unbeschränkt|offen|keine (?:begrenzung|grenze)|beliebig|unlimited|∞|k\.?\s?a\.?"
)
_DANGER = r"[=+\-@\t\r]"


def place_kind_of(text: str) -> PlaceKind | None:
    """The kind of place that the words speak of, also within a longer text."""
    folded = text.casefold()
    return next((kind for kind, words in _PLACE_KIND_WORDS.items() if re.search(rf"\b(?:{words})", folded)), None)


def difficulty_of(text: str) -> Difficulty | None:
    folded = text.casefold().strip(" .")
    matching = (kind for kind, words in _DIFFICULTY_WORDS.items() if re.fullmatch(words, folded))
    return next(matching, None)


def language_of(text: str) -> str | None:
    """The language's code, from a code or its German, English or own name."""
    folded = text.casefold().strip()
    for code, names in _LANGUAGES.items():
        if folded in names.split():
            return code
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text.strip()):
        return text.strip()
    return None


def yes(text: str) -> bool:
    return text.casefold().strip() in _YES


def boundless(text: str) -> bool:
    """Whether the cell says that there is no limit."""
    return _BOUNDLESS.fullmatch(text.casefold().strip()) is not None


def seats(text: str) -> int | None:
    """The one number in "max. 20 Plätze", the larger in "15-20", None if there is none or it is unclear."""
    numbers = [int(number) for number in re.findall(r"\d{1,6}", text)]
    span = re.search(r"\d\s*(?:-|\u2013|bis)\s*\d", text) is not None
    if len(numbers) == 1 or (len(numbers) == 2 and span):
        return max(numbers) or None
    return None


def split_names(text: str) -> tuple[str, ...]:
    """The members of a list in one cell; two people can share a name.

    Where there is a semicolon or a line break these alone separate, so that "Muster, Anna; Beispiel, Ben"
    holds two.
    """
    # One space on either side: with more in the pattern, a cell of spaces takes the square of their number.
    apart = r"[;\n]" if re.search(r"[;\n]", text) else r",|\s(?:und|and|&|\+)\s"
    names = (" ".join(name.split()) for name in re.split(apart, text))
    return tuple(name for name in names if name)


def join_names(names: Sequence[str]) -> str:
    """The cell that split_names reads as these names; a semicolon within a name becomes a comma."""
    whole = [name.replace(";", ",") for name in names]
    joined = "; ".join(whole)
    return joined if split_names(joined) == tuple(whole) else f"{joined};"


def guarded(text: str, *, as_text: bool = False) -> str:
    """The text so that no spreadsheet program takes it for a formula; unguarded() gives it back.

    `as_text`: the file itself marks the cell as text, so only what would be mistaken for a guard needs one.
    """
    return f"'{text}" if re.match(rf"'{'+' if as_text else '*'}{_DANGER}", text) else text


def unguarded(text: str) -> str:
    return text[1:] if re.match(rf"'+{_DANGER}", text) else text
