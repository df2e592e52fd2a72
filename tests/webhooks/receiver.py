"""A school's own server: it takes webhooks on a port of this machine, and answers as the test says."""

import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec
from standardwebhooks import Webhook

PATIENCE = 20  # seconds


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    def verified(self, secret: str) -> Any:
        """What the library of Standard Webhooks says was sent; it raises for anything that is not signed so."""
        return Webhook(secret).verify(self.body, self.headers)


Handler = http.server.BaseHTTPRequestHandler
Behaviour = Callable[[Handler], None]


def answers(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    def behave(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


class Receiver:
    """`behaviours` are used up one by one; the last one stays."""

    def __init__(self, server: http.server.ThreadingHTTPServer) -> None:
        self._server = server
        self.received: list[Request] = []
        self.behaviours: list[Behaviour] = [answers(204)]
        self.arrived = threading.Semaphore(0)
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def will(self, *behaviours: Behaviour) -> None:
        self.behaviours = list(behaviours)

    def wait(self) -> Request:
        """The next request, as soon as it is there."""
        assert self.arrived.acquire(timeout=PATIENCE), "nothing arrived"
        return self.received[-1]

    def take(self, handler: Handler) -> None:
        body = handler.rfile.read(int(handler.headers["content-length"]))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.received.append(Request(handler.path, headers, body))
        self.arrived.release()
        behave = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        behave(handler)

    def hang(self, handler: Handler) -> None:
        """Take the request, and never answer."""
        self.over.wait()
        handler.close_connection = True


class _Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever called has gone, or did not trust our certificate."""


@contextmanager
def receiver(certificate: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    class Taking(Handler):
        def do_POST(self) -> None:
            taken.take(self)

        def log_message(self, *_: object) -> None:
            pass

    server = _Quiet(("127.0.0.1", 0), Taking)
    if certificate is not None:
        server.socket = certificate.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    taken = Receiver(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield taken
    finally:
        taken.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
