"""Whose name stands at an appointment; pure functions over loaded rows."""

from collections.abc import Mapping
from typing import Any

from hub.viewer import Viewer


def named(host: Mapping[str, Any], viewer: Viewer) -> bool:
    """Whether a host's name is shown to the viewer; `host` is a row of `hosts_of`.

    - Somebody without account was named for the programme and is shown.
    - Who has an account is shown to whom they show their name: everybody, members, nobody.
    - Everybody sees their own name.
    """
    if host["person.joined"] is None or host["person.id"] == viewer.person:
        return True
    return host["person.name_for"] == "public" or (host["person.name_for"] == "members" and viewer.member)
