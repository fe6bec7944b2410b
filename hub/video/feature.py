"""What the video room contributes."""

import secrets
from datetime import datetime
from pathlib import Path

from hub.appointments.hooks import SeatChange
from hub.feature import Feature, PersonalData, Purge
from hub.i18n import message
from hub.privacy import rules
from hub.video import actions, pages, queries
from hub.video.box import box
from hub.video.words import WORDS


async def _seat_changed(change: SeatChange, now: datetime) -> None:
    await actions.seat_changed(change, now, random=secrets.token_bytes(16))


feature = Feature(
    key="video",
    folder=Path(__file__).parent,
    routes=[pages.door, pages.enter, pages.room, pages.set_up, pages.move, pages.run_on],
    actions_for=[box],
    words=WORDS,
    purges=[Purge(rules.JOIN_LOG, actions.purge)],
    personal=PersonalData(actions.export, actions.erase),
    seat_changed=[_seat_changed],
    kinds={"appointment": message("Session")},
    names={"appointment": queries.names},
    verbs={
        "video.set_up": message("set up the video room"),
        "video.moved": message("moved the video room"),
    },
)
