"""Seats as rows of an agenda, in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from hub.appointments import keys
from hub.appointments.policies import seats_left
from hub.i18n import gettext, message, ngettext, times
from sessions.booking.policies import can_accept, offer

STATES = {
    "confirmed": ("mine", message("Seat secured")),
    "waiting": ("waiting", message("Waiting list")),
    "held": ("waiting", message("Please confirm by mail")),
}
FULL = message("All seats are taken.")
PLACES = {"online": message("Online"), "hybrid": message("On site and online")}


def seats_by_day(rows: Iterable[Mapping[str, Any]], zone: str, now: datetime) -> list[tuple[str, list[dict[str, Any]]]]:
    """A person's bookings (`queries.my_programme`), each day with its heading, for `ui.agenda_row`."""
    shown = [_row(row, zone, prefix="appointment.") for row in rows]
    for row, source in zip(shown, rows, strict=True):
        row["seats_state"], label = STATES[source["state"]]
        row["seats"] = gettext(label)
        row["cancel"] = f"/me/bookings/{source['uuid']}/cancel"
        row["waiting"], row["kind"] = source["state"] == "waiting", source["appointment.kind"]
        if can_accept(source["state"], source, now, "appointment."):
            row["accept"] = f"/me/bookings/{source['uuid']}/accept"
    return _by_day(shown)


def hosted_by_day(rows: Iterable[Mapping[str, Any]], zone: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """What a person gives (`queries.hosting`), each day with its heading."""
    shown = [_row(row, zone) for row in rows]
    for row, source in zip(shown, rows, strict=True):
        if source["state"] == "draft":
            row["badge"] = ("draft", gettext("Draft"))
        elif source["registration"] != "none":
            taken = source["taken"]
            row["seats"] = ngettext("%(num)d seat taken", "%(num)d seats taken", taken) % {"num": taken}
            row["people"] = f"/book/{source['uuid']}/people"
    return _by_day(shown)


def choices_by_day(
    rows: Iterable[Mapping[str, Any]], theirs: Mapping[int, Mapping[str, Any]], zone: str, now: datetime, secret: str
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The sessions that somebody chooses from (`queries.to_choose`), each day with its heading.

    Where they have a booking (`queries.bookings_of`), its state and page; else what they would get, as `choose`.
    """
    shown = [_row(row, zone) for row in rows]
    for row, source in zip(shown, rows, strict=True):
        if own := theirs.get(source["id"]):
            row["seats_state"], label = STATES[own["state"]]
            row["seats"], row["booking"] = gettext(label), keys.path(own["uuid"], secret)
            continue
        found = offer(source, now)
        row["seats_state"] = "free" if found == "seat" else "full"
        row["seats"] = _free_words(seats_left(source, now)) if found == "seat" else gettext(FULL)
        row["choose"] = "" if found == "full" else found
        row["uuid"] = str(source["uuid"])
    return _by_day(shown)


def _free_words(left: int | None) -> str:
    if left is None:
        return gettext("Seats are free.")
    return ngettext("%(num)d seat is free.", "%(num)d seats are free.", left) % {"num": left}


def _row(row: Mapping[str, Any], zone: str, prefix: str = "") -> dict[str, Any]:
    start, end = row[f"{prefix}start"], row[f"{prefix}end"]
    place = row.get(f"{prefix}place") or gettext(PLACES.get(row.get(f"{prefix}place_kind", ""), ""))
    return {
        "day": times.day_words(times.local(start, zone).date()),
        "time": times.clock(start, zone),
        "end": times.clock(end, zone),
        "title": row[f"{prefix}title"],
        "href": row[f"{prefix}path"],
        "place": place,
        "cancelled": row[f"{prefix}state"] == "cancelled",
    }


def _by_day(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(day, list(group)) for day, group in groupby(rows, key=lambda row: row["day"])]
