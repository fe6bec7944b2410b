"""The indexes over several columns, and the unique ones; Piccolo's constraints do not work on SQLite."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from hub.database import current, unique_index

ID = "2026-11-20T17:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes"

INDEXES = [
    ("one_organisation_slug", "organisation", "slug", ""),
    ("one_person_uuid", "person", "uuid", ""),
    ("one_person_slug", "person", "slug", ""),
    ("one_address", "address", "email", ""),
    ("one_person_address", "person_address", "person, address", ""),
    ("one_main_address", "person_address", "person", "main"),
    ("one_role", "role_grant", "person, role, coalesce(organisation, 0)", ""),
    ("one_membership", "membership", "person, organisation", ""),
    ("one_old_slug", "slug_history", "kind, slug", ""),
    ("one_rate", "rate_count", '"what", who, "window"', ""),
    ("one_link", "link", "from_kind, from_id, to_kind, to_id, why", ""),
    ("one_job_once", "job", "once", ""),
    ("one_beat", "beat", "name", ""),
    ("one_mail_once", "outgoing_mail", "once", ""),
    ("one_setting", "setting", "name", ""),
    ("one_page_version", "page_version", "page, number", ""),
    ("one_logo", "logo", "fingerprint", ""),
    ("one_erasure", "erasure", "person_uuid", ""),
    ("one_link_hash", "sign_in_code", "link_hash", ""),
    ("one_device", "device", "token_hash", ""),
    ("one_domain", "mail_domain", "organisation, domain", ""),
    ("one_known_address", "known_address", "organisation, email", ""),
    ("one_appointment_uuid", "appointment", "uuid", ""),
    ("one_host", "host", "appointment, person", ""),
    ("one_booking_uuid", "booking", "uuid", ""),
    ("one_active_booking", "booking", "appointment, person", "active = 1"),
    ("one_stored_event", "stored_event", "appointment", ""),
    ("one_feed_entry", "feed_entry", "feed, appointment", ""),
    ("one_feed_version", "feed_version", "feed", ""),
    ("one_feed_token", "personal_feed", "token_hash", ""),
    ("one_personal_feed", "personal_feed", "person", "revoked IS NULL"),
    ("one_room", "video_room", "appointment", ""),
]


async def forwards() -> MigrationManager:
    """Create the indexes."""
    manager = MigrationManager(migration_id=ID, app_name="hub", description=DESCRIPTION)

    async def create() -> None:
        for name, table, columns, where in INDEXES:
            await unique_index(name, table, columns, where)
        # The programme says how many sessions are coming on every page.
        await current().run_raw(
            'CREATE INDEX coming_appointments ON appointment (kind, visible_to, state, "end", start)'
        )

    manager.add_raw(create)
    return manager
