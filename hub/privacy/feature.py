"""What personal data the hub holds, for how long, and how a person gets or erases it."""

from pathlib import Path

from hub.feature import Feature, Repeated
from hub.i18n import message
from hub.privacy import pages
from hub.privacy.command import privacy_command
from hub.privacy.purge import PURGES, purge_everything

DAY = 24 * 60

feature = Feature(
    key="privacy",
    folder=Path(__file__).parent,
    title=message("Privacy"),
    routes=[pages.mine, pages.as_json, pages.as_html, pages.erase],
    repeated=[Repeated("privacy.purge", DAY, purge_everything)],
    purges=PURGES,
    commands=[privacy_command],
    words={
        "last_administrator": message(
            "You are the only administrator. Please make somebody else administrator first; then you can erase your"
            " account."
        ),
        "last_coordinator": message(
            "You are the only one who speaks for %(organisation)s. Please name somebody else there first; then you can"
            " erase your account."
        ),
    },
    verbs={
        "person.erased": message("erased their own account"),
        "organisation.left_alone": message("has nobody who speaks for it any more"),
    },
)
