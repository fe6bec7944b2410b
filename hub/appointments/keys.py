"""The address of a booking for somebody without account: its uuid and a keyed mark, nothing stored."""

import hashlib
import hmac
from uuid import UUID


def mark(booking: UUID, secret: str) -> str:
    """The mark that only the hub can make for a booking (128 bits)."""
    return hmac.new(f"booking:{secret}".encode(), booking.bytes, hashlib.sha256).hexdigest()[:32]


def path(booking: UUID, secret: str) -> str:
    """The path of the page on which a booking is confirmed, looked at and cancelled."""
    return f"/bookings/{booking}/{mark(booking, secret)}"


def fits(booking: UUID, given: str, secret: str) -> bool:
    """Whether a mark is the one of this booking, compared in constant time."""
    return hmac.compare_digest(mark(booking, secret).encode(), given.encode())
