"""SIGTERM: what was accepted is finished, what is new is refused, and the end comes soon."""

import asyncio
import http.client
import json
import threading
import time
from collections import Counter
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from eye.clock import Clock, iso
from eye.db import Tx, open_database
from eye.organisations.sign_in.links import SIGN_IN, make_link
from tests.cli.program import Running, running, said

WRITERS = 6
BATCH = 5
ENOUGH = 40  # acknowledged batches before it is told to end


class Page:
    """Sends events one batch after the other until nobody answers any more, and knows what was acknowledged."""

    def __init__(self, eye: Running, key: str, number: int) -> None:
        self.eye = eye
        self.origin = f"http://localhost:{eye.port}"
        body = {"apiKey": key, "assessmentId": "exam", "candidateId": f"candidate{number}"}
        status, opened = eye.json("POST", "/v1/init", body, origin=self.origin)
        assert status == 201, opened
        self.id, self.token = opened["sessionId"], opened["token"]
        self.acked = 0
        self.answers: Counter[int] = Counter()

    def run(self, enough: threading.Semaphore) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.eye.port, timeout=30)) as connection:
            while self._send(connection):
                enough.release()

    def _send(self, connection: http.client.HTTPConnection) -> bool:
        """Whether somebody answered."""
        events = [self._event(self.acked + n) for n in range(1, BATCH + 1)]
        body = json.dumps({"token": self.token, "events": events})
        try:
            connection.request("POST", "/v1/events", body, {"origin": self.origin})
            answer = connection.getresponse()
            found = json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            return False
        self.answers[answer.status] += 1
        if answer.status == 202:
            self.acked = found["acked"]
        return True

    def _event(self, seq: int) -> dict[str, Any]:
        return {"seq": seq, "type": "FULLSCREEN_CHANGE", "at": iso(Clock().now()), "data": {"fullscreen": True}}


@pytest.fixture
def settings(empty_url: str, tmp_path: Path) -> dict[str, str]:
    return {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": empty_url, "EYE_WEBHOOK_LOOPBACK": "on"}


def school(**settings: str) -> tuple[str, str]:
    """The publishable and the secret key of an organisation with credits."""
    made = said("org", "create", "School", "--email", "owner@school.example", **settings)
    found = dict(line.rsplit(maxsplit=1) for line in made.splitlines()[:3])
    said("credits", "grant", found["organisation"], "100", **settings)
    return found["publishable key"], found["secret key"]


def prepare(eye: Running, secret: str) -> None:
    for path, body in (("/v1/domains", {"entry": "localhost"}), ("/v1/assessments", {"id": "exam", "title": "Exam"})):
        status, made = eye.json("POST", path, body, authorization=f"Bearer {secret}")
        assert status == 201, made


@pytest.mark.parametrize("workers", ["1", "2"])
def test_every_acknowledged_event_is_there_afterwards(settings: dict[str, str], tmp_path: Path, workers: str) -> None:
    key, secret = school(**settings)
    with running(tmp_path, "serve", "--workers", workers, until="running", **settings) as eye:
        prepare(eye, secret)
        pages, enough = [Page(eye, key, number) for number in range(WRITERS)], threading.Semaphore(0)
        threads = [threading.Thread(target=page.run, args=[enough]) for page in pages]
        for thread in threads:
            thread.start()
        for _ in range(ENOUGH):
            assert enough.acquire(timeout=60)
        code, complaints = eye.stop()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
        assert (code, complaints) == (0, "")
        with pytest.raises(ConnectionRefusedError):
            eye.ask("GET", "/healthz")
    assert [status for page in pages for status in page.answers] == [202] * WRITERS
    with running(tmp_path, "serve", until="running", **settings) as eye:
        for page in pages:
            assert page.acked >= BATCH
            assert stored(eye, secret, page.id) >= set(range(1, page.acked + 1))


def stored(eye: Running, secret: str, session_id: str) -> set[int]:
    """The numbers of all events of a session."""
    found: set[int] = set()
    cursor = ""
    while True:
        path = f"/v1/sessions/{session_id}/events?limit=500{cursor}"
        status, page = eye.json("GET", path, authorization=f"Bearer {secret}")
        assert status == 200
        found |= {item["seq"] for item in page["items"]}
        if page["nextCursor"] is None:
            return found
        cursor = f"&cursor={page['nextCursor']}"


class Receiver(ThreadingHTTPServer):
    """A webhook endpoint that answers when it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receive)
        self.arrived, self.answer = threading.Event(), threading.Event()
        self.ids: list[str] = []


class _Receive(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver = self.server
        assert isinstance(receiver, Receiver)
        self.rfile.read(int(self.headers["content-length"]))
        receiver.ids.append(str(self.headers["webhook-id"]))
        receiver.arrived.set()
        receiver.answer.wait(60)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def test_a_webhook_under_way_is_not_sent_twice(tmp_path: Path) -> None:
    settings = {"EYE_DATA": str(tmp_path / "data"), "EYE_WEBHOOK_LOOPBACK": "on"}
    _, secret = school(**settings)
    receiver = Receiver()
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        with running(tmp_path, "serve", until="running", **settings) as eye:
            prepare(eye, secret)
            bearer = {"authorization": f"Bearer {secret}"}
            url = f"http://localhost:{receiver.server_address[1]}/eye"
            status, hook = eye.json("POST", "/v1/webhooks", {"url": url}, **bearer)
            assert status == 201, hook
            _, sent = eye.json("POST", f"/v1/webhooks/{hook['id']}/test", None, **bearer)
            assert receiver.arrived.wait(60)
            threading.Timer(0.5, receiver.answer.set).start()
            assert eye.stop() == (0, "")
        with running(tmp_path, "serve", until="running", **settings) as eye:
            _, found = eye.json("GET", f"/v1/webhooks/{hook['id']}/deliveries/{sent['id']}", **bearer)
            assert (found["status"], found["attempts"][0]["status"]) == ("delivered", 204)
            assert len(receiver.ids) == 1
    finally:
        receiver.answer.set()
        receiver.shutdown()
        receiver.server_close()


def test_it_says_in_its_log_that_it_serves_and_stops(tmp_path: Path) -> None:
    with running(tmp_path, "serve", until="running", EYE_DATA=str(tmp_path / "data")) as eye:
        assert eye.ask("GET", "/readyz")[0] == 200
        assert eye.stop() == (0, "")
        said = [json.loads(line)["message"] for line in eye.log()]
    assert len(said) == 3
    assert "serves" in said[0]
    assert "stops" in said[1]
    assert "stopped" in said[2]


def test_a_stream_of_a_page_that_stays_open_is_closed(tmp_path: Path) -> None:
    settings = {"EYE_DATA": str(tmp_path / "data")}
    school(**settings)
    asyncio.run(_let_in(tmp_path / "data" / "eye.db", TOKEN))
    with running(tmp_path, "serve", until="running", **settings) as eye:
        cookie = eye.ask("GET", f"/dashboard/link/{TOKEN}")[1]["set-cookie"].partition(";")[0]
        with closing(http.client.HTTPConnection("127.0.0.1", eye.port, timeout=30)) as connection:
            connection.request("GET", "/dashboard/live/stream", headers={"cookie": cookie})
            answer = connection.getresponse()
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.readline().startswith(b"id: ")
            began = time.monotonic()
            assert eye.stop() == (0, "")
            assert time.monotonic() - began < 8, "sooner than streams are cut off"
            assert answer.read().endswith(b"\r\n\r\n")


TOKEN = "t" * 43


async def _let_in(path: Path, token: str) -> None:
    """Make a link that signs the only member in."""

    def make(tx: Tx) -> None:
        (member,) = tx.all("select id from members")
        make_link(tx, member["id"], SIGN_IN, token, Clock().now())

    database = open_database(path)
    await database.write(make)
    await database.close()
