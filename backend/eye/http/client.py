"""The address a request came from, believing `X-Forwarded-For` only from proxies that the operator trusts."""

import ipaddress

from starlette.requests import Request

from eye.settings import Network


def client_address(request: Request, trusted: tuple[Network, ...]) -> str:
    """The nearest address that is not a trusted proxy; the socket's own where none is trusted."""
    address = request.client.host if request.client else "unknown"
    if not trusted:
        return address
    hops = [hop.strip() for header in request.headers.getlist("x-forwarded-for") for hop in header.split(",")]
    while hops and _within(address, trusted):
        address = hops.pop()
    return address if _parsed(address) else "unknown"


def _within(address: str, networks: tuple[Network, ...]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks if network.version == parsed.version)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
