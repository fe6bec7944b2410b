"""The tables of the programme and of signing up, for migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from sessions.booking.tables import HostPledge, Needs
from sessions.programme.tables import Event, Room, Session, SessionTag, StandIn, Tag, Track
from sessions.transfer.tables import HostIdentity, ImportDraft

TABLES = [Event, Track, Room, Session, Tag, SessionTag, StandIn, HostPledge, Needs, ImportDraft, HostIdentity]

APP_CONFIG = AppConfig(
    app_name="sessions",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=TABLES,
    migration_dependencies=["hub.piccolo_app"],
)
