"""How a calendar is answered over HTTP: encodings, validators, and never a page in place of a calendar."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

from litestar.exceptions import HTTPException, NotFoundException
from litestar.response.base import ASGIResponse

from hub.calendar.conditional import http_date, not_modified
from hub.calendar.feeds import Body
from hub.web.page import AnyRequest

log = logging.getLogger("hub.calendar")

# Other sites may read and show what is public.
PUBLIC = {"cache-control": "public, max-age=900", "cross-origin-resource-policy": "cross-origin"}
PRIVATE = {"cache-control": "private, no-cache", "x-robots-tag": "noindex", "referrer-policy": "no-referrer"}

Answer = Callable[..., Awaitable[ASGIResponse]]


def calendars_only(handler: Answer) -> Answer:
    """Answer 404 and 503 in plain words: clients empty the calendar on a page with 200 and keep it on an error."""

    @wraps(handler)
    async def careful(*args: Any, **kwargs: Any) -> ASGIResponse:
        try:
            return await handler(*args, **kwargs)
        except NotFoundException:
            return _plain(404, b"There is no such calendar.\n")
        except HTTPException:
            raise
        except Exception:
            log.exception("calendar failed")
            return _plain(503, b"This calendar cannot be read at the moment.\n", {"retry-after": "900"})

    return careful


def _plain(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> ASGIResponse:
    kept = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex", **(headers or {})}
    return ASGIResponse(body=body, status_code=status, media_type="text/plain", headers=kept)


def calendar(request: AnyRequest, body: Body, headers: Mapping[str, str]) -> ASGIResponse:
    """A feed for a GET or HEAD, or 304 where the client has it already."""
    sent = request.headers
    known = {
        **headers,
        "etag": body.etag,
        "last-modified": http_date(body.changed),
        "vary": "Accept-Encoding",
    }
    if not_modified(
        sent.get("if-none-match"), sent.get("if-modified-since"), etag=body.etag, last_modified=body.changed
    ):
        return ASGIResponse(status_code=304, headers=known)
    content = body.plain
    if takes_gzip(sent.get("accept-encoding", "")):
        content = body.packed
        known["content-encoding"] = "gzip"
    return whole(request, content, known)


def whole(request: AnyRequest, content: bytes, headers: Mapping[str, str]) -> ASGIResponse:
    """Calendar bytes with their headers; the headers alone for HEAD."""
    is_head = request.scope["method"] == "HEAD"
    return ASGIResponse(
        body=b"" if is_head else content,
        is_head_response=is_head,
        media_type="text/calendar",
        headers={**headers, "content-type": "text/calendar; charset=utf-8", "content-length": str(len(content))},
    )


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip (RFC 9110, 12.5.3)."""
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
