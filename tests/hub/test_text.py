"""Markdown becomes safe HTML and honest plain text."""

import re
import time
from html import unescape
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import text


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# Ziel", "<h3>Ziel</h3>\n"),
        ("Pat*innen und Lots*innen", "<p>Pat*innen und Lots*innen</p>\n"),
        ("sehr *wichtig*, **fett**", "<p>sehr <em>wichtig</em>, <strong>fett</strong></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("![Bild](a.png)", '<p>!<a href="a.png" rel="nofollow noopener ugc">Bild</a></p>\n'),
        ("[hier](https://example.org)", '<p><a href="https://example.org" rel="nofollow noopener ugc">hier</a></p>\n'),
    ],
)  # fmt: skip
def test_markdown(source: str, html: str) -> None:
    assert text.render(source) == html


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
    ],
)
def test_no_link_runs_or_leaves_silently(target: str) -> None:
    links = re.findall(r'href="([^"]*)"', text.render(f"[x]({target})"))
    assert {urlsplit(unescape(link)).scheme for link in links} <= {"", "http", "https", "mailto"}


@given(st.text())
def test_no_input_makes_an_active_element(source: str) -> None:
    html = text.render(source)
    assert "<script" not in html
    assert "<img" not in html
    assert " on" not in "".join(part.split(">")[0] for part in html.split("<a ")[1:]).replace(" rel=", "")


def test_ten_thousand_lines_and_deep_nesting_are_answered() -> None:
    assert text.render(">" * 5000 + " tief").count("<blockquote>") <= text.MAX_NESTING
    assert len(text.render("a\n" * 10_000)) >= 20_000
    with pytest.raises(ValueError, match="too long"):
        text.render("a" * 50_001)


def test_a_short_text_makes_no_endless_table() -> None:
    source = "|a" * 300 + "\n" + "|-" * 300 + "\n" + "x\n" * 1_400
    assert len(text.render(source)) < 30 * len(source)


def test_marks_piled_up_on_a_letter_cost_no_time() -> None:
    pile = "a" + "\u0301\u0316" * 200_000
    began = time.process_time()
    assert text.normalized("NFC", pile) == pile
    assert text.slug(pile, "x") == "a"
    assert time.process_time() - began < 5
    assert text.normalized("NFC", "a\u0308" + "\u0301" * 29) == "\u00e4" + "\u0301" * 29


def test_plain_text_keeps_paragraphs_lists_and_link_targets() -> None:
    source = "Wir *üben*:\n\n- Ablage\n- [Teilen](https://example.org/t)\n\nBis dann."
    assert text.plain(source) == "Wir üben:\n\n- Ablage\n- Teilen (https://example.org/t)\n\nBis dann."


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Tool-Einführung Nextcloud: gemeinsam ablegen", "tool-einfuehrung-nextcloud-gemeinsam-ablegen"),
        ("Straße & Café.v2", "strasse-cafe-v2"),
        ("🎉", "x"),
        ("a" * 80, "a" * 60),
        (
            "Tool-Einführung Nextcloud: gemeinsam ablegen, gemeinsam finden",
            "tool-einfuehrung-nextcloud-gemeinsam-ablegen-gemeinsam",
        ),
    ],
)
def test_slugs(title: str, made: str) -> None:
    assert text.slug(title, "x") == made
