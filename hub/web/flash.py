"""A word after a redirect, carried once in a signed cookie."""

import base64
import hashlib
import hmac
import json
from typing import Any

COOKIE = "hub_flash"


def seal(flashes: list[dict[str, Any]], secret: str) -> str:
    """The cookie value for some flashes ({kind, text, undo})."""
    body = base64.urlsafe_b64encode(json.dumps(flashes, separators=(",", ":")).encode()).decode()
    return f"{body}.{_mark(body, secret)}"


def unseal(value: str, secret: str) -> list[dict[str, Any]]:
    """The flashes of a cookie value; none where it is not ours."""
    body, _, mark = value.partition(".")
    if not hmac.compare_digest(mark.encode(), _mark(body, secret).encode()):
        return []
    flashes: list[dict[str, Any]] = json.loads(base64.urlsafe_b64decode(body))
    return flashes


def _mark(body: str, secret: str) -> str:
    return hmac.new(f"flash:{secret}".encode(), body.encode(), hashlib.sha256).hexdigest()[:32]
