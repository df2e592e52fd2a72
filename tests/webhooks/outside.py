"""The world beyond Eye: names with public addresses, and servers behind them that really run on this machine."""

import socket
import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore2
import trustme

from eye.webhooks.post import Poster

PUBLIC = "93.184.215.14"
OTHER = "93.184.215.15"


class Outside(httpcore2.AsyncNetworkBackend):
    """`names` holds the answers of the name server for each name, used up one by one; the last one stays.

    `servers` says on which port of this machine a public address is really served.
    """

    def __init__(self) -> None:
        self.authority = trustme.CA()
        self.names: dict[str, list[Sequence[str]]] = {}
        self.servers: dict[str, int] = {}
        self.dialled: list[str] = []
        self.asked: list[str] = []

    def certificate(self, *names: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.authority.issue_cert(*names).configure_cert(context)
        return context

    def poster(self, *, loopback: bool = False, seconds: float = 10) -> Poster:
        trust = ssl.create_default_context()
        self.authority.configure_trust(trust)
        return Poster(loopback, trust, self.resolve, self, seconds)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        found = self.names.get(host)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return found.pop(0) if len(found) > 1 else found[0]

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as its library calls it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        self.dialled.append(host)
        if host not in self.servers:
            raise httpcore2.ConnectError(f"nobody answers at {host}")
        return await httpcore2.AnyIOBackend().connect_tcp("127.0.0.1", self.servers[host], timeout)
