"""What passkeys are bound to: the name and origin of this Eye, as browsers see them."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna

NAME = "Eye"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """`id` is the host name; a passkey made for it works nowhere else."""

    id: str
    origin: str


def relying_party(public_url: str) -> RelyingParty | None:
    """The one of this public address; None where browsers offer no passkeys: plain http, or an IP address."""
    found = urlsplit(public_url)
    host = found.hostname or ""
    if _is_ip(host) or not (found.scheme == "https" or host == "localhost" or host.endswith(".localhost")):
        return None
    name = host if host.isascii() else idna.encode(host, uts46=True).decode()
    port = "" if found.port in (None, _PORTS[found.scheme]) else f":{found.port}"
    return RelyingParty(name, f"{found.scheme}://{name}{port}")


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
