import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from hub.calendar.document import EU_ZONES, assemble, vtimezone
from hub.calendar.vevent import Entry, render

_unknown = count()


def entry(start: datetime, zone: str = "Europe/Berlin") -> Entry:
    """An entry of one hour, with nothing but what every entry has."""
    return Entry(
        uid=f"session-{start:%Y%m%d%H%M}@hub.example.org",
        changed=datetime(2026, 1, 1, tzinfo=UTC),
        sequence=0,
        start=start,
        end=start + timedelta(hours=1),
        zone=zone,
        summary="Offener Austausch",
        location=None,
        url="https://hub.example.org/sessions/offener-austausch",
        description=None,
        cancelled=False,
        cancelled_word="Abgesagt",
        categories=(),
        private=False,
    )


def feed(*blocks: bytes, zone: str = "Europe/Berlin") -> bytes:
    """A feed of the given events."""
    return assemble(blocks, name="Programm; alles,\nimmer", product="Hub", language="de", zone=zone)


def read_by_published_rules(body: bytes, zone: str = "Europe/Berlin") -> list[tuple[datetime, datetime]]:
    """Start and end of each event in UTC, read by the VTIMEZONE alone: no reader knows the zone by name."""
    renamed = body.replace(zone.encode(), f"Published/Zone-{next(_unknown)}".encode())
    return [
        (event.decoded("DTSTART").astimezone(UTC), event.decoded("DTEND").astimezone(UTC))
        for event in Calendar.from_ical(renamed).walk("VEVENT")
    ]


def test_an_empty_feed_still_says_what_it_is() -> None:
    assert feed().decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hub//hub//DE",
        "CALSCALE:GREGORIAN",
        r"X-WR-CALNAME:Programm\; alles\,\nimmer",
        r"NAME:Programm\; alles\,\nimmer",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        "X-WR-TIMEZONE:Europe/Berlin",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
        "END:VCALENDAR",
        "",
    ]


def test_a_download_has_a_method_and_no_name() -> None:
    block = render(entry(datetime(2026, 7, 14, 8, 0, tzinfo=UTC)))
    arguments = {"product": "Hub", "language": "de", "zone": "Europe/Berlin"}
    body = assemble([block], name=None, refresh=False, method="PUBLISH", **arguments)
    head, _, rest = body.partition(b"BEGIN:VTIMEZONE\r\n")
    assert head.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hub//hub//DE",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "",
    ]
    assert rest.partition(b"END:VTIMEZONE\r\n")[2] == block + b"END:VCALENDAR\r\n"


def moments_around_changes() -> Iterator[datetime]:
    """Summer, winter, and both sides of each change of the clocks, for some years."""
    for year in range(2025, 2031):
        yield datetime(year, 7, 14, 8, 0, tzinfo=UTC)
        yield datetime(year, 1, 13, 9, 0, tzinfo=UTC)
        for month in (3, 10):
            last = datetime(year, month, 31, 1, 0, tzinfo=UTC)
            change = last - timedelta(days=(last.weekday() + 1) % 7)
            yield from (change + timedelta(minutes=minutes) for minutes in (-180, -60, -30, 0, 30, 60, 180))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Lisbon", "Europe/Athens"])
def test_the_published_zone_leads_to_the_right_moment(zone: str) -> None:
    starts = list(moments_around_changes())
    body = feed(*(render(entry(start, zone)) for start in starts), zone=zone)
    assert read_by_published_rules(body, zone) == [(start, start + timedelta(hours=1)) for start in starts]


@pytest.mark.parametrize(
    ("zone", "spring", "autumn"),
    [
        ("Europe/Lisbon", "+0000 +0100 WEST 010000", "+0100 +0000 WET 020000"),
        ("Europe/Vienna", "+0100 +0200 CEST 020000", "+0200 +0100 CET 030000"),
        ("Europe/Athens", "+0200 +0300 EEST 030000", "+0300 +0200 EET 040000"),
    ],
)
def test_each_zone_changes_its_clocks_by_the_time_shown_before(zone: str, spring: str, autumn: str) -> None:
    found = re.findall(
        r"TZOFFSETFROM:(.*)\r\nTZOFFSETTO:(.*)\r\nTZNAME:(.*)\r\nDTSTART:.*T(.*)\r\n",
        vtimezone(zone).decode(),
    )
    assert [" ".join(change) for change in found] == [spring, autumn]


@pytest.mark.parametrize("zone", EU_ZONES)
def test_each_published_zone_changes_its_clocks_by_the_rule(zone: str) -> None:
    winter = timedelta(hours=EU_ZONES[zone])
    for moment in moments_around_changes():
        berlin = moment.astimezone(ZoneInfo("Europe/Berlin")).utcoffset() or timedelta()
        assert moment.astimezone(ZoneInfo(zone)).utcoffset() == berlin - timedelta(hours=1) + winter


def test_other_zones_are_in_utc_and_an_empty_feed_stays_valid() -> None:
    start = datetime(2026, 7, 14, 8, 0, tzinfo=UTC)
    body = feed(render(entry(start, "America/New_York")), zone="America/New_York")
    assert [event.decoded("DTSTART") for event in Calendar.from_ical(body).walk("VEVENT")] == [start]
    empty = Calendar.from_ical(feed(zone="America/New_York"))
    assert [(zone.name, zone["TZID"]) for zone in empty.subcomponents] == [("VTIMEZONE", "Etc/UTC")]
