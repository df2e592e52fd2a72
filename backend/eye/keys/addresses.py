"""The IP list of a secret key: from which addresses it may be used. An empty list means from everywhere."""

import ipaddress
import re
from collections.abc import Iterable

import msgspec

from eye.db import Row
from eye.errors import Refusal, Refused
from eye.settings import Network

MOST = 50
_FORM = re.compile(r"[0-9A-Fa-f:.]{2,45}(/[0-9]{1,3})?\Z")
_MAPPED = ipaddress.ip_network("::ffff:0:0/96")


def read_addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Each an IPv4 or IPv6 address, or a network in CIDR notation; in one form, without repetitions.

    Refused `param_invalid` names the first that cannot be read.
    """
    found = list(dict.fromkeys(_read(text.strip()) for text in texts))
    if len(found) > MOST:
        raise _wrong(f"has {len(found)} entries; at most {MOST} are kept, so join neighbours to networks")
    return tuple(found)


def _read(text: str) -> str:
    try:
        if not _FORM.match(text):
            raise ValueError(text)
        exact = _unmapped(ipaddress.ip_network(text, strict=False))
    except ValueError:
        what = f"has {text[:60]!r}; give addresses such as 203.0.113.7 or 2001:db8::1, or networks such as 10.0.0.0/8"
        raise _wrong(what) from None
    if exact.network_address != _unmapped(ipaddress.ip_network(text.partition("/")[0])).network_address:
        raise _wrong(f"has {text[:60]!r}, which points into a network; write {exact}, or the address alone")
    return str(exact.network_address) if exact.prefixlen == exact.max_prefixlen else str(exact)


def _unmapped(network: Network) -> Network:
    """IPv4 that was written inside IPv6 (`::ffff:10.0.0.0/104`) is IPv4."""
    if isinstance(network, ipaddress.IPv4Network) or not network.subnet_of(_MAPPED):  # type: ignore[arg-type]
        return network
    address = ipaddress.IPv4Address(int(network.network_address) & 0xFFFFFFFF)
    return ipaddress.IPv4Network((address, network.prefixlen - 96))


def _wrong(what: str) -> Refused:
    return Refused("param_invalid", f"ipAllowlist {what}.", field="ipAllowlist")


def wrong_address(key: Row, address: str) -> Refusal | None:
    """`ip_not_allowed` when the key has a list and `address`, from which the request came, is not on it."""
    allowed = msgspec.json.decode(key["ip_allowlist"], type=list[str])
    if not allowed or _on_list(address, allowed):
        return None
    detail = f"This key may not be used from {address}. If that is your server, add it to the key's IP list."
    return Refusal("ip_not_allowed", detail, {"keyId": key["id"], "address": address})


def _on_list(address: str, allowed: list[str]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    networks = map(ipaddress.ip_network, allowed)
    return any(found in network for network in networks if network.version == found.version)
