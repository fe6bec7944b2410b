"""Events in words; to be called while speaking the language of the page."""

from collections.abc import Mapping
from typing import Any

from hub.i18n import gettext
from hub.i18n.times import day_range
from sessions.programme.places import short
from sessions.programme.vocabulary import KINDS


def event_card(event: Mapping[str, Any]) -> dict[str, Any]:
    """What lists show of an event: title, href, when, kind, summary, place, organisation, badge (state, words)."""
    state = event["appointment.state"]
    badge = {"draft": ("draft", gettext("Draft")), "cancelled": ("cancelled", gettext("Cancelled"))}.get(state)
    place = short(event["appointment.place"]) or (
        gettext("Online") if event["appointment.place_kind"] == "online" else ""
    )
    return {
        "title": event["title"],
        "href": f"/events/{event['slug']}",
        "when": day_range(event["first"], event["last"]),
        "kind": gettext(KINDS.get(event["kind"], KINDS["plain"])),
        "summary": event["summary"],
        "place": place,
        "organisation": event["organisation.name"],
        "badge": badge,
    }
