"""One session as a calendar file."""

from hub.appointments.queries import visible
from hub.appointments.tables import Appointment
from hub.calendar.document import assemble
from hub.calendar.entries import around
from hub.calendar.store import SHOWN
from hub.calendar.tables import StoredEvent
from hub.viewer import Viewer


async def download(path: str, viewer: Viewer) -> bytes | None:
    """The file of the appointment whose page has that path; None where the viewer may not see one."""
    there = (Appointment.path == path) & Appointment.state.is_in([*SHOWN]) & visible(Appointment, viewer)
    row = await Appointment.select(Appointment.id).where(there).first()
    if row is None:
        return None
    kept = await StoredEvent.select(StoredEvent.body).where(StoredEvent.appointment == row["id"]).first()
    if kept is None:
        return None
    site = (await around()).site
    return assemble(
        [bytes(kept["body"])],
        name=None,
        product=site.name,
        language=site.language,
        zone=site.zone,
        refresh=False,
        method="PUBLISH",
    )
