from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hub.calendar.conditional import entity_tag, http_date, not_modified

ETAG = 'W/"feed-7,b"'
CHANGED = datetime(2026, 5, 2, 9, 30, 15, 900_000, tzinfo=UTC)


def test_the_tag_is_weak_and_follows_the_body() -> None:
    tag = entity_tag(b"BEGIN:VCALENDAR")
    assert (tag[:3], tag[-1]) == ('W/"', '"')
    assert entity_tag(b"BEGIN:VCALENDAR") == tag
    assert entity_tag(b"BEGIN:VCALENDAR\r\n") != tag
    assert not_modified(tag, None, etag=tag, last_modified=CHANGED)


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        (ETAG, True),
        ('"feed-7,b"', True),
        ('"old", W/"feed-7,b" , "older"', True),
        (',, "feed-7,b",', True),
        ("*", True),
        ('W/"feed-7"', False),
        ('"feed-7", "b"', False),
        ('"FEED-7,B"', False),
        ("feed-7,b", False),
        ('"old", *', False),
        ("", False),
    ],
)
def test_if_none_match(header: str, answer: bool) -> None:
    assert not_modified(header, None, etag=ETAG, last_modified=CHANGED) is answer


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("Sat, 02 May 2026 09:30:15 GMT", True),
        ("Sat, 02 May 2026 09:30:16 GMT", True),
        ("Sat, 02 May 2026 09:30:14 GMT", False),
        ("Saturday, 02-May-26 09:30:15 GMT", True),
        ("Sat May  2 09:30:15 2026", True),
        ("Sat May  2 09:30:14 2026", False),
        ("Sat, 02 May 2026 12:30:15 +0200", False),
        ("2026-05-02T09:30:15Z", False),
        ("Sat, 31 Feb 2026 09:30:15 GMT", False),
        ("Sat, 02 May 2026 09:30:15 GMT, Sat, 02 May 2026 09:30:15 GMT", False),
        ("", False),
    ],
)
def test_if_modified_since(header: str, answer: bool) -> None:
    assert not_modified(None, header, etag=ETAG, last_modified=CHANGED) is answer


@pytest.mark.parametrize(("tag", "answer"), [(ETAG, True), ('"old"', False), ("", False)])
def test_the_tag_decides_alone_where_both_are_sent(tag: str, answer: bool) -> None:
    newer, older = "Sun, 03 May 2026 00:00:00 GMT", "Fri, 01 May 2026 00:00:00 GMT"
    assert not_modified(tag, newer, etag=ETAG, last_modified=CHANGED) is answer
    assert not_modified(tag, older, etag=ETAG, last_modified=CHANGED) is answer


def test_an_unconditional_request_gets_the_body() -> None:
    assert not not_modified(None, None, etag=ETAG, last_modified=CHANGED)


def test_last_modified_comes_back_as_not_modified() -> None:
    assert http_date(CHANGED) == "Sat, 02 May 2026 09:30:15 GMT"
    assert not_modified(None, http_date(CHANGED), etag=ETAG, last_modified=CHANGED)
    with pytest.raises(ValueError, match="UTC"):
        http_date(CHANGED.astimezone(ZoneInfo("Europe/Berlin")))
