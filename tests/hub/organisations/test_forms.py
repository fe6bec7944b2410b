"""Every form takes whatever is typed: it says what is wrong, keeps it, and never falls over."""

import html

import pytest

from tests.cast import Cast
from tests.conftest import ClientFor

pytestmark = pytest.mark.anyio

FORMS = {
    "/organisations/apply": (
        "newcomer",
        ["name", "postcode", "place", "summary", "website", "contact_name", "contact_email", "parent"],
    ),
    "/organisations/alpha/edit": (
        "coordinator",
        ["name", "summary", "place", "postcode", "street", "website", "contact_name", "contact_email", "contact_phone"],
    ),
    "/organisations/alpha/place": ("editor", ["kind", "parent"]),
    "/organisations/alpha/people": ("coordinator", ["name", "email"]),
    "/organisations/alpha/domains": ("coordinator", ["domain"]),
    "/organisations/alpha/domains/remove": ("coordinator", ["domain"]),
    "/editing/organisations/new": ("editor", ["name", "kind", "parent", "postcode", "place"]),
    "/editing/organisations/alpha/reject": ("editor_north", ["reason"]),
}
NASTY = {
    "empty": "",
    "spaces": "  \n ",
    "long": "x" * 30_000,
    "emoji": "👩‍👩‍👧 Haus 🏡",
    "right to left": "بيت \u202eabc",
    "control": "a\x00b\x1bc",
    "markup": "<script>alert(1)</script>\"'>",
    "lines": "Zeile\n" * 10_000,
    "lone surrogate": "%ED%A0%80",
    "wildcards": "%_\\' OR 1=1 --",
}


@pytest.mark.parametrize("kind", NASTY)
async def test_whatever_is_typed(client_for: ClientFor, cast: Cast, kind: str) -> None:
    typed = NASTY[kind]
    for path, (who, fields) in FORMS.items():
        answer = await client_for(who).post(path, data=dict.fromkeys(fields, typed))
        assert answer.status_code in {303, 422}, path
        assert "<script>alert" not in answer.text, path
        if answer.status_code == 422 and kind in {"long", "emoji", "right to left", "markup"}:
            assert typed.strip() in html.unescape(answer.text) or fields == ["kind", "parent"], path


@pytest.mark.parametrize("path", FORMS)
async def test_a_form_without_anything_is_a_form_with_errors(client_for: ClientFor, cast: Cast, path: str) -> None:
    answer = await client_for(FORMS[path][0]).post(path)
    assert (answer.status_code, 'class="error-summary"' in answer.text) == (422, True)


@pytest.mark.parametrize("path", FORMS)
async def test_other_sites_cannot_send_it(client_for: ClientFor, cast: Cast, path: str) -> None:
    answer = await client_for(FORMS[path][0]).post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
