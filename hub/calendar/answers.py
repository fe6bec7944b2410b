"""How a calendar is answered over HTTP: encodings, validators, and never a page in place of a calendar."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

from litestar.exceptions import HTTPException, NotFoundException
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Send

from hub.calendar.conditional import http_date, not_modified
from hub.calendar.feeds import Body

log = logging.getLogger("hub.calendar")

# Other sites may read and show what is public.
PUBLIC = {"cache-control": "public, max-age=900", "cross-origin-resource-policy": "cross-origin"}
PRIVATE = {"cache-control": "private, no-cache", "x-robots-tag": "noindex", "referrer-policy": "no-referrer"}

Answer = Callable[..., Awaitable[ASGIApp]]


def calendars_only(handler: Answer) -> Answer:
    """Answer 404 and 503 in plain words: clients empty the calendar on a page with 200 and keep it on an error."""

    @wraps(handler)
    async def careful(*args: Any, **kwargs: Any) -> ASGIApp:
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


class Whole:
    """Calendar bytes as an answer; the headers alone for HEAD."""

    def __init__(self, content: bytes, headers: Mapping[str, str]) -> None:
        self.content = content
        self.headers = {
            **headers,
            "content-type": "text/calendar; charset=utf-8",
            "content-length": str(len(content)),
        }

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer (ASGI)."""
        await _send(send, 200, self.headers, b"" if scope["method"] == "HEAD" else self.content)


class Feed:
    """A feed as an answer to a GET or HEAD: 304 where the client has it already, packed where it takes that."""

    def __init__(self, body: Body, headers: Mapping[str, str]) -> None:
        self.body = body
        self.headers = {
            **headers,
            "etag": body.etag,
            "last-modified": http_date(body.changed),
            "vary": "Accept-Encoding",
        }

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer (ASGI)."""
        body, sent = self.body, {name: value.decode("latin-1") for name, value in scope["headers"]}
        if not_modified(
            sent.get(b"if-none-match"), sent.get(b"if-modified-since"), etag=body.etag, last_modified=body.changed
        ):
            await _send(send, 304, self.headers, b"")
        elif takes_gzip(sent.get(b"accept-encoding", "")):
            await Whole(body.packed, {**self.headers, "content-encoding": "gzip"})(scope, receive, send)
        else:
            await Whole(body.plain, self.headers)(scope, receive, send)


async def _send(send: Send, status: int, headers: Mapping[str, str], content: bytes) -> None:
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": content, "more_body": False})


def takes_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip (RFC 9110, 12.5.3)."""
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
