"""Nobody is in two places, and no room holds two things, without somebody having looked."""

from datetime import timedelta

import pytest

from sessions.programme import actions
from sessions.programme.clashes import clashes
from tests.cast import Cast
from tests.conftest import NOW
from tests.sessions.programme import kit

pytestmark = pytest.mark.anyio

START = NOW + timedelta(days=11)
END = START + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("offset", "minutes", "overlaps"),
    [
        (-90, 90, False),
        (90, 90, False),
        (-89, 90, True),
        (89, 90, True),
        (30, 15, True),
        (-30, 300, True),
    ],
)
async def test_times_overlap_half_open(cast: Cast, offset: int, minutes: int, overlaps: bool) -> None:
    await kit.session(cast, hosts=("scout",), publish=True)
    start = START + timedelta(minutes=offset)
    found = await clashes(
        await cast.viewer("editor"),
        start=start,
        end=start + timedelta(minutes=minutes),
        hosts=[cast.persons["scout"]],
    )
    assert [(each.host, each.title) for each in found] == [("Scout", "Nextcloud kennenlernen")] * overlaps


async def test_rooms_people_and_what_does_not_count(cast: Cast) -> None:
    editor, event = await cast.viewer("editor"), await kit.event(cast, publish=True)
    rooms = [await actions.add_room(event["id"], name=name, by=editor, now=NOW) for name in ("Aula", "Küche")]
    row = await kit.session(cast, event=event["id"], room=rooms[0], hosts=("scout",), deputies=("member",))
    cancelled = await kit.session(cast, title="Abgesagt", hosts=("coordinator",), publish=True)
    await actions.cancel_session(cancelled["id"], reason="Sturm", by=editor, now=NOW)

    async def found(*people: str, room: int | None = None, own: int | None = None) -> list[tuple[str, str]]:
        hosts = [cast.persons[name] for name in people]
        rows = await clashes(editor, start=START, end=END, hosts=hosts, room=room, own=own)
        return [(each.host, each.title) for each in rows]

    assert await found(room=rooms[0]) == [("", "Nextcloud kennenlernen")]
    assert await found(room=rooms[1]) == []
    assert await found("scout", "member", "coordinator") == [("Scout", "Nextcloud kennenlernen")]
    assert await found("scout", room=rooms[0], own=row["appointment.id"]) == []


async def test_titles_are_told_only_to_those_who_may_see_them(cast: Cast) -> None:
    await kit.session(cast, title="Geheim", hosts=("scout",))
    for name, title in (("editor_north", "Geheim"), ("editor_south", "")):
        found = await clashes(await cast.viewer(name), start=START, end=END, hosts=[cast.persons["scout"]])
        assert [(each.host, each.title, bool(each.path)) for each in found] == [("Scout", title, bool(title))]
