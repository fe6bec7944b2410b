"""The handbook says what the interface says, and no link of the documents leads nowhere."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parent.parent
HANDBOOK = sorted((ROOT / "docs" / "handbuch").glob("*.md"))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|…")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(path.read_text(encoding="utf-8"))


def plain(tokens: list[Token]) -> str:
    return "".join(" " if each.type == "softbreak" else each.content for each in tokens)


def bold(path: Path) -> Iterator[str]:
    for block in parsed(path):
        inside: list[Token] | None = None
        for token in block.children or []:
            if token.type == "strong_open":
                inside = []
            elif token.type == "strong_close" and inside is not None:
                yield plain(inside)
                inside = None
            elif inside is not None:
                inside.append(token)


def normalised(text: str) -> str:
    return PLACEHOLDER.sub("…", " ".join(text.split()))


def german_texts() -> set[str]:
    """Every German text of the interface, its placeholders as three dots."""
    texts: set[str] = set()
    for package in ("hub", "sessions", "consultation"):
        for catalogue in (ROOT / package).rglob("de.po"):
            with catalogue.open("rb") as file:
                for message in read_po(file, locale="de"):
                    forms = message.string if isinstance(message.string, tuple) else (message.string,)
                    texts |= {normalised(str(form)) for form in forms if message.id and form}
    return texts


def anchors(path: Path) -> set[str]:
    """The addresses of a document's headings, as code forges make them."""
    heads = [plain(after.children or []) for each, after in pairwise(parsed(path)) if each.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def relative_links(path: Path) -> Iterator[str]:
    for block in parsed(path):
        for token in block.children or []:
            target = str(token.attrs.get("href") or token.attrs.get("src") or "")
            if target and not re.match(r"[a-z]+:", target):
                yield unquote(target)


def leads_somewhere(path: Path, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = (path.parent / file).resolve() if file else path
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("path", HANDBOOK, ids=name)
def test_what_is_bold_in_the_handbook_stands_in_the_interface(path: Path) -> None:
    texts = german_texts()
    assert [label for label in bold(path) if normalised(label) not in texts] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_of_the_documents_lead_to_a_file_and_a_heading(path: Path) -> None:
    assert [link for link in relative_links(path) if not leads_somewhere(path, link)] == []
