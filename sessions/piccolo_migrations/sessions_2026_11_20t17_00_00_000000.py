"""The unique indexes of the first tables; Piccolo's constraints do not work on SQLite."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from hub.database import unique_index

ID = "2026-11-20T17:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "unique indexes"

INDEXES = [
    ("one_event_slug", "event", "slug"),
    ("one_event_appointment", "event", "appointment"),
    ("one_track_slug", "track", "event, slug"),
    ("one_session_slug", "session", "slug"),
    ("one_session_appointment", "session", "appointment"),
    ("one_session_identity", "session", "event, identity"),
    ("one_tag", "tag", "slug"),
    ("one_session_tag", "session_tag", "session, tag"),
    ("one_stand_in_secret", "stand_in", "secret_hash"),
    ("one_pledge", "host_pledge", "person"),
    ("one_needs", "needs", "booking"),
    ("one_host_identity", "host_identity", "identity, person"),
]


async def forwards() -> MigrationManager:
    """Create the indexes."""
    manager = MigrationManager(migration_id=ID, app_name="sessions", description=DESCRIPTION)

    async def create() -> None:
        for name, table, columns in INDEXES:
            await unique_index(name, table, columns)

    manager.add_raw(create)
    return manager
