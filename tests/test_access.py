"""Who may do what: the table of docs/access.md against the routes of the application, walked as each character."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from hub import config as settings
from hub.accounts.policies import may_come_to_vouch
from hub.config import Config
from hub.database import write
from hub.organisations.policies import whoever_got_the_mail
from hub.policies import administrator, anybody, contributor, coordinator, editor, member, signed_in
from hub.settings.pages_admin import looks_after
from tests.cast import CHARACTERS, Cast
from tests.conftest import ClientFor, Clock
from tests.hub.video.conftest import JITSI
from tests.world import GROUPS, World

pytestmark = pytest.mark.anyio

TABLE = Path(__file__).parent.parent / "docs" / "access.md"
LET_IN = {
    anybody: set(CHARACTERS),
    signed_in: set(CHARACTERS) - {"visitor"},
    member: set(CHARACTERS) - {"visitor", "newcomer"},
    coordinator: {"coordinator", "editor", "editor_north", "editor_south"},
    contributor: {"scout", "coordinator", "editor", "editor_north", "editor_south"},
    editor: {"editor", "editor_north", "editor_south"},
    administrator: {"administrator"},
    looks_after: {"editor", "editor_north", "editor_south", "administrator"},
    may_come_to_vouch: {"coordinator", "editor", "editor_north", "editor_south", "administrator"},
    whoever_got_the_mail: set(CHARACTERS),
}
BY_NAME = {policy.__name__: names for policy, names in LET_IN.items()}


def declared(app: Litestar) -> set[tuple[str, str, str]]:
    """Method, path and policy of every route that the application really has."""
    found = set()
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                methods = sorted(handler.http_methods - {"OPTIONS"})
                found |= {(method, route.path_format, handler.opt["policy"].__name__) for method in methods}
    return found


def rows(columns: int) -> list[list[str]]:
    """The rows of the table with that many columns whose first two are methods and path."""
    lines = [line.strip("| ").split(" | ") for line in TABLE.read_text().splitlines() if line.startswith("| `")]
    return [[cell.replace("`", "") for cell in line] for line in lines if len(line) == columns]


def written() -> set[tuple[str, str, str]]:
    """The rows of the table of routes."""
    return {(method, path, policy) for method, path, policy in rows(3)}


@dataclass(frozen=True)
class Row:
    """A line of the table of things: who gets something at an address of one thing."""

    method: str
    path: str
    thing: str
    who: frozenset[str]


def things() -> list[Row]:
    """The rows of the table of things, one for each method."""
    found = []
    for methods, path, thing, who in rows(4):
        groups = [GROUPS[name] for name in who.split(", ")]
        found += [Row(method, path, thing, frozenset().union(*groups)) for method in methods.split()]
    return found


def lookers(row: Row) -> frozenset[str]:
    """Who sees the page on which a form stands, and so may be told why it was refused."""
    pages = [each for each in things() if each.method == "GET" and each.thing == row.thing]
    return frozenset().union(*(each.who for each in pages if row.path.startswith(each.path)))


async def test_the_table_names_every_route_with_its_policy(built: Litestar) -> None:
    assert sorted(declared(built) ^ written()) == []


@pytest.mark.parametrize("policy", LET_IN, ids=lambda policy: policy.__name__)
async def test_each_policy_lets_in_whom_it_says(cast: Cast, policy: object) -> None:
    assert callable(policy)
    assert {name for name in CHARACTERS if policy(await cast.viewer(name))} == LET_IN[policy]  # type: ignore[index]


@pytest.fixture
async def world(app: Litestar, cast: Cast, clock: Clock, config: Config) -> World:
    """One of everything."""
    settings.use(replace(config, **JITSI))
    return await World.move_in(cast, clock.now, config.secret)


async def test_the_table_of_things_names_every_route_with_parameters(built: Litestar, world: World) -> None:
    with_parameters = {(method, path) for method, path, _ in declared(built) if "{" in path}
    assert sorted({(row.method, row.path) for row in things()} ^ with_parameters) == []
    assert sorted({row.thing for row in things()} ^ world.things.keys()) == []


def address(row: Row, world: World) -> str:
    """The address of a thing."""
    thing = world.things[row.thing]
    return re.sub(r"{(\w+)}", lambda found: thing[found[1]], row.path)


class Undone(Exception):
    """Takes back what a request has done."""


Walk = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def walk(cast: Cast, client_for: ClientFor) -> Walk:
    """What a character gets for a method and an address; nothing of what it does stays, in the hub or the browser."""

    async def ask(name: str, method: str, path: str, form: Mapping[str, str] | None = None) -> httpx.Response:
        client = client_for(name)
        if method in {"GET", "HEAD"}:
            return await client.request(method, path)
        try:
            async with write():
                answer = await client.request(method, path, data=form or {})
                raise Undone
        except Undone:
            client.cookies = httpx.Cookies({} if name == "visitor" else {"hub_device": cast.tokens[name]})
        return answer

    return ask


def outcome(answer: httpx.Response) -> str:
    """What an answer means for whoever asked: in, nothing, sign_in, role, not_now, or broken."""
    if answer.headers.get("location", "").startswith("/sign-in?"):
        return "sign_in"
    known = {401: "sign_in", 403: "role", 404: "nothing", 409: "not_now", 422: "in"}
    return known.get(answer.status_code, "in" if answer.status_code < 400 else "broken")


async def test_each_page_answers_each_character_as_the_table_says(built: Litestar, walk: Walk) -> None:
    wrong = []
    for method, path, policy in sorted(declared(built)):
        for name in CHARACTERS if "{" not in path else ():
            found = outcome(await walk(name, method, path))
            if name in BY_NAME[policy]:
                right = found in {"in", "nothing", "not_now"}
            else:
                right = found == ("sign_in" if name == "visitor" else "role")
            if not right:
                wrong.append((method, path, name, found))
    assert wrong == []


async def test_each_thing_answers_each_character_as_the_table_says(built: Litestar, world: World, walk: Walk) -> None:
    policies = {(method, path): policy for method, path, policy in declared(built)}
    wrong = []
    for row in things():
        policy = policies[row.method, row.path]
        form = next((form for end, form in world.forms.items() if row.path.endswith(end)), {})
        for name in CHARACTERS:
            found = outcome(await walk(name, row.method, address(row, world), form))
            if name in row.who:
                right = found == "in"
            elif name in BY_NAME[policy]:
                right = found == "nothing" or (found == "not_now" and name in lookers(row))
            else:
                right = found == ("sign_in" if name == "visitor" else "role")
            if not right:
                wrong.append((row.method, row.path, row.thing, name, found))
    assert wrong == []


# Parts of pages that the address alone does not show.
LISTS = {
    "/calendar?by=event", "/calendar?by=organisation", "/calendar?by=tag", "/calendar?by=place", "/editing?part=drafts",
    "/editing?part=events", "/editing?part=others", "/editing?part=past",
    "/editing?part=waiting", "/editing/organisations?state=closed", "/editing/reports?state=closed",
    "/editing/sessions/new?event=", "/events?past=1", "/organisations?q=Werft",
    "/programme?past=1", "/programme?tag=funk",
}  # fmt: skip


async def test_everybody_reads_what_is_for_them_and_nothing_else(
    built: Litestar, world: World, client_for: ClientFor
) -> None:
    """Every page, list, feed, answer of the API and file, against the words that are not for everybody."""
    plain = {path for method, path, _ in declared(built) if method == "GET" and "{" not in path}
    filled = {address(row, world) for row in things() if row.method == "GET"}
    # Who holds the link of a request to step in is told who cannot come.
    paths = {path for path in plain | filled | LISTS if not path.startswith("/step-in/")}
    for name in CHARACTERS:
        found: dict[str, str] = {}
        for path in sorted(paths):
            answer = await client_for(name).get(path)
            if answer.status_code == 200:
                found |= {word: path for word in world.secrets if word in answer.text}
        expected = {word for word, who in world.secrets.items() if name in who}
        wrong = {word: found.get(word, "nowhere") for word in found.keys() ^ expected}
        assert wrong == {}, name


LISTED = {"/api/programme": "sessions", "/api/events": "events", "/api/organisations": "organisations"}


async def test_counts_count_what_is_shown(world: World, client_for: ClientFor) -> None:
    event = f"/api/events/{world.things['an event']['slug']}"
    for name in CHARACTERS:
        client = client_for(name)
        for path, rows in LISTED.items():
            found = (await client.get(path)).json()
            assert found["total"] == len(found[rows]), (name, path)
        programme = (await client.get(event)).json()["programme"]
        assert programme["total"] == len(programme["sessions"]), name
