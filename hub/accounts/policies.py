"""Who may see and do what with accounts; pure functions over loaded rows."""

from hub.viewer import Viewer

FOR = ("nobody", "members", "public")


def shown(chosen: str, *, member: bool, own: bool = False) -> bool:
    """Whether a field of a profile is shown.

    - Everybody sees what is public.
    - Members see what is for members.
    - The person sees all of it.
    """
    return own or chosen == "public" or (chosen == "members" and member)


def may_come_to_vouch(viewer: Viewer) -> bool:
    """People who could vouch for somebody: coordinators, editors and administrators."""
    return bool(viewer.coordinates) or viewer.editor or viewer.administrator
