"""The secrets of ways in: made here, stored only as hashes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field


def new_token() -> str:
    """256 random bits for a link or a cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**6):06}"


@dataclass(frozen=True)
class Keys:
    """The secrets of one way in: the mailed link and code, and the cookie of the browser that asks."""

    link: str = field(default_factory=new_token)
    code: str = field(default_factory=new_code)
    browser: str = field(default_factory=new_token)


def code_hash(code: str, *, link_hash: str, secret: str) -> str:
    """How a code stands in the database: keyed, since six digits are quickly tried, and of one way in only."""
    return hmac.new(f"code:{secret}".encode(), f"{link_hash}:{code}".encode(), hashlib.sha256).hexdigest()


def same_code(stored: str, code: str, *, link_hash: str, secret: str) -> bool:
    """Whether this is the code, compared in constant time."""
    return hmac.compare_digest(stored, code_hash(code, link_hash=link_hash, secret=secret))


def masked(email: str) -> str:
    """Enough of an address for its owner to know it: a…@e….org."""
    name, _, domain = email.rpartition("@")
    host, _, end = domain.rpartition(".")
    return f"{name[:1]}…@{host[:1]}….{end}"
