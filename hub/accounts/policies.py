"""Who may see and do what with accounts; pure functions over loaded rows."""

from collections.abc import Collection
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Vouched:
    """What matters of the person who lost a mailbox: released memberships (with tree paths), duties and roles."""

    person: int
    organisations: frozenset[int]
    paths: Collection[str]
    coordinates: frozenset[int]
    roles: frozenset[str]


def may_vouch(viewer: Viewer, person: Vouched) -> bool:
    """Whether the viewer may give somebody's account a new address.

    - Nobody vouches for themselves.
    - Administrators vouch for everybody.
    - Nobody else vouches for administrators and editors: that would be a way to their rights.
    - A coordinator vouches for people of their organisation, unless these also coordinate another one.
    - An editor vouches for people all of whose organisations are in the branch.
    """
    if viewer.person is None or viewer.person == person.person:
        return False
    if viewer.administrator:
        return True
    if person.roles & {"administrator", "editor"}:
        return False
    if viewer.coordinates & person.organisations and person.coordinates <= viewer.coordinates:
        return True
    return bool(person.paths) and all(viewer.edits(path) for path in person.paths)
