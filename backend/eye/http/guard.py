"""Cuts off whoever keeps a connection without using it: a few thousand of those would otherwise keep everyone else out.

uvicorn itself waits without end for the rest of a request, and for a reader that reads nothing; it keeps headers of any
size, and takes what follows a body in chunks (trailers) for headers too.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 20.0  # for a request line and its headers
BODY_SECONDS = 120.0  # for a body; the largest, 2 MiB of evidence, then needs 140 kbit/s
READ_SECONDS = 60.0  # without a byte taken of what we have to say
LOOK_SECONDS = 5.0  # how late it may be noticed
MOST_HEAD = 64 * 1024  # bytes of a request line and its headers; browsers send one or two thousand
TOO_LARGE = b"The request line and its headers are larger than 64 KiB."


class HeadTooLargeError(Exception):
    """Ends the parsing of a request."""


class Guarded(HttpToolsProtocol):
    """One connection. A look at it every few seconds costs less than a timer for each request."""

    head, body, read, look = HEAD_SECONDS, BODY_SECONDS, READ_SECONDS, LOOK_SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expected: tuple[float, float] | None = (self.loop.time(), self.head)
        self._unread, self._unread_since = 0, self.loop.time()
        self._in_head, self._head_size, self._fed = False, 0, 0
        self._next_look = self.loop.call_later(self.look, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._next_look.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        if self._expected is None:  # the first request is expected from the beginning of the connection
            self._expected = (self.loop.time(), self.head)
        self._in_head, self._head_size, self._fed = True, 0, 0
        super().on_message_begin()

    def data_received(self, data: bytes) -> None:
        whole = self._in_head
        super().data_received(data)
        # One header without end: the parser says nothing of it before it is over.
        if whole and self._in_head and not self.transport.is_closing():
            self._fed += len(data)
            if self._fed > MOST_HEAD:
                self._head_size = self._fed
                self.send_400_response("")

    def on_url(self, url: bytes) -> None:
        self._measure(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:
            self._measure(len(name) + len(value) + len(b": \r\n"))
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._expected, self._in_head = (self.loop.time(), self.body), False
        super().on_headers_complete()

    def _measure(self, size: int) -> None:
        self._head_size += size
        if self._head_size > MOST_HEAD:
            raise HeadTooLargeError  # uvicorn answers what it cannot parse by `send_400_response`

    def send_400_response(self, msg: str) -> None:
        if self._head_size <= MOST_HEAD:
            super().send_400_response(msg)
            return
        head = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-type: text/plain\r\n"
        self.transport.write(b"%bcontent-length: %d\r\n\r\n%b" % (head, len(TOO_LARGE), TOO_LARGE))
        self.transport.close()

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
