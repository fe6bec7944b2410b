"""Every cookie that the hub sets; the privacy page lists them, and a cookie without an entry fails the suite."""

from dataclasses import dataclass

from hub.i18n import message


@dataclass(frozen=True)
class CookieEntry:
    """One cookie; `purpose` and `lasts` are English messages."""

    name: str
    purpose: str
    lasts: str


COOKIES = (
    CookieEntry(
        "hub_device",
        message("keeps you signed in on this device"),
        message("until you sign out, at most 90 days after your last visit"),
    ),
    CookieEntry("hub_asked", message("ties a sign-in code to the browser that asked for it"), message("15 minutes")),
    CookieEntry("hub_language", message("remembers the language you chose"), message("a year")),
    CookieEntry("hub_feed", message("shows the new address of your own calendar once"), message("5 minutes")),
    CookieEntry("hub_flash", message("carries a word such as “Saved” to the next page"), message("a minute")),
)
