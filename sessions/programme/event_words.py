"""Events in words; to be called while speaking the language of the page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hub.audience import PUBLIC
from hub.i18n import gettext
from hub.i18n.times import city, day_range
from hub.viewer import Viewer
from sessions.programme.grid import Grid
from sessions.programme.places import short
from sessions.programme.presenting import row_words
from sessions.programme.session_words import audience_words
from sessions.programme.vocabulary import KINDS, PLACE_KINDS, words_for

Row = Mapping[str, Any]


def event_card(event: Row) -> dict[str, Any]:
    """What lists show of an event: title, href, when, kind, summary, place, organisation, badge (state, words)."""
    state = event["appointment.state"]
    return {
        "title": event["title"],
        "href": f"/events/{event['slug']}",
        "when": day_range(event["first"], event["last"]),
        "kind": words_for(KINDS, event["kind"]),
        "summary": event["summary"],
        "place": short(event["appointment.place"]) or words_for(PLACE_KINDS, event["appointment.place_kind"]),
        "organisation": event["organisation.name"],
        "badge": {"draft": ("draft", gettext("Draft")), "cancelled": ("cancelled", gettext("Cancelled"))}.get(state),
    }


def event_head(event: Row, zone: str) -> dict[str, Any]:
    """What the page of an event says above its days."""
    card = event_card(event)
    place, kind = event["appointment.place"], event["appointment.place_kind"]
    released = event["organisation.state"] == "released"
    visible_to = event["appointment.visible_to"]
    return {
        **card,
        "when": f"{card['when']} ({city(zone)})",
        "where": gettext("%(place)s, and online") % {"place": place} if kind == "hybrid" and place else place,
        "organisation_href": f"/organisations/{event['organisation.slug']}" if released else "",
        "visible_to": audience_words(visible_to, event["visible_to_name"]) if visible_to != PUBLIC else "",
    }


def grid_words(grid: Grid, viewer: Viewer, *, now: datetime, zone: str) -> dict[str, Any]:
    """The grid for its table: `columns` (name, lanes), `lines` (time, now, cells (kind, rows, columns, slot))."""
    clock = ZoneInfo(zone)

    def slot(row: Row | None) -> dict[str, Any] | None:
        return row_words(row, viewer, now=now, clock=clock, within_event=True) if row is not None else None

    return {
        "columns": [{"name": column.name or gettext("Without room"), "lanes": column.lanes} for column in grid.columns],
        "lines": [
            {
                "time": line.start.astimezone(clock).strftime("%H:%M"),
                "now": line.now,
                "cells": [
                    {"kind": cell.kind, "rows": cell.rows, "columns": cell.columns, "slot": slot(cell.row)}
                    for cell in line.cells
                ],
            }
            for line in grid.lines
        ],
    }
