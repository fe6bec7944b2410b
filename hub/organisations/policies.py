"""Who may do what with an organisation: pure functions over a viewer and a loaded row.

The rows come from `queries.find`: an organisation with `my_state` and `my_coordinator`, the viewer's own membership.
"""

from collections.abc import Mapping
from typing import Any

from hub.viewer import Viewer

Row = Mapping[str, Any]

NOT_PUBLIC_YET = {"applied", "rejected"}
HELD = {"asked", "released"}


def speaks_for(viewer: Viewer, organisation: Row) -> bool:
    """Released coordinators of this very organisation; not those of one above or below it."""
    return organisation["id"] in viewer.coordinates


def applied_for(organisation: Row) -> bool:
    """Whoever applied for it, as long as it has not been released."""
    return bool(
        organisation["state"] in NOT_PUBLIC_YET and organisation["my_state"] in HELD and organisation["my_coordinator"]
    )


def may_see(viewer: Viewer, organisation: Row) -> bool:
    """Find the organisation at all.

    - Released organisations are public.
    - Others are found by the editors of their branch and by whoever belongs to them.
    """
    return (
        organisation["state"] == "released"
        or viewer.edits(organisation["path"])
        or (viewer.signed_in and organisation["my_state"] in HELD)
    )


def may_see_hidden(viewer: Viewer, organisation: Row) -> bool:
    """See an address, contact and people that the organisation hides.

    - Its own released people do.
    - Editors of its branch do.
    - Whoever applied for it sees what they wrote.
    """
    return (
        organisation["id"] in viewer.works_for
        or viewer.edits(organisation["path"])
        or (viewer.signed_in and applied_for(organisation))
    )


def may_edit(viewer: Viewer, organisation: Row) -> bool:
    """Change the profile.

    - Coordinators change the organisation they speak for.
    - Editors change the organisations of their branch.
    - Whoever applied changes the application until it is released.
    """
    return (
        speaks_for(viewer, organisation)
        or viewer.edits(organisation["path"])
        or (viewer.signed_in and applied_for(organisation))
    )


def may_place(viewer: Viewer, organisation: Row) -> bool:
    """Release, reject, close it, or give it another kind or place in the tree: editors of its branch."""
    return viewer.edits(organisation["path"])


def may_place_below(viewer: Viewer, parent: Row) -> bool:
    """Put an organisation below `parent`: editors of the branch that holds the parent."""
    return viewer.edits(parent["path"])


def may_look_after_people(viewer: Viewer, organisation: Row) -> bool:
    """Release and decline those who ask, make coordinators, add and remove people, keep mail domains.

    - Coordinators do, in the organisation they speak for.
    - Editors of its branch do, so that an organisation without coordination is not stuck.
    """
    return organisation["state"] == "released" and (
        speaks_for(viewer, organisation) or viewer.edits(organisation["path"])
    )


def may_join(viewer: Viewer, organisation: Row) -> bool:
    """Ask to belong to it: everybody with an account, where it is released and they do not belong to it yet."""
    return viewer.signed_in and organisation["state"] == "released" and organisation["my_state"] not in HELD


def names_shown_to(viewer: Viewer) -> set[str]:
    """Which choices of `name_for` let this viewer see a person's name."""
    return {"public", "members"} if viewer.member else {"public"}


def whoever_got_the_mail(viewer: Viewer) -> bool:
    """Everybody on the web; the secret in the address says that they got the mail."""
    return True
