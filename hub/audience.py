"""Audience keys: an item says which key may see it or sign up, a viewer holds a set of keys."""

from collections.abc import Iterable

PUBLIC = "public"
MEMBERS = "members"
SCOUTS = "scouts"
STAFF = "staff"
AUDIENCES = (PUBLIC, MEMBERS, SCOUTS, STAFF)


def organisation(id: int) -> str:
    """The key of an organisation with everything below it in the tree."""
    return f"org:{id}"


def person(id: int) -> str:
    """The key of one person."""
    return f"person:{id}"


def ancestors(path: str) -> list[int]:
    """The ids on a path such as /1/5/12/, from the root down to the organisation itself."""
    return [int(part) for part in path.split("/") if part]


def keys_of(*, person_id: int, released_paths: Iterable[str], staff: bool, scout: bool, editor: bool) -> frozenset[str]:
    """Everything a person may see beside what is their own.

    - Signed in alone adds nothing to what is public.
    - A released membership, or being scout or editor, opens what is for members.
    - A member of an organisation sees what is for it and for each organisation above it.
    - Scouts, and editors who look after them, see what is for scouts.
    - Staff of the federation or a regional federation, and editors, see what is for staff.
    """
    paths = list(released_paths)
    keys = {PUBLIC, person(person_id)}
    if paths or scout or editor:
        keys.add(MEMBERS)
    if scout or editor:
        keys.add(SCOUTS)
    if staff or editor:
        keys.add(STAFF)
    keys |= {organisation(id) for path in paths for id in ancestors(path)}
    return frozenset(keys)
