"""Every mail as it is rendered: text and HTML say the same, with a greeting or fact, one link, and why it came."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.config import Config
from hub.i18n import LANGUAGES
from hub.mail.deliver import render
from hub.site import Site
from hub.web.templates import FOLDER, environment
from tests.conftest import NOW

MESSAGES = sorted(path.name for path in (FOLDER / "mail").iterdir() if path.is_dir())
ORGANISATION = "Neuverein e. V."
SITE = replace(Site(), name="Hub", tagline="Gemeinsam digital", sender="hub@hub.example", sender_name="Hub")
WHEN = "Di, 1. Dezember 2026, 10:00–11:30 Uhr (Berlin)"
SAMPLE: dict[str, Any] = {
    "absent": "Gero", "address": "/sessions/padlet", "answer": "Danke.\nWir haben es berichtigt.", "applicant": "Ada",
    "asked": "Ben, Cem", "booked_by": "", "by": "Ada", "by_hand": "", "by_host": False, "choices": False,
    "code": "123456", "deputy": "Ben", "edit_path": "/editing/sessions/x", "join_path": "/join/x", "moved_up": False,
    "name": "Mia", "not_me": "/organisations/neuverein/not-me/x/y", "online": True, "organisation": ORGANISATION,
    "page": "/sessions/padlet", "path": "/path", "person": "Mia", "place": "Deichweg 1, 24103 Kiel",
    "reason": "Der Raum steht\nunter Wasser.", "staying": False, "step_in_path": "/step-in/x",
    "text": "Das stimmt\nnicht.",
    "time_words": dict.fromkeys(LANGUAGES, WHEN), "title": "Padlet & Co", "vouched": False, "waiting": False,
    "when": WHEN, "who": "Ada", "word": "Bitte noch\nden Ort nennen.",
}  # fmt: skip
# Beside the sample, what changes the words of a message.
VARIANTS: dict[str, list[dict[str, Any]]] = {
    "address_changed": [{"vouched": True}],
    "cancellation": [
        {"by_host": True}, {"by_host": True, "waiting": True}, {"by_host": True, "reason": ""}, {"waiting": True},
        {"by_hand": "colleague"}, {"by_hand": "hosts"}, {"by_hand": "hosts", "waiting": True},
    ],
    "host_absent": [{"asked": ""}],
    "host_absent_booked": [{"asked": ""}, {"staying": True}, {"waiting": True}],
    "host_absent_editors": [{"asked": ""}, {"staying": True}, {"staying": True, "asked": ""}],
    "invitation": [{"booked_by": "Ada"}, {"moved_up": True}, {"join_path": "", "place": ""}, {"choices": True}],
    "report_answer": [{"address": ""}],
    "seat_hold": [{"waiting": True}, {"place": ""}],
    "seat_waiting": [{"place": ""}],
    "stepped_in_booked": [{"waiting": True}],
    "update": [{"waiting": True}, {"join_path": ""}],
}  # fmt: skip
# What a value really holds in one message.
OWN: dict[str, dict[str, Any]] = {"report_new": {"reason": "Something is wrong"}}
CASES = [
    (message, language, change)
    for message in MESSAGES
    for language in LANGUAGES
    for change in [{}, *VARIANTS.get(message, [])]
]


@pytest.fixture(scope="module")
def templates() -> Any:
    return environment(str)


def rendered(message: str, language: str, change: dict[str, Any], templates: Any) -> tuple[str, str, str]:
    """Subject, text and HTML of a message."""
    row = {
        "id": 1, "created": NOW, "message": message, "language": language, "recipient": "mia@alpha.example",
        "values": json.dumps({**SAMPLE, **OWN.get(message, {}), **change}), "calendar": b"", "method": "",
    }  # fmt: skip
    config = Config(data=Path(), base_url="http://hub.test")
    letter = render(row, now=NOW, settings=SITE, config=config, templates=templates)
    text, page = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert page is not None
    return str(letter["Subject"]), text.get_content(), page.get_content()


def said(page: str) -> list[str]:
    """The paragraphs of an HTML mail as text would say them."""
    found = re.findall(r"<p\b[^>]*>(.*?)</p>", page, re.DOTALL)
    return [_plain(each) for each in found]


def _plain(paragraph: str) -> str:
    one_line = re.sub(r"\s*\n\s*", " ", paragraph)
    broken = re.sub(r"\s*<br>\s*", "\n", one_line)
    links = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', lambda m: m[1] if m[1] == m[2] else f"{m[2]}:\n{m[1]}", broken)
    return html.unescape(re.sub(r"<[^>]+>", "", links)).strip()


@pytest.mark.parametrize(("message", "language", "change"), CASES)
def test_text_and_html_say_the_same_and_nothing_is_out_of_place(
    message: str, language: str, change: dict[str, Any], templates: Any
) -> None:
    subject, text, page = rendered(message, language, change, templates)
    greeting, *paragraphs = said(page)
    above, _, below = text.partition("\n-- \n")
    assert greeting == "Hub"
    assert [*above.strip().split("\n\n"), *below.strip().split("\n\n")] == paragraphs
    why, who = below.strip().split("\n\n")
    assert why.endswith((".", "!"))
    assert who == "Hub · Gemeinsam digital\nhttp://hub.test"
    assert "http" in above or message == "report_answer"
    for words in (subject, text):
        assert ".." not in words.replace("…", "")
        assert "  " not in words
        assert not re.search(r"[.:]\S*[A-ZÄÖÜ][a-zäöü]", re.sub(r"http\S+|\S+@\S+", "", words))
    assert 5 < len(subject) < 120


@pytest.mark.parametrize("message", MESSAGES)
def test_german_is_not_english(message: str, templates: Any) -> None:
    german, english = (rendered(message, language, {}, templates) for language in ("de", "en"))
    assert german[0] != english[0]
    assert german[1] != english[1]
