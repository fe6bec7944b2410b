"""Asking a policy."""

from hub.refused import Refused


def allow(allowed: bool) -> None:
    """Refuse (`not_allowed`) what a policy does not allow."""
    if not allowed:
        raise Refused("not_allowed")
