"""The secret in the address of a personal feed."""

import hashlib
import re

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def token_hash(token: str) -> str:
    """How a token stands in the database; looked up by it, so that no comparison tells how much of it was right."""
    return hashlib.sha256(f"feed:{token}".encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether a text can be a token at all: 256 random bits in 43 letters, digits, - and _."""
    return _TOKEN.fullmatch(text) is not None
