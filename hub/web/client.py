"""Who a request comes from, behind a reverse proxy too."""

import ipaddress
from functools import lru_cache
from typing import Any

from litestar.connection import ASGIConnection

from hub.config import networks

IPV6_CUSTOMER = 64


def client_address(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address that limits count a request for: an IPv4 address, or the /64 of an IPv6 one.

    A provider gives each customer a whole /64, so single IPv6 addresses are no limit to anybody. `X-Forwarded-For`
    counts only as far as it was written by HUB_TRUSTED_PROXIES: read from its end, the first address that is not a
    trusted proxy is the client. "unknown" where there is no address, as on a socket.
    """
    client = connection.scope.get("client")
    trusted = connection.app.state.config.trusted_proxies
    return _client(client[0] if client else "", tuple(connection.headers.getall("x-forwarded-for", [])), trusted)


@lru_cache(maxsize=1024)
def _client(peer: str, forwarded: tuple[str, ...], trusted: str) -> str:
    address = _parsed(peer)
    if address is None:
        return "unknown"
    proxies = networks(trusted)
    hops = [hop for line in forwarded for hop in line.split(",")]
    while hops and any(address in network for network in proxies):
        before = _parsed(hops.pop())
        if before is None:
            break
        address = before
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, IPV6_CUSTOMER), strict=False))
    return str(address)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
