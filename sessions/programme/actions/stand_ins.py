"""A host cannot come: the deputies are asked, everybody is told, and nobody is left waiting for an answer."""

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.appointments import actions as appointments
from hub.appointments.seats import held_until
from hub.audit import record
from hub.database import write
from hub.mail.outbox import post_to
from hub.refused import Refused
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.actions.ask import allow
from sessions.programme.actions.telling import about, editors_of, name_of, tell, tell_booked
from sessions.programme.sheets import Row, hosts_in, item_of, session_by
from sessions.programme.tables import StandIn


def secret_hash(secret: str) -> str:
    """How the secret of a request to step in stands in the database."""
    return hashlib.sha256(f"stand-in:{secret}".encode()).hexdigest()


async def step_down(session: int, *, by: Viewer, now: datetime) -> int:
    """Say that one cannot come; gives back how many deputies were asked. Refused `not_allowed`, `gone`, `over`.

    The host no longer gives the session. Each deputy with an address is asked by a mail with a secret link; other
    hosts, editors and, of a published session, everybody signed up are told.
    """
    async with write():
        row = await session_by(session)
        if row is None:
            raise Refused("gone")
        allow(policies.may_step_down(by, item_of(row)))
        if row["appointment.end"] <= now:
            raise Refused("over")
        assert by.person is not None
        position = hosts_in(row).index(by.person)
        staying = [host for host in hosts_in(row) if host != by.person]
        deputies = hosts_in(row, deputies=True)
        await appointments.set_hosts(row["appointment.id"], staying, deputies=deputies, now=now)
        values = {**await about(row), "absent": await name_of(by.person)}
        asked = [deputy for deputy in deputies if await _ask(row, deputy, by.person, position, values=values, now=now)]
        await _tell_of_absence(row, staying, asked, values=values, now=now)
        branch = row["appointment.branch"]
        await record("session.stepped_down", "session", session, by=by.person, now=now, branch=branch)
    return len(asked)


async def _ask(row: Row, deputy: int, absent: int, position: int, *, values: dict[str, Any], now: datetime) -> bool:
    secret = secrets.token_urlsafe(24)
    values = {**values, "step_in_path": f"/step-in/{secret}", "name": await name_of(deputy)}
    if not await post_to(deputy, "step_in", values=values, now=now):
        return False
    await StandIn(
        session=row["id"], absent=absent, deputy=deputy, position=position, secret_hash=secret_hash(secret),
        created=now, due=held_until(row["appointment.start"], now), accepted=False,
    ).save()  # fmt: skip
    return True


async def _tell_of_absence(
    row: Row, staying: list[int], asked: list[int], *, values: dict[str, Any], now: datetime
) -> None:
    names = [await name_of(person) for person in asked]
    values = {**values, "asked": ", ".join(names), "staying": bool(staying)}
    await tell(staying, "host_absent", values=values, now=now)
    inside = {**values, "edit_path": f"/editing/sessions/{row['uuid']}"}
    await tell(await editors_of(row["appointment.branch.path"]), "host_absent_editors", values=inside, now=now)
    if row["appointment.state"] == "published":
        once = f"host_absent:{row['appointment.id']}:{now.isoformat()}"
        await tell_booked(row["appointment.id"], "host_absent_booked", values=values, once=once, now=now)


async def answer(stand_in: int, *, accepted: bool, now: datetime) -> None:
    """Answer a request to step in. Refused `gone` (answered, cancelled, somebody else was quicker), `over`.

    Who accepts gives the session, and everybody is told; where the last one declines, the editors are told.
    """
    async with write():
        taken = await _claim(stand_in, accepted=accepted, now=now)
        row = await session_by(taken["session"])
        if row is None or row["appointment.state"] == "cancelled":
            raise Refused("gone")
        if row["appointment.end"] <= now:
            raise Refused("over")
        if accepted:
            await _step_in(row, taken, now)
        else:
            await _tell_if_nobody_is_left(row, taken, now)
        branch = row["appointment.branch"]
        verb = "session.stepped_in" if accepted else "session.declined_to_step_in"
        await record(verb, "session", row["id"], by=taken["deputy"], now=now, branch=branch)


async def _claim(stand_in: int, *, accepted: bool, now: datetime) -> dict[str, Any]:
    """Answer a request; accepting closes those to the other deputies in the same statement, so that only one can."""
    asked = await StandIn.select().where(StandIn.id == stand_in).first()
    if asked is None:
        raise Refused("gone")
    open_one = _open(asked) if accepted else (StandIn.id == stand_in) & StandIn.answered.is_null()
    closed = await StandIn.update({StandIn.answered: now}).where(open_one).returning(StandIn.id)
    if stand_in not in {each["id"] for each in closed}:
        raise Refused("gone")
    if accepted:
        await StandIn.update({StandIn.accepted: True}).where(StandIn.id == stand_in)
    return asked


async def _step_in(row: Row, taken: dict[str, Any], now: datetime) -> None:
    hosts = [host for host in hosts_in(row) if host != taken["deputy"]]
    hosts.insert(min(taken["position"], len(hosts)), taken["deputy"])
    deputies = [person for person in hosts_in(row, deputies=True) if person != taken["deputy"]]
    await appointments.set_hosts(row["appointment.id"], hosts, deputies=deputies, now=now)
    values = {**await about(row), "absent": await name_of(taken["absent"]), "deputy": await name_of(taken["deputy"])}
    told = [*hosts, taken["absent"], *await editors_of(row["appointment.branch.path"])]
    await tell([person for person in told if person != taken["deputy"]], "stepped_in", values=values, now=now)
    if row["appointment.state"] == "published":
        once = f"stepped_in:{taken['id']}"
        await tell_booked(row["appointment.id"], "stepped_in_booked", values=values, once=once, now=now)


def _same(asked: dict[str, Any]) -> Any:
    same = (StandIn.session == asked["session"]) & (StandIn.absent == asked["absent"])
    return same & (StandIn.created == asked["created"])


def _open(asked: dict[str, Any]) -> Any:
    return _same(asked) & StandIn.answered.is_null()


async def _tell_if_nobody_is_left(row: Row, taken: dict[str, Any], now: datetime) -> None:
    if await StandIn.exists().where(_open(taken)):
        return
    change: dict[Any, Any] = {StandIn.told: now}
    untold = await StandIn.update(change).where(_same(taken) & StandIn.told.is_null()).returning(StandIn.id)
    if untold:
        await _tell_that_nobody_came(row, taken["absent"], now)


async def _tell_that_nobody_came(row: Row, absent: int, now: datetime) -> None:
    values = {**await about(row), "absent": await name_of(absent), "edit_path": f"/editing/sessions/{row['uuid']}"}
    await tell(await editors_of(row["appointment.branch.path"]), "nobody_steps_in", values=values, now=now)


async def remind(now: datetime) -> None:
    """Tell the editors of requests that nobody answered in time; the requests stay open."""
    late = StandIn.answered.is_null() & StandIn.told.is_null() & (StandIn.due <= now)
    columns = (StandIn.id, StandIn.session, StandIn.absent, StandIn.created)
    for waiting in await StandIn.select(*columns).where(late).order_by(StandIn.id):
        async with write():
            change: dict[Any, Any] = {StandIn.told: now}
            if not await StandIn.update(change).where(_same(waiting) & StandIn.told.is_null()).returning(StandIn.id):
                continue
            row = await session_by(waiting["session"])
            if row is not None and row["appointment.state"] != "cancelled" and row["appointment.end"] > now:
                await _tell_that_nobody_came(row, waiting["absent"], now)


async def by_secret(secret: str) -> dict[str, Any] | None:
    """The request that a link leads to, with what its page shows."""
    return await _request(StandIn.secret_hash == secret_hash(secret))


async def for_deputy(person: int, session: UUID) -> dict[str, Any] | None:
    """The open request to a person to step in for a session."""
    return await _request((StandIn.deputy == person) & (StandIn.session.uuid == session) & StandIn.answered.is_null())


async def open_for(person: int, now: datetime) -> list[dict[str, Any]]:
    """The open requests to a person, of sessions that are not over, by start."""
    mine = (StandIn.deputy == person) & StandIn.answered.is_null()
    coming = (_appointment.end > now) & (_appointment.state != "cancelled")
    return await StandIn.select(*_COLUMNS).where(mine & coming).order_by(_appointment.start)


_appointment: Any = StandIn.session.appointment
_COLUMNS = (
    StandIn.id, StandIn.answered, StandIn.accepted, StandIn.absent.name, StandIn.deputy.name, StandIn.session.uuid,
    StandIn.session.title, StandIn.session.slug, StandIn.session.summary, _appointment.state, _appointment.start,
    _appointment.end, _appointment.visible_to,
)  # fmt: skip


async def _request(condition: Any) -> dict[str, Any] | None:
    row: dict[str, Any] | None = (
        await StandIn.select(*_COLUMNS).where(condition).order_by(StandIn.id, ascending=False).first()
    )
    return row
