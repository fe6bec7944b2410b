"""Who may do what with sessions and events, as exact sets over the cast."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.database import connect, engine_for
from hub.viewer import Viewer
from sessions.programme import policies
from sessions.programme.policies import EVERYTHING, NOTHING, TEXT_AND_ROOM, Item
from tests.cast import CHARACTERS, Cast
from tests.conftest import NOW

Viewers = dict[str, Viewer]


@pytest.fixture(scope="module")
def everybody(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Cast, Viewers]:
    """The cast and the viewer that each of them is; the rules are pure, so one engine is enough."""
    folder = tmp_path_factory.mktemp("policies")
    shutil.copy(sqlite_template, folder / "hub.sqlite")

    async def meet() -> tuple[Cast, Viewers]:
        async with connect(engine_for("", folder)):
            cast = await Cast.move_in(NOW)
            return cast, {name: await cast.viewer(name) for name in CHARACTERS}

    return asyncio.run(meet())


@pytest.fixture
def cast(everybody: tuple[Cast, Viewers]) -> Cast:
    return everybody[0]


@pytest.fixture
def viewers(everybody: tuple[Cast, Viewers]) -> Viewers:
    return everybody[1]


@pytest.fixture
def item(cast: Cast) -> Callable[..., Item]:
    """A session of alpha (north) that member gives and colleague wrote."""

    def make(state: str = "published", **values: object) -> Item:
        path = f"/{'/'.join(str(cast.organisations[name]) for name in ('federation', 'north', 'alpha'))}/"
        defaults = {
            "path": path, "organisation": cast.organisations["alpha"], "type": "workshop",
            "hosts": frozenset({cast.persons["member"]}), "author": cast.persons["colleague"],
        }  # fmt: skip
        return Item(state=state, **{**defaults, **values})  # type: ignore[arg-type]

    return make


def those(viewers: Viewers, rule: Callable[[Viewer], object]) -> set[str]:
    return {name for name, viewer in viewers.items() if rule(viewer)}


def test_who_finds_a_session_among_those_to_look_after(viewers: Viewers, item: Callable[..., Item]) -> None:
    def find(state: str) -> set[str]:
        return those(viewers, lambda viewer: policies.may_see(viewer, item(state)))

    assert find("draft") == {"member", "colleague", "coordinator", "editor_north", "editor"}
    assert find("published") == {"member", "editor_north", "editor"}
    assert find("cancelled") == {"member", "editor_north", "editor"}


def test_who_changes_what(viewers: Viewers, item: Callable[..., Item]) -> None:
    def change(state: str) -> dict[str, frozenset[str]]:
        found = {name: policies.changeable(viewer, item(state)) for name, viewer in viewers.items()}
        return {name: fields for name, fields in found.items() if fields}

    editors = {"editor_north": EVERYTHING, "editor": EVERYTHING}
    assert change("draft") == {
        "member": TEXT_AND_ROOM, "colleague": EVERYTHING, "coordinator": EVERYTHING, **editors,
    }  # fmt: skip
    assert change("published") == {"member": TEXT_AND_ROOM, **editors}
    assert change("cancelled") == {}


def test_hosts_change_neither_time_nor_seats_nor_visibility(viewers: Viewers, item: Callable[..., Item]) -> None:
    theirs = policies.changeable(viewers["member"], item())
    assert theirs & {"start", "end", "capacity", "visible_to", "open_to", "hosts", "organisation", "event"} == NOTHING
    assert {"title", "description", "room"} <= theirs


def test_what_was_handed_in(viewers: Viewers, item: Callable[..., Item]) -> None:
    waits = item("draft", handed_in=True)
    assert those(viewers, lambda viewer: policies.may_propose(viewer, waits)) == set()
    assert those(viewers, lambda viewer: policies.may_send_back(viewer, waits)) == {"editor_north", "editor"}


def test_hosts_copy_only_what_they_could_bring_in(viewers: Viewers, cast: Cast, item: Callable[..., Item]) -> None:
    """The scout works for alpha-house, and gives a session of alpha, of alpha-house, and one without organisation."""
    hosts = frozenset({cast.persons["scout"], cast.persons["member"]})
    found = {}
    for name in ("alpha", "alpha-house", None):
        organisation = cast.organisations[name] if name else None
        given = item(hosts=hosts, organisation=organisation, path=None if name is None else item().path)
        found[name] = those(viewers, lambda viewer, given=given: policies.may_copy(viewer, given))  # type: ignore[misc]
    assert found == {
        "alpha": {"editor_north", "editor"},
        "alpha-house": {"scout", "editor_north", "editor"},
        None: {"scout", "editor"},
    }


@pytest.mark.parametrize(
    ("rule", "state", "allowed"),
    [
        (policies.may_publish, "draft", {"editor_north", "editor"}),
        (policies.may_publish, "published", set()),
        (policies.may_withdraw, "published", {"editor_north", "editor"}),
        (policies.may_withdraw, "draft", set()),
        (policies.may_cancel, "published", {"member", "editor_north", "editor"}),
        (policies.may_cancel, "draft", set()),
        (policies.may_cancel, "cancelled", set()),
        (policies.may_delete, "draft", {"colleague", "coordinator", "editor_north", "editor"}),
        (policies.may_delete, "published", set()),
        (policies.may_step_down, "published", {"member"}),
        (policies.may_step_down, "draft", {"member"}),
        (policies.may_step_down, "cancelled", set()),
        (policies.may_propose, "draft", {"colleague", "coordinator"}),
        (policies.may_propose, "published", set()),
        (policies.may_send_back, "draft", set()),
        (policies.may_copy, "draft", {"coordinator", "editor_north", "editor"}),
        (policies.may_copy, "cancelled", {"editor_north", "editor"}),
    ],
)
def test_each_step(
    viewers: Viewers,
    item: Callable[..., Item],
    rule: Callable[[Viewer, Item], bool],
    state: str,
    allowed: set[str],
) -> None:
    assert those(viewers, lambda viewer: rule(viewer, item(state))) == allowed


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"type": "webinar"}, {"scout", "editor_north", "editor"}),
        ({"type": "workshop"}, {"editor_north", "editor"}),
        ({"type": "webinar", "in_event": True}, {"editor_north", "editor"}),
    ],
)
def test_scouts_publish_their_own_webinars_outside_events(
    viewers: Viewers, item: Callable[..., Item], cast: Cast, values: dict[str, object], allowed: set[str]
) -> None:
    given = item("draft", hosts=frozenset({cast.persons["scout"]}), **values)
    assert those(viewers, lambda viewer: policies.may_publish(viewer, given)) == allowed


def test_a_scout_publishes_no_webinar_of_somebody_else(viewers: Viewers, item: Callable[..., Item]) -> None:
    assert not policies.may_publish(viewers["scout"], item("draft", type="webinar"))


def test_what_has_no_branch_belongs_to_editors_of_all(viewers: Viewers, item: Callable[..., Item]) -> None:
    nobodys = item("draft", path=None, organisation=None, hosts=frozenset(), author=None)
    assert those(viewers, lambda viewer: policies.changeable(viewer, nobodys)) == {"editor"}


def test_who_names_which_organisation(viewers: Viewers, cast: Cast) -> None:
    def name(slug: str, *, own_event: bool = False) -> set[str]:
        paths = {
            "alpha": ("federation", "north", "alpha"),
            "alpha-house": ("federation", "north", "alpha", "alpha-house"),
            "beta": ("federation", "south", "beta"),
        }
        path = f"/{'/'.join(str(cast.organisations[each]) for each in paths[slug])}/"
        row = {"id": cast.organisations[slug], "path": path}
        return those(viewers, lambda viewer: policies.may_name(viewer, row, own_event=own_event))

    assert name("alpha") == {"coordinator", "editor_north", "editor"}
    assert name("alpha-house") == {"scout", "editor_north", "editor"}
    assert name("beta") == {"editor_south", "editor"}
    assert name("beta", own_event=True) == {"editor_north", "editor_south", "editor"}
    assert those(viewers, policies.may_leave_unnamed) == {"scout", "editor"}
    assert those(viewers, policies.may_edit_tags) == {"editor"}


def test_who_puts_a_session_into_an_event_of_the_north(viewers: Viewers, cast: Cast) -> None:
    def join(event_state: str, state: str) -> set[str]:
        path = f"/{cast.organisations['federation']}/{cast.organisations['north']}/"
        return those(
            viewers,
            lambda viewer: policies.may_join(viewer, event_path=path, event_state=event_state, state=state),
        )

    editors = {"editor_north", "editor"}
    assert join("published", "draft") == {"scout", "coordinator", "editor_south", *editors}
    assert join("draft", "draft") == editors
    assert join("published", "published") == editors
    assert join("cancelled", "draft") == set()


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("public", set(CHARACTERS)),
        ("members", set(CHARACTERS)),
        ("scouts", {"scout", "editor_north", "editor_south", "editor"}),
        ("staff", {"editor_north", "editor_south", "editor"}),
        ("org:1", set()),
    ],
)
def test_who_chooses_which_audience(viewers: Viewers, key: str, allowed: set[str]) -> None:
    assert those(viewers, lambda viewer: policies.may_address(viewer, key)) == allowed


KEYS = ("public", "members", "scouts", "staff", "org:2", "org:5", "org:7")
PATHS = {"org:2": "/1/2/", "org:5": "/1/2/5/", "org:7": "/1/7/"}


def test_whom_each_audience_holds() -> None:
    holds = {wide: {narrow for narrow in KEYS if policies.within(narrow, wide, PATHS)} for wide in KEYS}
    assert holds == {
        "public": set(KEYS),
        "members": set(KEYS) - {"public"},
        "scouts": {"scouts"},
        "staff": {"staff"},
        "org:2": {"org:2", "org:5"},
        "org:5": {"org:5"},
        "org:7": {"org:7"},
    }
