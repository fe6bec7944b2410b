"""Who may do what: the table of docs/access.md against the routes of the application, walked as each character."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from hub.policies import administrator, anybody, contributor, coordinator, editor, member, signed_in
from tests.cast import CHARACTERS, Cast
from tests.conftest import ClientFor

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
}


def declared(app: Litestar) -> set[tuple[str, str, str]]:
    """Method, path and policy of every route that the application really has."""
    found = set()
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                methods = sorted(handler.http_methods - {"OPTIONS"})
                found |= {(method, route.path_format, handler.opt["policy"].__name__) for method in methods}
    return found


def written() -> set[tuple[str, str, str]]:
    """The rows of the table."""
    rows = [line.strip("| ").split(" | ") for line in TABLE.read_text().splitlines() if line.startswith("| `")]
    return {(method.strip("`"), path.strip("`"), policy) for method, path, policy in rows}


async def test_the_table_names_every_route_with_its_policy(built: Litestar) -> None:
    assert sorted(declared(built) ^ written()) == []


@pytest.mark.parametrize("policy", LET_IN, ids=lambda policy: policy.__name__)
async def test_each_policy_lets_in_whom_it_says(cast: Cast, policy: object) -> None:
    assert callable(policy)
    assert {name for name in CHARACTERS if policy(await cast.viewer(name))} == LET_IN[policy]  # type: ignore[index]


async def test_each_page_answers_each_character_as_the_table_says(
    built: Litestar, app: Litestar, client_for: ClientFor
) -> None:
    """Pages without parameters; those behind an id are walked in their rooms, where the things they show are made."""
    by_name = {policy.__name__: names for policy, names in LET_IN.items()}
    wrong = []
    for method, path, policy in sorted(declared(built)):
        if method != "GET" or "{" in path or path.startswith("/dev/"):
            continue
        for name in CHARACTERS:
            if policy not in by_name:
                continue
            answer = await client_for(name).get(path)
            sent_to_sign_in = answer.headers.get("location", "").startswith("/sign-in?")
            let_in = answer.status_code < 400 and not sent_to_sign_in
            if name in by_name[policy]:
                if answer.status_code >= 500 or answer.status_code == 403 or sent_to_sign_in:
                    wrong.append((path, name, answer.status_code))
            elif let_in or (name == "visitor") != sent_to_sign_in:
                wrong.append((path, name, answer.status_code))
    assert wrong == []
