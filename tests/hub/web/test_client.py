"""Whose address a request counts for."""

from dataclasses import replace

import pytest
from litestar import Litestar, Request

from hub.web.client import client_address

pytestmark = pytest.mark.anyio


def address(app: Litestar, trusted: str, peer: str, *forwarded: str) -> str:
    app.state.config = replace(app.state.config, trusted_proxies=trusted)
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    scope = {"type": "http", "method": "GET", "app": app, "litestar_app": app, "headers": headers, "client": (peer, 1)}
    request: Request = Request(scope)  # type: ignore[type-arg, arg-type]
    return client_address(request)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        ("", "198.51.100.7", [], "198.51.100.7"),
        ("", "198.51.100.7", ["203.0.113.9"], "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7", ["203.0.113.9"], "198.51.100.7"),
        ("127.0.0.1", "127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", ["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", ["6.6.6.6", "203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", ["6.6.6.6, 203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        ("127.0.0.1", "127.0.0.1", ["nonsense"], "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", "::ffff:127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("::1", "::1", ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        ("", "not an address", [], "unknown"),
    ],
)
async def test_only_trusted_proxies_are_believed(
    app: Litestar, trusted: str, peer: str, forwarded: list[str], client: str
) -> None:
    assert address(app, trusted, peer, *forwarded) == client
