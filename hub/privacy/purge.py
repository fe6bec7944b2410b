"""Deleting what the deletion plan says is due."""

import logging
from datetime import datetime, timedelta

from hub.feature import Purge, installed
from hub.mail.tables import Outgoing
from hub.privacy import erasure
from hub.privacy.batches import delete_in_batches
from hub.privacy.declare import Rule
from hub.privacy.rules import AUDIT, MAIL, RATE
from hub.tables import Audit, RateCount

log = logging.getLogger("hub.privacy")


async def purge_everything(now: datetime) -> None:
    """Run every feature's purges, and finish interrupted erasures; one that fails does not stop the rest."""
    await erasure.replay(now)
    for feature in installed():
        for purge in feature.purges:
            try:
                await purge.run(now)
            except Exception:
                log.exception("purge failed", extra={"job": purge.rule.code})


async def purge_mail(now: datetime) -> int:
    """Delete mails some days after they were sent, failed, or should have gone."""
    old = _before(MAIL, now)
    stuck = Outgoing.sent.is_null() & Outgoing.failed.is_null() & (Outgoing.due < old)
    return await delete_in_batches(Outgoing, (Outgoing.sent < old) | (Outgoing.failed < old) | stuck)


async def purge_audit(now: datetime) -> int:
    """Delete old lines of the audit log."""
    return await delete_in_batches(Audit, Audit.at < _before(AUDIT, now))


async def purge_rates(now: datetime) -> int:
    """Delete old rate counters."""
    return await delete_in_batches(RateCount, RateCount.window < _before(RATE, now))


def _before(rule: Rule, now: datetime) -> datetime:
    return now - timedelta(days=rule.days or 0)


PURGES = (Purge(MAIL, purge_mail), Purge(AUDIT, purge_audit), Purge(RATE, purge_rates))
