"""An uploaded logo: what it really is, and its row."""

import hashlib
import struct
from datetime import datetime

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from hub.audit import record
from hub.database import write
from hub.refused import Refused
from hub.settings.tables import Logo
from hub.site import keep

MAX_BYTES = 200_000
MAX_SIDE = 4000
PNG = b"\x89PNG\r\n\x1a\n"
# What can run, load or embed something; a drawing needs none of it.
FORBIDDEN = {
    "script",
    "foreignobject",
    "iframe",
    "image",
    "a",
    "animate",
    "set",
    "animatetransform",
    "handler",
    "audio",
}


async def take_logo(body: bytes, *, by: int, now: datetime) -> str:
    """Store a logo and show it; gives back its path. Refuses what is too large or neither PNG nor a plain SVG."""
    if len(body) > MAX_BYTES:
        raise Refused("logo_too_large", limit=MAX_BYTES // 1000)
    kind = kind_of(body)
    if kind is None:
        raise Refused("logo_no_picture")
    fingerprint = hashlib.sha256(body).hexdigest()[:32]
    path = f"/logo/{fingerprint}"
    async with write():
        row = Logo(fingerprint=fingerprint, type=kind, body=body, created=now)
        await Logo.insert(row).on_conflict(action="DO NOTHING")
        await keep(logo=path)
        await record("logo.changed", "settings", None, by=by, now=now)
    return path


async def drop_logo(*, by: int, now: datetime) -> None:
    """Show the hub's own mark again."""
    async with write():
        await keep(logo="")
        await record("logo.removed", "settings", None, by=by, now=now)


async def logo(fingerprint: str) -> tuple[str, bytes] | None:
    """Type and bytes of a logo."""
    row = await Logo.select(Logo.type, Logo.body).where(Logo.fingerprint == fingerprint).first()
    return (row["type"], bytes(row["body"])) if row else None


def kind_of(body: bytes) -> str | None:
    """The media type by content, whatever the file is called; None for anything but PNG and plain SVG."""
    if body.startswith(PNG):
        return "image/png" if _png_size_ok(body) else None
    return "image/svg+xml" if _plain_svg(body) else None


def _png_size_ok(body: bytes) -> bool:
    if len(body) < 24 or body[12:16] != b"IHDR":
        return False
    width, height = (int(side) for side in struct.unpack(">II", body[16:24]))
    return 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE


def _plain_svg(body: bytes) -> bool:
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError):
        return False
    if root is None or str(root.tag) != "{http://www.w3.org/2000/svg}svg":
        return False
    for element in root.iter():
        name = str(element.tag).rsplit("}", 1)[-1].lower()
        if name in FORBIDDEN or (name == "style" and _loads(element.text or "")):
            return False
        for attribute, value in element.attrib.items():
            plain = attribute.rsplit("}", 1)[-1].lower()
            if plain.startswith("on") or (plain == "href" and not value.startswith("#")) or _loads(value):
                return False
    return True


def _loads(text: str) -> bool:
    small = "".join(text.lower().split())
    elsewhere = small.replace("url(#", "").replace("url('#", "").replace('url("#', "")
    return "url(" in elsewhere or "@import" in small or "javascript:" in small or "\\" in small
