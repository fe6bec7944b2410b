"""The logo: only pictures, and none that can do anything."""

import struct

import httpx
import pytest

from hub.settings.logo import MAX_BYTES, PNG, kind_of
from hub.site import site
from tests.conftest import ClientFor

pytestmark = pytest.mark.anyio

PICTURE = PNG + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 64, 64) + b"\x08\x06\x00\x00\x00"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1" fill="url(#g)" style="fill:red"/></svg>'


def svg(inside: str, head: str = "") -> bytes:
    links = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{head}<svg {links}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"GIF89a",
        b"<html></html>",
        b"<svg></svg>",
        PNG + b"too short",
        PNG + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 60_000, 60_000),
        svg("<script>alert(1)</script>"),
        svg('<path onload="alert(1)"/>'),
        svg('<a href="javascript:alert(1)"/>'),
        svg('<use xlink:href="https://evil.example/x.svg#a"/>'),
        svg('<image href="https://evil.example/x.png"/>'),
        svg("<foreignObject/>"),
        svg("<style>@import 'https://evil.example/x.css'</style>"),
        svg('<path style="fill:url(https://evil.example)"/>'),
        svg('<path fill="URL( https://evil.example )"/>'),
        svg("&a;", '<!DOCTYPE svg [<!ENTITY a "b">]>'),
    ],
)
def test_what_is_no_plain_picture_is_refused(bad: bytes) -> None:
    assert kind_of(bad) is None


async def test_a_logo_is_taken_by_its_content_and_served_so_that_it_can_do_nothing(
    client_for: ClientFor, visitor: httpx.AsyncClient
) -> None:
    admin = client_for("administrator")
    for body, kind in ((PICTURE, "image/png"), (DRAWING, "image/svg+xml")):
        answer = await admin.post("/admin/settings/logo", files={"logo": ("x.exe", body, "text/html")})
        assert answer.status_code == 303
        path = (await site()).logo
        assert f'src="{path}"' in (await visitor.get("/impressum")).text
        served = await visitor.get(path)
        assert (served.content, served.headers["content-type"].split(";")[0]) == (body, kind)
        assert served.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in served.headers["content-security-policy"]
    await admin.post("/admin/settings/logo/remove")
    assert (await site()).logo == ""


@pytest.mark.parametrize("body", [b"", b"no picture", PICTURE + b"x" * MAX_BYTES])
async def test_a_refused_logo_says_why_and_changes_nothing(client_for: ClientFor, body: bytes) -> None:
    answer = await client_for("administrator").post("/admin/settings/logo", files={"logo": ("x.png", body)})
    assert answer.status_code == 422
    assert "has-error" in answer.text
    assert (await site()).logo == ""


async def test_an_unknown_logo_is_not_found(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/logo/0123")).status_code == 404
