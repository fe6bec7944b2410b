"""Links to rooms elsewhere, encrypted at rest: whoever has one is in."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def _box(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"links of video rooms").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def sealed(link: str, secret: str) -> str:
    """A link as it stands in the database; nothing for none."""
    return _box(secret).encrypt(link.encode()).decode() if link else ""


def opened(stored: str, secret: str) -> str:
    """The link that was sealed; empty where there is none, or where the secret of the hub has changed since."""
    if not stored:
        return ""
    try:
        return _box(secret).decrypt(stored.encode()).decode()
    except InvalidToken:
        return ""
