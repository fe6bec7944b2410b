"""Writing down who did what to what."""

from datetime import datetime

from hub.tables import Audit


async def record(
    verb: str,
    kind: str,
    object: int | None,
    *,
    by: int | None,
    now: datetime,
    branch: int | None = None,
    note: str = "",
) -> None:
    """Record an action in its transaction; `note` is a code or a number, never content or personal data."""
    await Audit.insert(Audit(at=now, actor=by, verb=verb, kind=kind, object=object, branch=branch, note=note[:200]))
