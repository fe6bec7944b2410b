"""The demo community: filled once, by each feature in turn."""

from datetime import datetime

from hub.config import Config
from hub.database import current, write
from hub.database.migrate import alone
from hub.feature import installed
from hub.tables import Organisation

ROLES = {
    "administrator": "Verwaltung der Installation",
    "editor": "Redaktion des Gesamtverbands",
    "branch": "Redaktion eines Landesverbands",
    "scout": "Online-Scout",
    "coordinator": "Koordination einer Mitgliedsorganisation",
    "member": "Engagierte einer Mitgliedsorganisation",
    "newcomer": "eingeloggt, aber noch nicht freigegeben",
}


async def fill(now: datetime) -> bool:
    """Let every feature bring its part of the demo into an empty installation; False where somebody lives already.

    All of it or nothing, in one transaction: whoever breaks it off begins anew. Two that fill at once wait for each
    other.
    """
    async with alone(current()), write():
        if await Organisation.exists():
            return False
        for feature in sorted(installed(), key=lambda each: each.demo_order):
            if feature.demo is not None:
                await feature.demo(now)
    return True


def ways_in(config: Config) -> str:
    """The address, and how to get in as each demo role."""
    lines = [
        f"\n  {config.public_url}\n",
        "  Einloggen (/sign-in) mit einer dieser Adressen; die Mail liegt unter /dev/mail:",
    ]
    lines += [f"    {role + '@demo.example':<28} {words}" for role, words in ROLES.items()]
    return "\n".join(lines) + "\n"
