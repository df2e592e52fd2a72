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
    while hops and is_within(address, trusted):
        address = hops.pop()
    return address if _parsed(address) else "unknown"


def is_within(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether the text is an address of one of the networks; one of IPv4 in the form of IPv6 counts as IPv4."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    return parsed is not None and any(parsed in network for network in networks if network.version == parsed.version)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
