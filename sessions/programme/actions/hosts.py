"""Who gives a session."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from hub.appointments import actions as appointments
from hub.audit import record
from hub.database import write
from hub.refused import Refused
from hub.tables import Person
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.actions.ask import allow
from sessions.programme.actions.telling import about, name_of, tell
from sessions.programme.sheets import hosts_in, item_of, session_by

MOST_HOSTS = 20


async def set_session_hosts(
    session: int, hosts: Sequence[int], *, deputies: Sequence[int] = (), by: Viewer, now: datetime
) -> None:
    """Say who gives a session, in order, and who steps in; whoever is new to it is told.

    Refused `not_allowed`, `gone`, `too_many_hosts`.
    """
    async with write():
        row = await session_by(session)
        if row is None:
            raise Refused("gone")
        allow("hosts" in policies.changeable(by, item_of(row)))
        if len(hosts) + len(deputies) > MOST_HOSTS:
            raise Refused("too_many_hosts", most=MOST_HOSTS)
        await appointments.set_hosts(row["appointment.id"], hosts, deputies=deputies, now=now)
        known = {*hosts_in(row), *hosts_in(row, deputies=True), by.person}
        values = {**await about(row), "who": await name_of(by.person), "edit_path": f"/editing/sessions/{row['uuid']}"}
        await tell([each for each in hosts if each not in known], "made_host", values=values, now=now)
        await tell([each for each in deputies if each not in known], "made_deputy", values=values, now=now)
        branch = row["appointment.branch"]
        await record("session.hosts_set", "session", session, by=by.person, now=now, branch=branch)


async def create_external_host(name: str, *, by: Viewer, now: datetime) -> int:
    """Write down somebody without account who gives sessions, shown by name to everybody who sees one."""
    allow(by.signed_in)
    async with write():
        row = Person(
            uuid=uuid4(), name=name, name_for="public", biography_for="nobody", topics_for="nobody", created=now
        )
        await row.save()
        await record("person.written_down", "person", row.id, by=by.person, now=now)
    return int(row.id)
