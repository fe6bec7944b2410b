"""Conditional requests for bodies that rarely change (RFC 9110 section 13)."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

_OPAQUE_TAG = re.compile(r'"([\x21\x23-\x7e\x80-\xff]*)"')
_DATE_FORMATS = ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y")


def entity_tag(body: bytes) -> str:
    """The weak ETag of a body: equal for equal bytes, whatever encoding carries them."""
    return f'W/"{sha256(body).hexdigest()[:32]}"'


def http_date(moment: datetime) -> str:
    """A UTC time as Last-Modified wants it, in whole seconds; ValueError for another time zone."""
    return format_datetime(moment, usegmt=True)


def _date(header: str) -> datetime | None:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(header.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _names(header: str, etag: str) -> bool:
    return header.strip() == "*" or etag.removeprefix("W/").strip('"') in _OPAQUE_TAG.findall(header)


def not_modified(
    if_none_match: str | None, if_modified_since: str | None, *, etag: str, last_modified: datetime
) -> bool:
    """Whether a GET or HEAD is answered 304 instead of the body.

    If-None-Match, where sent, decides alone and compares weakly; a date in none of the three HTTP forms is
    ignored. `last_modified` is in UTC and counts in whole seconds.
    """
    if if_none_match is not None:
        return _names(if_none_match, etag)
    since = _date(if_modified_since) if if_modified_since is not None else None
    return since is not None and last_modified.replace(microsecond=0) <= since
