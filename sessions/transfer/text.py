"""Text from foreign files: cleaned of what databases and XML refuse, HTML turned into Markdown."""

import re
from html.parser import HTMLParser

import nh3

LINE_LIMIT = 200
PROSE_LIMIT = 100_000
# Elements deeper than this leave their text only: each level of quotes lengthens every line within it.
NESTED_LIMIT = 12

# What XML 1.0 (2.2 Char) forbids, which also covers the NUL that PostgreSQL refuses.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLOCKS = "p|div|ul|ol|li|h[1-6]|table|tr|td|th|blockquote|pre|section|article|script|style|iframe"
_INLINE = "br|b|i|u|s|em|strong|a|span|font|small|sub|sup|code|img|hr"
_BLOCK = re.compile(rf"(?<!\\)</?(?:{_BLOCKS})\b[^<>]*>", re.IGNORECASE)
# A lone "<p>" within a sentence may be what the sentence is about; a closing tag or a tag at the start is
# not.
_TAG = re.compile(
    rf"(?<!\\)</(?:{_BLOCKS}|{_INLINE})\s*>|(?<!\\)<(?:br|hr)\s*/?>|(?<!\\)<(?:img|a)\s[^<>]*>"
    rf"|<(?:script|style|iframe|object|embed|svg)\b|^<(?:{_BLOCKS})\b[^<>]*>",
    re.IGNORECASE,
)
_BLOCK_TAGS = {"p", "div", "table", "section", "article", "ul", "ol"}
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_KEPT_TAGS = {*_BLOCK_TAGS, *_HEADINGS, *_MARKS, "li", "tr", "td", "th", "blockquote", "a", "br", "hr", "img"}


def storable(text: str) -> str:
    """The text without what XML and PostgreSQL refuse: control characters and lone surrogates."""
    return _SURROGATE.sub("\ufffd", _FORBIDDEN.sub("", text))


def clean(text: str) -> str:
    """The text with line ends as \\n, without control characters and lone surrogates, stripped."""
    return storable(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")).strip()


def line(text: str) -> str:
    """The text as one line."""
    return " ".join(clean(text).split())


def prose(text: str) -> str:
    """The text as Markdown: plain text and Markdown stay as they are, HTML is converted, scripts are dropped.

    With block tags the text is taken for HTML: white space means nothing and Markdown's own signs are
    escaped, so that "Teilnehmer*innen und Referent*innen" does not turn italic. With inline tags only
    ("<br>") lines stay.
    """
    text = clean(text)
    if not _TAG.search(text):
        return text
    reader = _Markdown(is_html=bool(_BLOCK.search(text)))
    reader.feed(
        nh3.clean(text, tags=_KEPT_TAGS, url_schemes={"http", "https", "mailto"}, link_rel=None, url_relative="deny")
    )
    reader.close()
    return _collapsed(reader.markdown())


class _Markdown(HTMLParser):
    """Folds well-formed HTML, as nh3 leaves it, from the innermost element outwards."""

    def __init__(self, *, is_html: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._is_html = is_html
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = [("", {}, [])]
        self._too_deep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._add("  \n" if self._is_html else "\n")
        elif tag == "hr":
            self._add("\n\n---\n\n")
        elif tag == "img":
            self._add(dict(attrs).get("alt") or "")
        elif len(self._open) > NESTED_LIMIT:
            self._too_deep += 1
        else:
            self._open.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("br", "hr", "img") or len(self._open) == 1:
            return
        if self._too_deep:
            self._too_deep -= 1
            return
        name, attributes, parts = self._open.pop()
        self._add(self._folded(name, attributes, "".join(parts)))

    def handle_data(self, data: str) -> None:
        if self._is_html:
            data = re.sub(r"\s+", " ", re.sub(r"([\\*`<])", r"\\\1", data))
            if self._last().endswith("\n"):
                data = data.lstrip()
        self._add(data)

    def markdown(self) -> str:
        return "".join("".join(parts) for _, _, parts in self._open)

    def _add(self, text: str) -> None:
        self._open[-1][2].append(text)

    def _last(self) -> str:
        parts = self._open[-1][2]
        return parts[-1] if parts else ""

    def _folded(self, tag: str, attributes: dict[str, str | None], text: str) -> str:
        if tag == "a":
            return _link(attributes.get("href"), text)
        if tag in _MARKS:
            return _marked(text, _MARKS[tag])
        if tag in _HEADINGS:
            return f"\n\n{_HEADINGS[tag]} {' '.join(text.split())}\n\n"
        if tag == "li":
            mark = "1." if self._open[-1][0] == "ol" else "-"
            return f"\n{mark} " + re.sub(r"\n+", "\n" + " " * (len(mark) + 1), text.strip())
        if tag == "tr":
            return "\n" + text.strip(" |\n") + "  \n"
        if tag in ("td", "th"):
            return f"{text.strip()} | "
        if tag == "blockquote":
            return "\n\n> " + _collapsed(text).replace("\n", "\n> ") + "\n\n"
        return f"\n\n{text.strip()}\n\n"


def _collapsed(text: str) -> str:
    """The text with at most one empty line between paragraphs."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _marked(text: str, mark: str) -> str:
    """Text between marks, with the white space outside, where Markdown wants it."""
    inner = text.strip()
    if not inner or "\n" in inner:
        return text
    start = len(text) - len(text.lstrip())
    return f"{text[:start]}{mark}{inner}{mark}{text[start + len(inner) :]}"


def _link(href: str | None, text: str) -> str:
    label = " ".join(text.split())
    if href is None:
        return text
    address = href.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    return f"<{address}>" if label in ("", href) else f"[{label}]({address})"
