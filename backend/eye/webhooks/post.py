"""One POST to one address: no redirects, no proxy, ten seconds in all, at most 16 KiB of the answer."""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass

import httpcore2

from eye.webhooks.address import Address
from eye.webhooks.dial import AddressRefused, Dialer, Resolve, resolve

SECONDS = 10
LARGEST_ANSWER = 16 * 1024
KEPT_ANSWER = 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """`outcome` is delivered, refused (another status), redirected, or why there was no answer. `text` is its start."""

    outcome: str
    status: int | None = None
    text: str = ""
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Poster:
    """What the outside world is: how names are resolved, how addresses are dialled, whom TLS trusts."""

    loopback: bool
    trust: ssl.SSLContext
    resolve: Resolve = resolve
    network: httpcore2.AsyncNetworkBackend = httpcore2.AnyIOBackend()  # noqa: RUF009 - it has no state
    seconds: float = SECONDS

    async def post(self, address: Address, headers: Mapping[str, str], body: bytes) -> Answer:
        """Never raises for what the other side does."""
        if address.loopback and not self.loopback:
            return Answer("address_refused")
        connection = httpcore2.AsyncHTTPConnection(
            httpcore2.Origin(address.scheme.encode(), address.host.strip("[]").encode(), address.port),
            ssl_context=self.trust,
            network_backend=Dialer(self.resolve, self.network, loopback=address.loopback),
        )
        try:
            return await self._post(connection, address, headers, body)
        finally:
            await connection.aclose()

    async def _post(
        self, connection: httpcore2.AsyncHTTPConnection, address: Address, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        seen = _Seen()
        try:
            async with asyncio.timeout(self.seconds):
                await seen.read(connection, _request(address, headers, body))
        except AddressRefused:
            return Answer("address_refused")
        except (TimeoutError, httpcore2.TimeoutException):
            return seen.answer("too_slow")
        except httpcore2.ConnectError as problem:
            return Answer("certificate_refused" if _is_tls(problem) else "not_reached")
        except (httpcore2.NetworkError, httpcore2.ProtocolError, ssl.SSLError, OSError):
            return seen.answer("broken_off")
        return seen.answer("broken_off")


class _Seen:
    """What has arrived of an answer so far: its status is what counts, however the rest of it behaves."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.body = bytearray()
        self.retry_after: str | None = None

    async def read(self, connection: httpcore2.AsyncHTTPConnection, request: httpcore2.Request) -> None:
        response = await connection.handle_async_request(request)
        self.status = response.status
        self.retry_after = next(
            (value.decode("latin-1") for name, value in response.headers if name.lower() == b"retry-after"), None
        )
        async with aclosing(response.aiter_stream()) as chunks:
            async for chunk in chunks:
                self.body += chunk[: LARGEST_ANSWER - len(self.body)]
                if len(self.body) >= LARGEST_ANSWER:
                    return

    def answer(self, without: str) -> Answer:
        """`without` is the outcome where no status arrived."""
        if self.status is None:
            return Answer(without)
        text = bytes(self.body[:KEPT_ANSWER]).decode("utf-8", "replace").replace("\0", "\ufffd")
        return Answer(_outcome(self.status), self.status, text, self.retry_after)


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "delivered"
    return "redirected" if 300 <= status < 400 else "refused"


def _request(address: Address, headers: Mapping[str, str], body: bytes) -> httpcore2.Request:
    sent = {"Host": address.authority, **headers, "Content-Length": str(len(body)), "Connection": "close"}
    return httpcore2.Request(
        "POST",
        httpcore2.URL(
            scheme=address.scheme.encode(),
            host=address.host.strip("[]").encode(),
            port=address.port,
            target=address.target.encode(),
        ),
        headers=[(name.encode(), value.encode()) for name, value in sent.items()],
        content=body,
    )


def _is_tls(problem: BaseException | None) -> bool:
    """Whether TLS is what failed: the cause is an SSL error."""
    while problem is not None:
        if isinstance(problem, ssl.SSLError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False
