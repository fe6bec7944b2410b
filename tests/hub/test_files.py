"""Files told apart by their content."""

import pytest

from hub.files import kind_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"\xef\xbb\xbf%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0\x10JFIF", "picture"),
        (b"GIF89a", "picture"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "picture"),
        (b"\x00\x00\x00\x18ftypheic", "picture"),
        (b"BM\x36\x00\x00\x00", "picture"),
        (b"BM;Ort\nBad Muskau;x\n", None),
        (b"PK\x03\x04\x14", "packed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_office"),
        (b"\n <!doctype html><p>", "markup"),
        (b"{\\rtf1", "formatted_text"),
        (b'{"schedule": {}}', None),
        (b"Titel;Ort\n", None),
        (b"", None),
    ],
)
def test_the_first_bytes_say_what_it_is(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind
