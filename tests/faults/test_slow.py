"""Slow-loris and half-open connections: others are answered meanwhile, and the slow ones are cut."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import httpx2
import pytest
import uvicorn

from eye.app import assemble, create_app
from eye.http.guard import Guarded
from eye.http.listen import configured
from tests.world import settings_for

LONG = 30.0
MANY = 150
HALF_A_HEAD = b"POST /v1/events HTTP/1.1\r\nhost: localhost\r\nx-slow: "
HALF_A_BODY = b"POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{"


@pytest.fixture
def port(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A real server that is served as `eye serve` does it, only less patient."""
    for name, seconds in (("head", 1.0), ("body", 2.0), ("read", 1.0), ("look", 0.1)):
        monkeypatch.setattr(Guarded, name, seconds)
    (tmp_path / "eye.db").write_bytes(migrated_file.read_bytes())
    settings = settings_for(f"sqlite:///{tmp_path / 'eye.db'}", tmp_path / "data")
    server = uvicorn.Server(configured(lambda: create_app(assemble(settings), chores=False), 1))
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        thread = Thread(target=server.run, args=[[opened]])
        thread.start()
        found: int = opened.getsockname()[1]
        opened.listen()
        yield found
        server.should_exit = True
        thread.join(LONG)


def connected(port: int, words: bytes = b"") -> socket.socket:
    found = socket.create_connection(("127.0.0.1", port), timeout=LONG)
    found.sendall(words)
    return found


def is_cut(connection: socket.socket) -> bool:
    """Wait until the server lets go; False when it answers instead."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True
    finally:
        connection.close()


def test_half_requests_are_cut_and_others_are_answered_meanwhile(port: int) -> None:
    slow = [connected(port, words) for _ in range(MANY) for words in (b"", HALF_A_HEAD, HALF_A_BODY)]
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=LONG) as ask:
        assert ask.get("/readyz").status_code == 200
        assert ask.post("/v1/events", content=b"{}").status_code == 400
    assert all(is_cut(connection) for connection in slow)


def test_who_sends_a_little_all_the_time_is_cut_too(port: int) -> None:
    connection, over = connected(port, HALF_A_HEAD), Event()

    def drip() -> None:
        while not over.wait(0.05):
            try:
                connection.sendall(b"x")
            except OSError:
                return

    dripping = Thread(target=drip)
    dripping.start()
    began = time.monotonic()
    assert is_cut(connection)
    assert time.monotonic() - began < LONG / 2
    over.set()
    dripping.join(LONG)


def test_who_reads_nothing_is_cut(port: int) -> None:
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    reader.settimeout(LONG)
    reader.connect(("127.0.0.1", port))
    wanted = 300
    reader.sendall(b"GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n" * wanted)
    Event().wait(3)  # reading would be what it must not do
    received = b""
    try:
        while piece := reader.recv(1 << 20):
            received += piece
    except ConnectionError:
        pass
    reader.close()
    assert received.count(b"HTTP/1.1 200") < wanted


def test_who_is_slow_and_comes_to_an_end_is_answered(port: int) -> None:
    connection = connected(port)
    head, body = b"POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n", b'{"a": 12}'
    for piece in (head[:10], head[10:], *(body[n : n + 1] for n in range(9))):
        connection.sendall(piece)
        Event().wait(0.08)
    assert connection.recv(20).startswith(b"HTTP/1.1 400")
    connection.close()
