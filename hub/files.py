"""What an uploaded file is, by its first bytes, never by its name."""

from typing import Literal

Kind = Literal["pdf", "picture", "packed", "old_office", "markup", "formatted_text"]

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"BM", "picture"),
    (b"PK\x03\x04", "packed"),
    (b"PK\x05\x06", "packed"),
    (b"\x1f\x8b", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"Rar!", "packed"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"{\\rtf", "formatted_text"),
    (b"<", "markup"),
)
_MARKS = b"\xef\xbb\xbf \t\r\n"


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file that is no plain text; None for whatever may be text. XLSX and DOCX are `packed`."""
    first = data[:1000].lstrip(_MARKS)
    if (first[:4] == b"RIFF" and first[8:12] == b"WEBP") or first[4:8] == b"ftyp":
        return "picture"
    found = next((kind for start, kind in _STARTS if first.startswith(start)), None)
    # Two letters may begin a text too; a bitmap has bytes that no text has.
    return None if first.startswith(b"BM") and b"\x00" not in first else found
