"""What makes an entry the same entry at the next import."""

import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from hub.text import normalized
from sessions.transfer.model import Item
from sessions.transfer.values import Notes

# Identities are stored in 300 characters, with room for the "#12" of a repetition.
_LONGEST = 280


def uuid_text(text: str) -> str | None:
    """The canonical form of a UUID, None if `text` is none."""
    try:
        return str(UUID(text)) if len(text) >= 32 else None
    except ValueError:
        return None


def bounded(identity: str) -> str:
    """The identity, or where it is too long to be stored (addresses can be), a digest of it."""
    return identity if len(identity) <= _LONGEST else "digest:" + hashlib.sha256(identity.encode()).hexdigest()


def title_and_date(title: str, day: date) -> str:
    """A stable name for an entry without any id, from its title and local date.

    A row of a table has nothing else that lasts: times, rooms and hosts are what editors move most, and must
    show as a change of the same entry. Case, spaces and punctuation of the title do not count, so that a
    mended typo in them is no new entry. Moved to another day it is a new one, because every date has its own
    seats.
    """
    words = re.findall(r"\w+", normalized("NFKC", title).casefold())
    known = " ".join(words) or title.strip()
    return "row:" + hashlib.sha256(f"{known}\n{day.isoformat()}".encode()).hexdigest()[:32]


def distinct(found: Sequence[tuple[Item, Notes]]) -> tuple[Item, ...]:
    """The items, each with an identity of its own.

    Of several with one identity (a talk given twice, a copied guid) the earliest keeps it and the others get
    "#2", "#3" by time, so that the order within the file does not matter; they lose the guid, which only one
    can have.
    """
    same: dict[str, list[int]] = defaultdict(list)
    for index, (item, _) in enumerate(found):
        same[item.identity].append(index)
    items = [item for item, _ in found]
    for identity, indexes in list(same.items()):
        by_time = sorted(indexes, key=lambda index: (items[index].start, items[index].room or "", items[index].title))
        free = (name for count in itertools.count(2) if (name := f"{identity}#{count}") not in same)
        for index, name in zip(by_time[1:], free, strict=False):
            items[index] = replace(items[index], identity=name, guid=None)
            found[index][1].warn("duplicate_identity", identity=identity)
    return tuple(items)
