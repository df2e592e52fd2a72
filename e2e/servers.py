"""A real `eye serve` process, and a web server of host pages that answers under every name of *.localhost."""

import asyncio
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from eye.assessments.create import create_assessment
from eye.billing.credits import grant
from eye.clock import Clock, new_id, new_secret
from eye.db import Row, Tx, open_database
from eye.domains.add import add_domain, read_domain
from eye.errors import Refusal
from eye.keys.create import NewKey, create_key
from eye.organisations.create import create_organisation
from eye.organisations.permissions import ROLES
from eye.settings import read_secrets, read_settings

R = TypeVar("R")
PATIENCE = 30  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(question: Callable[[], R | None], seconds: float = PATIENCE) -> R:
    """The first answer that counts as true, asked again and again; fails with the last one when time is up."""
    limit = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > limit:
            raise AssertionError(f"still {answer!r} after {seconds} s")
        threading.Event().wait(0.05)


class EyeServer:
    """`eye serve` on a port of its own. Pages load its widget from another site than theirs: `widget.localhost`."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.url = f"http://widget.localhost:{self.port}"
        self.environment = {"EYE_DATA": str(data), "EYE_PUBLIC_URL": self.url}
        self.settings = read_settings(self.environment)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "eye"), "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env={**os.environ, **self.environment})
        until(self._answers)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(PATIENCE)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "eye serve ended"
        try:
            self.call("GET", "/docs/errors")
        except (ConnectionError, urllib.error.URLError):
            return False
        return True

    def call(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """A server's call; the answer's JSON where it is JSON."""
        data = None if body is None else msgspec.json.encode(body)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            content = answer.read()
        return msgspec.json.decode(content) if content[:1] in b"{[" and content else content

    def write(self, fn: Callable[..., R], *args: Any) -> R:
        """A write beside the running server, for what its API does not offer."""

        async def run() -> R:
            database = open_database(self.settings.database_url)
            try:
                return await database.write(fn, *args, Clock().now())
            finally:
                await database.close()

        # Playwright keeps a loop running in this thread, so the write gets a thread and a loop of its own.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, run()).result()

    def execute(self, sql: str, **params: object) -> None:
        def change(tx: Tx, now: int) -> None:
            tx.run(sql, **params)

        self.write(change)


class School:
    """An organisation that registered `exam.localhost`, with an assessment, keys, and ten credits."""

    def __init__(self, eye: EyeServer) -> None:
        self.eye = eye
        pepper = read_secrets(eye.settings.secrets_file).pepper
        made = eye.write(_make_school, pepper)
        self.id, self.owner_id, self.publishable, self.secret, self.domain_id = made

    def get(self, path: str) -> Any:
        return self.eye.call("GET", path, key=self.secret)

    def post(self, path: str, body: Any) -> Any:
        return self.eye.call("POST", path, body, key=self.secret)

    def delete(self, path: str) -> Any:
        return self.eye.call("DELETE", path, key=self.secret)

    def sessions(self) -> list[dict[str, Any]]:
        """What the server stored, newest first."""
        found: list[dict[str, Any]] = self.get("/v1/sessions")["items"]
        return found

    def session(self) -> dict[str, Any]:
        """The only session."""
        (found,) = self.sessions()
        return found

    def events(self, session_id: str | None = None) -> list[dict[str, Any]]:
        """In the order in which the page numbered them."""
        found: list[dict[str, Any]] = self.get(f"/v1/sessions/{session_id or self.session()['id']}/events?limit=500")[
            "items"
        ]
        return found

    def types(self) -> list[str]:
        return [event["type"] for event in self.events()]

    def flags(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/v1/sessions/{self.session()['id']}/flags?limit=500")["items"]
        return found

    def flag(self, type: str) -> dict[str, Any] | None:
        return next((flag for flag in self.flags() if flag["type"] == type), None)

    def balance(self) -> int:
        def find(tx: Tx, now: int) -> Row | None:
            return tx.one("select balance from wallets where organisation_id = :id", id=self.id)

        row = self.eye.write(find)
        assert row is not None
        return int(row["balance"])


def _make_school(tx: Tx, pepper: str, now: int) -> tuple[str, str, str, str, str]:
    name = f"School {new_secret(8)}"
    made = create_organisation(tx, name, f"{new_id('owner', now)}@school.example", now)
    assert not isinstance(made, Refusal)
    organisation_id, owner_id = made
    grant(tx, organisation_id, 10, "to begin with", now)
    domain = add_domain(tx, organisation_id, owner_id, read_domain("Exams", "exam.localhost"), now)
    assert not isinstance(domain, Refusal)
    exam: Row = {
        "id": "exam",
        "title": "An exam",
        # So that it starts at once; what an exam with devices goes through first is in test_before.py.
        "policy": '{"camera": false, "microphone": false}',
        "ai_proctoring": "host",
        "facial_recognition": "host",
    }
    exam |= dict.fromkeys(("duration_ms", "attempts", "opens_at", "closes_at"))
    create_assessment(tx, organisation_id, owner_id, exam, now)
    wanted = NewKey("Website", "publishable", "live"), NewKey("Server", "secret", "live", roles=("Admin",))
    made_keys = [create_key(tx, organisation_id, owner_id, ROLES["Owner"], one, pepper, now) for one in wanted]
    texts = [key[1].text for key in made_keys if not isinstance(key, Refusal)]
    return organisation_id, owner_id, texts[0], texts[1], domain["id"]


class HostPages:
    """The website of an assessment platform. What a test adds is served under every host name, `exam.localhost` too."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str | bytes, dict[str, str]]] = {}
        pages = self.pages

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                html, headers = pages.get(self.path.partition("?")[0], ("<!doctype html><title>empty</title>", {}))
                content = html if isinstance(html, bytes) else html.encode()
                self.send_response(200)
                kind = "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8"
                for name, value in {"content-type": kind, "content-length": str(len(content)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, html: str | bytes, path: str | None = None, **headers: str) -> str:
        """The path under which the page is served from now on; headers with `_` for `-`."""
        path = path or f"/{new_secret(10)}"
        self.pages[path] = html, {name.replace("_", "-"): value for name, value in headers.items()}
        return path

    def url(self, path: str, host: str = "exam.localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="session")
def eye(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EyeServer]:
    server = EyeServer(tmp_path_factory.mktemp("eye") / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def school(eye: EyeServer) -> School:
    return School(eye)


@pytest.fixture(scope="session")
def hosts() -> Iterator[HostPages]:
    pages = HostPages()
    yield pages
    pages.close()
