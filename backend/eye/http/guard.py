"""Cuts off whoever keeps a connection without using it: a few thousand of those would otherwise keep everyone else out.

uvicorn itself waits without end for the rest of a request, and for a reader that reads nothing.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 20.0  # for a request line and its headers
BODY_SECONDS = 120.0  # for a body; the largest, 2 MiB of evidence, then needs 140 kbit/s
READ_SECONDS = 60.0  # without a byte taken of what we have to say
LOOK_SECONDS = 5.0  # how late it may be noticed


class Guarded(HttpToolsProtocol):
    """One connection. A look at it every few seconds costs less than a timer for each request."""

    head, body, read, look = HEAD_SECONDS, BODY_SECONDS, READ_SECONDS, LOOK_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expected: tuple[float, float] | None = (self.loop.time(), self.head)
        self._unread, self._unread_since = 0, self.loop.time()
        self._next_look = self.loop.call_later(self.look, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._next_look.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        if self._expected is None:  # the first request is expected from the beginning of the connection
            self._expected = (self.loop.time(), self.head)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._expected = (self.loop.time(), self.body)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._expected = None
        super().on_message_complete()

    def _look(self) -> None:
        now = self.loop.time()
        if self._is_late(now) or self._is_stuck(now):
            self.transport.abort()  # not close: that would wait until the rest is read
            return
        self._next_look = self.loop.call_later(self.look, self._look)

    def _is_late(self, now: float) -> bool:
        if self._expected is None:
            return False
        since, seconds = self._expected
        return now - since > seconds

    def _is_stuck(self, now: float) -> bool:
        unread: Any = self.transport.get_write_buffer_size()
        if not unread or unread != self._unread:
            self._unread, self._unread_since = unread, now
            return False
        return now - self._unread_since > self.read
