"""HTML from foreign systems becomes Markdown that says the same and can do nothing."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sessions.transfer.text import line, prose


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("Nur Text mit *Sternchen* & <3 < 5", "Nur Text mit *Sternchen* & <3 < 5"),
        ("Wir bauen ein <p>-Element nach", "Wir bauen ein <p>-Element nach"),
        ("So maskiert: \\<p>x\\</p>", "So maskiert: \\<p>x\\</p>"),
        ("<p>Eins</p>\n<p>Zwei</p>", "Eins\n\nZwei"),
        ("<p>Teilnehmer*innen und Referent*innen</p>", "Teilnehmer\\*innen und Referent\\*innen"),
        ("<p>eins<br>zwei<br/>drei</p>", "eins  \nzwei  \ndrei"),
        ("Zeile eins<br>*betont*\n\nAbsatz", "Zeile eins\n*betont*\n\nAbsatz"),
        ("<p>a &lt;script&gt; &amp; b</p>", "a \\<script> & b"),
        ("<p>Wort<b> fett </b>und <em>schief</em></p>", "Wort **fett** und *schief*"),
        ("<h2>Kopf</h2><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "## Kopf\n\n- a\n- b\n  - c"),
        ("<ol><li>a<li>b</ol>", "1. a\n1. b"),
        ('<p><a href="https://a.example/x(1)">Seite</a></p>', "[Seite](https://a.example/x%281%29)"),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', "<https://a.example/>"),
        ('<p><a href="javascript:alert(1)">Klick</a> <a href="/rel">hier</a></p>', "Klick hier"),
        ("<blockquote><p>eins</p><p>zwei</p></blockquote>", "> eins\n> \n> zwei"),
        ("<script>alert(1)</script><p>gut</p><style>p{}</style>", "gut"),
        ('<p>Bild <img src="https://track.example/1.gif" alt="vom Camp" onerror="x()"></p>', "Bild vom Camp"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></table>", "a | b  \n\nc"),
        ("eins\r\nzwei\rdrei\x00", "eins\nzwei\ndrei"),
    ],
)
def test_prose(html: str, markdown: str) -> None:
    assert prose(html) == markdown


TAGS = [
    "p",
    "b",
    "i",
    "li",
    "ul",
    "a",
    "script",
    "svg",
    "div",
    "br",
    "blockquote",
    "/p",
    "/b",
    "/script",
    "/a",
]
PIECES = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(TAGS).map("<{}>".format),
        st.sampled_from(
            [
                '<a href="javascript:alert(1)">',
                '<a href="https://x.example/" onclick="alert(1)">',
                "<img src=x onerror=alert(1)>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                "<scr<script>ipt>",
                "](javascript:alert(1))",
            ]
        ),
    ),
    max_size=12,
).map("".join)


@settings(deadline=None)
@given(PIECES)
def test_no_html_gets_through_as_html(html: str) -> None:
    converted = prose(f"<p>{html}</p>")
    shown = MarkdownIt("commonmark").render(converted)
    assert not re.search(r"<(script|svg|img|iframe)\b|<[^>]*\son\w+=|href=\"javascript", shown, re.IGNORECASE)


@settings(deadline=None)
@given(st.text())
def test_a_line_is_one_line(text: str) -> None:
    assert line(text) == " ".join(line(text).split())


def test_deep_and_long_html_is_read_at_once() -> None:
    assert prose("<blockquote>" * 8_000 + "x").endswith("x")
    quoted = prose("<blockquote>" * 1_000 + "<br>x" * 5_000)
    assert quoted.count("x") == 5_000
    assert len(quoted) < 500_000
    assert prose("<ul>" + "<li><ul>" * 100 + "<li>a</li>" + "</ul></li>" * 100 + "</ul><p>b</p>").endswith("\n\nb")
    assert prose("<p>" + "<b>" * 30_000 + "x").strip("*") == "x"
    assert prose("<p>" + "<!" * 50_000) == ""
