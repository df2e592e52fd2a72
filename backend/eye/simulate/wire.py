"""A lean HTTP client: one connection a candidate, which can also hang up before the answer.

Made of asyncio and httptools because thousands of candidates share a core with the server they measure: a request costs
33 µs here, against 102 µs with aiohttp and 312 µs with httpcore.
"""

import asyncio
import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httptools
import msgspec

PATIENCE = 30.0  # seconds for one answer


class Lost(Exception):
    """The connection did not come about, broke, or was silent for too long: whether it was taken is not known."""


@dataclass(slots=True)
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The document; an empty one where a proxy answered with something else."""
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            return {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where requests go. `authority` is the Host header, `base` a path that every address begins with."""

    host: str
    port: int
    authority: str
    base: str
    tls: ssl.SSLContext | None


def read_place(url: str) -> Place:
    """ValueError when it is no http or https address."""
    found = urlsplit(url)
    if found.scheme not in ("http", "https") or not found.hostname or found.query or found.fragment:
        raise ValueError(url)
    secure = found.scheme == "https"
    return Place(
        found.hostname,
        found.port or (443 if secure else 80),
        found.netloc.rpartition("@")[2],
        found.path.rstrip("/"),
        ssl.create_default_context() if secure else None,
    )


class Wire:
    """One request at a time; the connection is kept as long as the server keeps it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._connection: _Connection | None = None

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b"", *, patience: float = PATIENCE
    ) -> Answer:
        """The answer, whatever its status. Lost says that there was none."""
        request = self._request(method, path, headers, body)
        try:
            async with asyncio.timeout(patience):
                kept = self._connection is not None and self._connection.open
                try:
                    return await (await self._connect()).ask(request)
                except Lost:
                    if not kept:
                        raise
                # The server let go of a connection that was idle, as browsers know it too.
                return await (await self._connect()).ask(request)
        except (TimeoutError, OSError) as problem:
            self.close()
            raise Lost(str(problem) or "no answer in time") from problem

    async def hang_up(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        """Send the request and leave before the answer."""
        try:
            async with asyncio.timeout(PATIENCE):
                (await self._connect()).send(self._request(method, path, headers, body))
        except (TimeoutError, OSError) as problem:
            raise Lost(str(problem)) from problem
        finally:
            self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _request(self, method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
        lines = [f"{method} {self.place.base}{path} HTTP/1.1", f"host: {self.place.authority}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body

    async def _connect(self) -> "_Connection":
        if self._connection is None or not self._connection.open:
            loop, place = asyncio.get_running_loop(), self.place
            _, self._connection = await loop.create_connection(_Connection, place.host, place.port, ssl=place.tls)
        return self._connection


class _Connection(asyncio.Protocol):
    """What httptools calls while it reads: `on_…`."""

    def __init__(self) -> None:
        self.open = True
        self._parser = httptools.HttpResponseParser(self)
        self._answer = Answer()
        self._waiting: asyncio.Future[Answer] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # of a stream, which can be written to

    def send(self, request: bytes) -> None:
        if self._transport is None or not self.open:
            raise Lost("the connection was closed")
        self._transport.write(request)

    async def ask(self, request: bytes) -> Answer:
        self._waiting = asyncio.get_running_loop().create_future()
        self.send(request)
        return await self._waiting

    def close(self) -> None:
        self.open = False
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as problem:
            self._fail(f"the answer is not HTTP: {problem}")
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        self._fail(str(exc or "the connection was closed"))

    def on_message_begin(self) -> None:
        self._answer = Answer()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._answer.body += body

    def on_message_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()
        if not self._parser.should_keep_alive():
            self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(self._answer)

    def _fail(self, why: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Lost(why))
