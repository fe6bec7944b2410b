"""Who may take a seat, exhaustively."""

from datetime import timedelta
from typing import Any

import pytest

from hub.audience import MEMBERS, PUBLIC, SCOUTS
from sessions.booking.policies import acts_for, obstacle, sees_participants
from tests.cast import CHARACTERS, Cast
from tests.conftest import NOW

pytestmark = pytest.mark.anyio

EVERYBODY = set(CHARACTERS)
SIGNED_IN = EVERYBODY - {"visitor"}
RELEASED = SIGNED_IN - {"newcomer"}


def row(**values: Any) -> dict[str, Any]:
    ends = NOW + timedelta(hours=2)
    return {"registration": "session", "state": "published", "end": ends, "open_to": PUBLIC, **values}


async def who_may(cast: Cast, appointment: dict[str, Any], *, asked: bool = False) -> set[str]:
    viewers = {name: await cast.viewer(name) for name in CHARACTERS}
    return {name for name, viewer in viewers.items() if obstacle(viewer, appointment, asked=asked, now=NOW) is None}


async def test_each_audience(cast: Cast) -> None:
    alpha = f"org:{cast.organisations['alpha']}"
    north = f"org:{cast.organisations['north']}"
    assert await who_may(cast, row()) == EVERYBODY
    assert await who_may(cast, row(open_to=MEMBERS)) == RELEASED
    assert await who_may(cast, row(open_to=SCOUTS)) == {
        "scout",
        "editor",
        "editor_north",
        "editor_south",
        "administrator",
    }
    assert await who_may(cast, row(open_to=alpha)) == {"member", "colleague", "coordinator", "scout"}
    assert await who_may(cast, row(open_to=north)) == {"member", "colleague", "coordinator", "scout"}


async def test_who_waits_for_a_release_takes_part_in_what_is_for_members_only(cast: Cast) -> None:
    newcomer = await cast.viewer("newcomer")
    assert obstacle(newcomer, row(open_to=MEMBERS), asked=True, now=NOW) is None
    assert obstacle(newcomer, row(open_to=SCOUTS), asked=True, now=NOW) == "not_for_you"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"registration": "none"}, "no_booking_needed"),
        ({"state": "draft"}, "not_open"),
        ({"state": "cancelled"}, "not_open"),
        ({"end": NOW}, "over"),
    ],
)
async def test_nobody_books_what_cannot_be_booked(cast: Cast, values: dict[str, Any], code: str) -> None:
    for name in CHARACTERS:
        assert obstacle(await cast.viewer(name), row(**values), asked=True, now=NOW) == code


async def test_a_visitor_is_sent_to_sign_in(cast: Cast) -> None:
    assert obstacle(await cast.viewer("visitor"), row(open_to=MEMBERS), asked=False, now=NOW) == "sign_in_first"


async def test_who_sees_the_list(cast: Cast) -> None:
    branch = f"/{cast.organisations['federation']}/{cast.organisations['north']}/"
    viewers = {name: await cast.viewer(name) for name in CHARACTERS}

    def seen_by(**facts: bool) -> set[str]:
        return {name for name, viewer in viewers.items() if sees_participants(viewer, branch=branch, **facts)}

    assert seen_by(host=False, pledged=True) == {"editor", "editor_north"}
    assert seen_by(host=True, pledged=False) == {"editor", "editor_north"}
    assert seen_by(host=True, pledged=True) == EVERYBODY


async def test_who_cancels_for_whom(cast: Cast) -> None:
    member = cast.persons["member"]
    viewers = {name: await cast.viewer(name) for name in CHARACTERS}

    def cancelled_by(organisation: str | None) -> set[str]:
        id = cast.organisations[organisation] if organisation else None
        return {name for name, each in viewers.items() if acts_for(each, person=member, organisation=id)}

    assert cancelled_by(None) == {"member"}
    assert cancelled_by("alpha") == {"member", "coordinator"}
    assert cancelled_by("beta") == {"member"}
