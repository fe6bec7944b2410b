"""Text that people write: Markdown to safe HTML, and names for addresses."""

import re
import unicodedata
from importlib import import_module
from typing import Any, Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token

RENDERER_VERSION = 1
MAX_LENGTH = 50_000
MAX_NESTING = 20
TAGS = {
    "p", "br", "hr", "h3", "h4", "h5", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
MOST_MARKS = 30
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "ł": "l"})

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": MAX_NESTING})
_markdown.enable(["table", "strikethrough"]).disable("image")


# Rows that are shorter than their head are filled up, which made 700 kB of 4; what comes after so many cells is text.
vars(import_module("markdown_it.rules_block.table"))["MAX_AUTOCOMPLETED_CELLS"] = 1_000


def _emphasis(state: StateInline, silent: bool) -> bool:
    # The gender sign (Pat*innen … Lots*innen) is no emphasis.
    around = state.src[max(state.pos - 1, 0) : state.pos + 2]
    if len(around) == 3 and around[0].isalpha() and around[1] == "*" and around[2].isalpha():
        return False
    return emphasis.tokenize(state, silent)


_markdown.inline.ruler.at("emphasis", _emphasis)


def render(source: str) -> str:
    """Markdown as HTML without scripts, images, raw HTML or links that are not http, https or mailto.

    Headings begin at the third level, since a page has its own two. Raises ValueError above 50,000 characters.
    """
    if len(source) > MAX_LENGTH:
        raise ValueError("too long")
    tokens = _markdown.parse(source)
    for token in tokens:
        _lower_heading(token)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )


def _lower_heading(token: Token) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(int(token.tag[1]) + 2, 5)}"


def plain(source: str) -> str:
    """Markdown as plain text with its paragraphs, for calendars and mails."""
    parts: list[str] = []
    for token in _markdown.parse(source[:MAX_LENGTH]):
        if token.type == "inline":
            parts.append(_inline(token.children or []))
        elif token.type == "list_item_open":
            parts.append("\n- ")
        elif token.type in {"fence", "code_block"}:
            parts.append(token.content + "\n")
        elif token.type in {"paragraph_close", "heading_close", "bullet_list_close", "ordered_list_close"}:
            parts.append("\n" if token.hidden else "\n\n")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"(\n- [^\n]*)\n(?=\n- )", r"\1", "".join(parts))).strip()


def _inline(tokens: list[Any]) -> str:
    out, target = "", ""
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            out += "\n" if token.type == "hardbreak" else " "
        elif token.type == "link_open":
            target = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            out += f" ({target})" if target and target not in out else ""
        else:
            out += token.content
    return out


def stacked(text: str) -> bool:
    """Whether more than 30 marks stand on one letter.

    No language needs them (UAX #15, section 13), and putting marks in order takes the square of their number: minutes
    for what fits into one form.
    """
    run = 0
    for char in "" if text.isascii() else text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > MOST_MARKS:
            return True
    return False


def normalized(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """The text in a normal form of Unicode; as it is where that would take too long."""
    return text if stacked(text) else unicodedata.normalize(form, text)


def slug(title: str, otherwise: str) -> str:
    """A name for an address: small letters, digits and hyphens, no dot, at most 60 characters."""
    folded = normalized("NFKD", title.lower().translate(UMLAUTS))
    ascii_only = folded.encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(made) > 60:
        made = made[:61].rpartition("-")[0] or made[:60]
    return made or otherwise
