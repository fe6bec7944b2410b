"""The iCalendar document around the events: content lines, time zones and the VCALENDAR envelope (RFC 5545).

Written by hand rather than by a library: the bytes are stored and compared, so they may change only when
this project changes them.
"""

import re
from collections.abc import Iterable
from itertools import chain

_LINE_OCTETS = 75
_LINE_BREAK = re.compile("\r\n|\r|\u2028|\u2029")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})

_REFRESH = "PT4H"

_ZONE_NAMES = {0: ("WET", "WEST"), 1: ("CET", "CEST"), 2: ("EET", "EEST")}
EU_ZONES = {
    zone: hours
    for hours, zones in {
        0: "Atlantic/Canary Atlantic/Madeira Europe/Lisbon",
        1: "Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels"
        " Europe/Budapest Europe/Busingen Europe/Copenhagen Europe/Ljubljana Europe/Luxembourg Europe/Madrid"
        " Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome"
        " Europe/San_Marino Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz"
        " Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich",
        2: "Asia/Nicosia Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kyiv Europe/Mariehamn"
        " Europe/Riga Europe/Sofia Europe/Tallinn Europe/Vilnius",
    }.items()
    for zone in zones.split()
}
"""Hours east of UTC in winter of each zone that is published by name; all change at 01:00 UTC by the EU's
rule. Times of every other zone are written in UTC."""

# Two yearly rules with one BYDAY each is the only shape that Outlook, ical.js and vobject read alike.
_EU_ZONE = """\
BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:DAYLIGHT
TZOFFSETFROM:+{winter:02}00
TZOFFSETTO:+{summer:02}00
TZNAME:{summer_name}
DTSTART:19700329T{spring_hour:02}0000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+{summer:02}00
TZOFFSETTO:+{winter:02}00
TZNAME:{winter_name}
DTSTART:19701025T{autumn_hour:02}0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""

# No time refers to it; without any component an empty calendar would not be valid (RFC 5545 section 3.6).
_UTC_ZONE = """\
BEGIN:VTIMEZONE
TZID:Etc/UTC
BEGIN:STANDARD
TZOFFSETFROM:+0000
TZOFFSETTO:+0000
TZNAME:UTC
DTSTART:19700101T000000
END:STANDARD
END:VTIMEZONE
"""


def text(value: str) -> str:
    """A TEXT value: escaped, any line break as `\\n`, control characters dropped, ends stripped."""
    return _UNWRITABLE.sub("", _LINE_BREAK.sub("\n", value)).strip().translate(_ESCAPES)


def uri(value: str) -> str:
    """A URI or address value, which has no escapes: white space and control characters are dropped."""
    return "".join(_UNWRITABLE.sub("", value).split())


def quoted(value: str) -> str:
    """A parameter value in quotes; a quote inside, which RFC 5545 cannot write, becomes an apostrophe."""
    return '"' + " ".join(_UNWRITABLE.sub("", value).split()).replace('"', "'") + '"'


def _folded(line: bytes) -> bytes:
    pieces = []
    room = _LINE_OCTETS
    while len(line) > room:
        cut = room
        while line[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(line[:cut])
        line = line[cut:]
        room = _LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, line])


def content_lines(*properties: tuple[str, str]) -> bytes:
    """Properties as lines, folded at 75 octets between characters; one without value is left out.

    The name may carry parameters; the value is already escaped. libical reads an empty property as an error.
    """
    return b"".join(_folded(f"{name}:{value}".encode()) + b"\r\n" for name, value in properties if value)


def vtimezone(zone: str) -> bytes:
    """The VTIMEZONE block of a zone; the one of UTC for a zone that is not published by name."""
    block = _UTC_ZONE
    if zone in EU_ZONES:
        winter = EU_ZONES[zone]
        winter_name, summer_name = _ZONE_NAMES[winter]
        block = _EU_ZONE.format(
            zone=zone,
            winter=winter,
            summer=winter + 1,
            winter_name=winter_name,
            summer_name=summer_name,
            spring_hour=winter + 1,
            autumn_hour=winter + 2,
        )
    return block.replace("\n", "\r\n").encode()


def assemble(
    blocks: Iterable[bytes],
    *,
    name: str | None,
    product: str,
    language: str,
    zone: str,
    refresh: bool = True,
    method: str | None = None,
) -> bytes:
    """The whole VCALENDAR around rendered events, in the order given.

    A feed has a name, refresh hints and no method; a download or mail has a method, no name and no hints.
    `product` names the instance, `zone` is the one that the events were rendered in. Keeping the body below
    1 MB is the caller's.
    """
    head = content_lines(
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", f"-//{text(product)}//hub//{text(language).upper()}"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", method or ""),
        ("X-WR-CALNAME", text(name or "")),
        ("NAME", text(name or "")),
        ("REFRESH-INTERVAL;VALUE=DURATION", _REFRESH if refresh else ""),
        ("X-PUBLISHED-TTL", _REFRESH if refresh else ""),
        ("X-WR-TIMEZONE", text(zone) if name else ""),
    )
    return b"".join(chain([head, vtimezone(zone)], blocks, [b"END:VCALENDAR\r\n"]))
