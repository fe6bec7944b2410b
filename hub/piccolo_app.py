"""The tables of the shell, for migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from hub.accounts.tables import AddressChange, Device, SignInCode
from hub.appointments.tables import Appointment, Booking, Host
from hub.calendar.tables import FeedEntry, FeedVersion, PersonalFeed, StoredEvent
from hub.jobs.tables import Beat, Job
from hub.mail.tables import Outgoing
from hub.organisations.tables import KnownAddress, MailDomain
from hub.privacy.tables import Erasure
from hub.settings.tables import Logo, PageVersion, Report
from hub.tables import (
    Address,
    Audit,
    Link,
    Membership,
    Organisation,
    Person,
    PersonAddress,
    RateCount,
    RoleGrant,
    Setting,
    SlugHistory,
)
from hub.video.tables import Entrance, VideoRoom

TABLES = [
    Organisation, Person, Address, PersonAddress, RoleGrant, Membership, Audit, Link, SlugHistory, RateCount,
    Job, Beat, Outgoing, Setting, PageVersion, Report, Logo, Erasure,
    SignInCode, Device, AddressChange, MailDomain, KnownAddress,
    Appointment, Host, Booking, StoredEvent, FeedEntry, FeedVersion, PersonalFeed, VideoRoom, Entrance,
]  # fmt: skip

APP_CONFIG = AppConfig(
    app_name="hub",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=TABLES,
)
