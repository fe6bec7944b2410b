"""What a restore needs beside the rows: erasures are carried out again, and people are told what is not in it."""

from datetime import datetime
from pathlib import Path

from hub import site as sites
from hub.config import Config
from hub.database import current
from hub.database.in_use import unused
from hub.database.restore import restore as load
from hub.mail.tables import NOT_IN_BACKUP, Outgoing
from hub.privacy.erasure import replay
from hub.privacy.tables import Erasure


async def restore(path: Path, *, config: Config, overwrite: bool, now: datetime) -> list[str]:
    """Load a backup, and give back what the operator should know.

    Erasures that the database knows of, but not the older backup, are kept and carried out again in the same
    transaction: nobody comes back to life in between. InUse while a hub or worker runs on the database.
    """
    again = 0
    erased = await Erasure.select(Erasure.person_uuid, Erasure.at) if await Erasure.table_exists() else []

    async def afterwards() -> None:
        nonlocal again
        known = set(await Erasure.select(Erasure.person_uuid).output(as_list=True))
        later = [Erasure(**row) for row in erased if row["person_uuid"] not in known]
        if later:
            await Erasure.insert(*later)
        await sites.install(config)
        again = await replay(now)

    async with unused(current()):
        rows = await load(path, overwrite=overwrite, afterwards=afterwards)
    unsent = await Outgoing.count().where(Outgoing.error == NOT_IN_BACKUP)
    told = [f"{sum(rows.values())} rows are back."]
    if again:
        told.append(f"{again} people had been erased since, and are erased again.")
    if unsent:
        told.append(
            f"{unsent} mails were waiting when the backup was made; backups hold no mails, so they are not sent."
        )
    return told
