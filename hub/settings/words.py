"""Points in time in words, for templates."""

from datetime import datetime

from hub.i18n import language
from hub.i18n.times import clock, day_words, local


def moment_words(moment: datetime, zone: str) -> str:
    """A point in time: "Di, 1. Dezember 2026, 10:00 Uhr"."""
    hours = f"{clock(moment, zone)} Uhr" if language() == "de" else clock(moment, zone)
    return f"{day_words(local(moment, zone).date(), short=True)}, {hours}"
