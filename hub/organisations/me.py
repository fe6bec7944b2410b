"""The part of "my page" that is about organisations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hub.organisations import desk, words
from hub.organisations.actions.known import organisations_that_know
from hub.organisations.policies import HELD
from hub.organisations.queries import organisations_of
from hub.tables import Membership
from hub.viewer import Viewer


async def load(viewer: Viewer, now: datetime) -> Mapping[str, Any] | None:
    """My organisations with their state, what waits for me as coordinator or editor, and whom I could join at once."""
    if viewer.person is None:
        return None
    mine = await organisations_of(viewer.person)
    held = {row["id"] for row in mine if row["state"] in HELD}
    counts = await _people(sorted(viewer.coordinates))
    for row in mine:
        row["speaks"] = row["id"] in viewer.coordinates
        row["waiting"], row["coordinators"] = counts.get(row["id"], (0, 0))
    _, applications = await desk.queue(viewer) if viewer.editor else ([], 0)
    return {
        "organisations": mine,
        "membership": words.MEMBERSHIP,
        "states": words.STATES,
        "offers": [row for row in await organisations_that_know(viewer.person) if row["id"] not in held],
        "applications": applications,
    }


async def _people(organisations: list[int]) -> dict[int, tuple[int, int]]:
    """For each organisation how many wait for a release, and how many speak for it."""
    if not organisations:
        return {}
    rows = await Membership.select(Membership.organisation, Membership.state, Membership.coordinator).where(
        Membership.organisation.is_in(organisations) & Membership.state.is_in(["asked", "released"])
    )
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        waiting, speaking = found.get(row["organisation"], (0, 0))
        asked = row["state"] == "asked"
        found[row["organisation"]] = (waiting + asked, speaking + (not asked and row["coordinator"]))
    return found
