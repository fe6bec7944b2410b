"""Who may come to a route at all; what they find there, queries and the rooms' own policies decide."""

from collections.abc import Callable

from hub.viewer import Viewer

Policy = Callable[[Viewer], bool]


def anybody(viewer: Viewer) -> bool:
    """Everybody on the web."""
    return True


def signed_in(viewer: Viewer) -> bool:
    """Everybody with an account, released or not."""
    return viewer.signed_in


def member(viewer: Viewer) -> bool:
    """Released members, scouts, editors and administrators."""
    return viewer.member


def coordinator(viewer: Viewer) -> bool:
    """People who speak for an organisation, and editors."""
    return bool(viewer.coordinates) or viewer.editor


def contributor(viewer: Viewer) -> bool:
    """People who may bring sessions in: scouts, coordinators and editors."""
    return viewer.scout or bool(viewer.coordinates) or viewer.editor


def editor(viewer: Viewer) -> bool:
    """Editors of any branch; which rows they find follows the branch."""
    return viewer.editor


def administrator(viewer: Viewer) -> bool:
    """Those who run the installation."""
    return viewer.administrator
