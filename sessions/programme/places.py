"""Places as people write them: "Kulturspeicher, Alter Speicherhof 2, 18057 Rostock"."""

import re

_POSTCODE = re.compile(r"\d{4,5} +(?=\D)")


def town(place: str) -> str:
    """The town of an address: what follows the postcode, else the last part; empty where there is no place."""
    last = place.rsplit(",", 1)[-1].strip()
    return _POSTCODE.sub("", last, count=1)


def short(place: str) -> str:
    """The place in few words: its first part and the town."""
    first = place.split(",", 1)[0].strip()
    return first if first == town(place) or "," not in place else f"{first}, {town(place)}"
