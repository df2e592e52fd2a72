"""Dials the servers of other people, and never our own network: the very address that is dialled is checked.

A name is resolved once, its addresses are checked, and one of those is dialled, so that a name server that changes its
mind in between changes nothing. TLS still asks for the certificate of the name.
"""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from socket import SOCK_STREAM, gaierror, getaddrinfo

import httpcore2

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
MOST_ADDRESSES = 4
EACH_SECONDS = 3.0

# The registries of special addresses (IANA), and what clouds keep their secrets behind. `ipaddress.is_global` of Python
# 3.11 lets several of these pass.
_DENIED_4 = (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",  # private
    "100.64.0.0/10",  # carriers' own; Alibaba's metadata
    "127.0.0.0/8",  # loopback
    "168.63.129.16/32",  # Azure's metadata
    "169.254.0.0/16",  # link-local; most clouds' metadata
    "172.16.0.0/12",  # private
    "192.0.0.0/24",  # protocol assignments; Oracle's metadata
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # AS112
    "192.52.193.0/24",  # AMT
    "192.88.99.0/24",  # 6to4 relays
    "192.168.0.0/16",  # private
    "192.175.48.0/24",  # AS112
    "198.18.0.0/15",  # benchmarks
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, broadcast
)
# All but 2000::/3 is special: ::1, ::ffff:0:0/96, 64:ff9b::/96, 100::/64, fc00::/7, fe80::/10, ff00::/8 …
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_DENIED_6 = (
    "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4: any IPv4 address inside
    "2620:4f:8000::/48",  # AS112
    "3fff::/20",  # documentation
)
_NETWORKS = tuple(ipaddress.ip_network(text) for text in (*_DENIED_4, *_DENIED_6))
_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
# Of our own: names that are slow to resolve hold up nothing else.
_threads = ThreadPoolExecutor(16, "eye-webhook-names")


class AddressRefused(Exception):
    """The name leads nowhere that a webhook may go. The message names no address: it would map our network."""


def is_denied(address: IPAddress) -> bool:
    """Whether a webhook may never be sent there."""
    if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC_6:
        return True
    return any(address in network for network in _NETWORKS if network.version == address.version)


def is_loopback_address(address: IPAddress) -> bool:
    return any(address in network for network in _LOOPBACK if network.version == address.version)


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the operating system knows them."""
    found = await asyncio.get_running_loop().run_in_executor(
        _threads, lambda: getaddrinfo(host, port, type=SOCK_STREAM)
    )
    return [str(one[4][0]) for one in found]


class Dialer(httpcore2.AsyncNetworkBackend):
    """Dials the first address that may be dialled and answers. With `loopback` only what is loopback may be."""

    def __init__(self, resolve: Resolve, network: httpcore2.AsyncNetworkBackend, *, loopback: bool) -> None:
        self._resolve = resolve
        self._network = network
        self._loopback = loopback

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as its library calls it
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        problem: Exception = httpcore2.ConnectError("no address")
        for address in await self._allowed(host, port):
            try:
                return await self._network.connect_tcp(address, port, EACH_SECONDS, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                problem = failed
        raise problem

    async def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = [ipaddress.ip_address(text.partition("%")[0]) for text in await self._resolve(host, port)]
        except (gaierror, UnicodeError, ValueError) as problem:
            raise httpcore2.ConnectError(f"{host} cannot be resolved") from problem
        allowed = [str(address) for address in found if self._may_dial(address)]
        if found and not allowed:
            raise AddressRefused(host)
        return list(dict.fromkeys(allowed))[:MOST_ADDRESSES]

    def _may_dial(self, address: IPAddress) -> bool:
        return is_loopback_address(address) if self._loopback else not is_denied(address)
