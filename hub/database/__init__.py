"""The one data layer over two engines, SQLite and PostgreSQL."""

from hub.database.current import connect, current, engine_for, use
from hub.database.sql import Listing, among, claim, unique_index
from hub.database.transactions import read, write

__all__ = ["Listing", "among", "claim", "connect", "current", "engine_for", "read", "unique_index", "use", "write"]
