"""The one data layer over two engines, SQLite and PostgreSQL."""

from hub.database.current import Unreachable, connect, current, engine_for, use
from hub.database.listing import Listing, Reached, among, less
from hub.database.sql import claim, unique_index
from hub.database.transactions import read, write

__all__ = [
    "Listing",
    "Reached",
    "Unreachable",
    "among",
    "claim",
    "connect",
    "current",
    "engine_for",
    "less",
    "read",
    "unique_index",
    "use",
    "write",
]
