"""A school that sits exams on a real server: its candidates go on through every fault, and know what was promised."""

import asyncio
import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import Any

from eye.assessments.create import create_assessment
from eye.billing.credits import grant
from eye.clock import Clock, iso, new_secret
from eye.db import Tx, migrate, open_database
from eye.domains.add import add_domain, read_domain
from eye.errors import Refusal
from eye.keys.create import NewKey, create_key
from eye.organisations.create import create_organisation
from eye.organisations.permissions import ROLES
from eye.settings import Settings, read_secrets, read_settings
from tests.cli.program import environment, free_port

EYE = Path(sys.executable).parent / "eye"
ROUNDS = int(os.environ.get("EYE_FAULT_ROUNDS", "2"))
CREDITS = 1_000_000
SECONDS = 60
PNG = b"\x89PNG\r\n\x1a\n"


class School:
    """One organisation on a migrated database, and the settings with which a server would serve it."""

    def __init__(self, url: str, folder: Path, **more: str) -> None:
        self.folder = folder
        self.variables = {"EYE_DATA": str(folder / "data"), "EYE_DATABASE_URL": url, **more}
        self.settings: Settings = read_settings(self.variables)
        migrate(url)
        pepper = read_secrets(self.settings.secrets_file).pepper
        self.id, self.key = self.write(_found_school, pepper)

    @classmethod
    def elsewhere(cls, variables: dict[str, str], other: "School", folder: Path) -> "School":
        """The other school as it was brought back to another place."""
        found = cls.__new__(cls)
        found.folder, found.variables, found.settings = folder, variables, read_settings(variables)
        found.id, found.key = other.id, other.key
        return found

    def write(self, fn: Any, *args: Any) -> Any:
        async def run() -> Any:
            db = open_database(self.settings.database_url)
            try:
                return await db.write(fn, *args)
            finally:
                await db.close()

        return asyncio.run(run())


def _found_school(tx: Tx, pepper: str) -> tuple[str, str]:
    now, everything = Clock().now(), ROLES["Owner"]
    made = create_organisation(tx, "School", "owner@school.example", now)
    assert not isinstance(made, Refusal)
    id, owner = made
    key = create_key(tx, id, owner, everything, NewKey("Website", "publishable", "live"), pepper, now)
    assert not isinstance(key, Refusal)
    grant(tx, id, CREDITS, "to begin with", now)
    add_domain(tx, id, owner, read_domain(None, "localhost"), now)
    exam = {"id": "exam", "title": "Exam", "duration_ms": None, "attempts": None, "opens_at": None, "closes_at": None}
    decided = {"ai_proctoring": "host", "facial_recognition": "host", "policy": "{}"}
    create_assessment(tx, id, owner, {**exam, **decided}, now)
    return id, key[1].text


@dataclass
class Server:
    """A process group that serves; `errors` collects what all of them wrote to stderr."""

    port: int
    process: subprocess.Popen[str]
    errors: Path

    def kill(self) -> None:
        """As by a power cut: no process of it does anything any more."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=SECONDS)

    def ask(self, method: str, path: str, body: Any = None, timeout: float = SECONDS) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"origin": f"http://localhost:{self.port}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()


@contextmanager
def serving(school: School, port: int | None = None, *, workers: int = 1) -> Iterator[Server]:
    """`eye serve` in a process group of its own; killed in the end, whatever happened to it."""
    port, errors = port or free_port(), school.folder / "errors.txt"
    command = [str(EYE), "serve", "--port", str(port), "--workers", str(workers)]
    with errors.open("a") as file:
        process = subprocess.Popen(
            command,
            env=environment(**school.variables),
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            start_new_session=True,
        )
    server = Server(port, process, errors)
    try:
        assert process.stdout is not None
        assert "running" in process.stdout.readline(), errors.read_text()
        yield server
    finally:
        server.kill()


@dataclass
class Exam:
    """One session as its page knows it."""

    start_id: str
    candidate: str
    id: str = ""
    token: str = ""
    sent: int = 0  # the highest number of an event that was ever sent
    acked: int = 0  # the highest that was acknowledged
    ending: bool = False  # the page has asked for its end, and asks until it is answered
    ended: bool = False
    media: dict[str, str] = field(default_factory=dict)  # id and checksum of what was acknowledged


class Candidate(Thread):
    """Sits one exam after the other; repeats what was not answered, as the widget does."""

    def __init__(self, school: School, port: int, name: str, chance: random.Random) -> None:
        super().__init__(name=name, daemon=True)
        self.exams: list[Exam] = []
        self.complaints: list[str] = []
        self.refused = 0  # 503, each with the seconds after which to come again
        self.progress = Semaphore(0)
        self._school, self._port, self._chance = school, port, chance
        self._over = Event()
        self._connection: http.client.HTTPConnection | None = None

    def leave(self) -> None:
        self._over.set()
        self.join(SECONDS)
        assert not self.is_alive()

    def run(self) -> None:
        while not self._over.is_set():
            try:
                self._step()
            except (OSError, http.client.HTTPException):
                self._hang_up()
                self._over.wait(0.03)
        self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _step(self) -> None:
        if not self.exams or self.exams[-1].ended:
            self.exams.append(Exam(new_secret(32), f"{self.name}-{len(self.exams)}"))
        exam, chance = self.exams[-1], self._chance.random()
        if not exam.token:
            self._start(exam)
        elif exam.ending or (exam.acked > 10 and chance < 0.03):
            self._end(exam)
        elif exam.acked and chance < 0.2:
            self._upload(exam)
        else:
            self._report(exam)

    def _start(self, exam: Exam) -> None:
        names = {"apiKey": self._school.key, "assessmentId": "exam", "candidateId": exam.candidate}
        status, found = self._post("/v1/init", {**names, "startId": exam.start_id})
        if self._expected(status, found, 200, 201):
            exam.id, exam.token = found["sessionId"], found["token"]

    def _report(self, exam: Exam) -> None:
        """What was not acknowledged, and sometimes more."""
        exam.sent = max(exam.sent, exam.acked + self._chance.randint(1, 5))
        events = [self._event(seq) for seq in range(exam.acked + 1, exam.sent + 1)]
        status, found = self._post("/v1/events", {"token": exam.token, "events": events})
        if self._expected(status, found, 202):
            exam.acked = found["acked"]

    def _event(self, seq: int) -> dict[str, Any]:
        """Each odd one raises a flag of its own."""
        odd, even = {"type": "PRINT_ATTEMPT"}, {"type": "FULLSCREEN_CHANGE", "data": {"fullscreen": True}}
        return {"seq": seq, "at": iso(Clock().now()), **(odd if seq % 2 else even)}

    def _upload(self, exam: Exam) -> None:
        id, content = f"shot_{len(exam.media)}", PNG + exam.id.encode() + bytes([len(exam.media) % 256]) * 2_000
        checksum = hashlib.sha256(content).hexdigest()
        boundary = "part"
        fields = {"token": exam.token, "mediaId": id, "sha256": checksum}
        parts = [
            f'--{boundary}\r\ncontent-disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
        ]
        file = f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        body = "".join(parts).encode() + file.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        status, found = self._post("/v1/media", body, f"multipart/form-data; boundary={boundary}")
        if self._expected(status, found, 201):
            exam.media[id] = checksum

    def _end(self, exam: Exam) -> None:
        exam.ending = True
        status, found = self._post("/v1/end", {"token": exam.token, "reason": "host"})
        exam.ended = self._expected(status, found, 200)

    def _expected(self, status: int, found: Any, *wanted: int) -> bool:
        if status in wanted:
            self.progress.release()
            return True
        if status == 503 and found["code"] == "unavailable" and found["retryAfter"] > 0:
            self.refused += 1
            self._over.wait(0.05)
        else:
            self.complaints.append(f"{status} {found}")
            self._over.set()
        return False

    def _post(self, path: str, body: Any, kind: str = "text/plain") -> tuple[int, Any]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"origin": f"http://localhost:{self._port}", "content-type": kind}
        self._connection.request("POST", path, content, headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())


@contextmanager
def sitting(school: School, port: int, number: int = 6, seed: int = 1) -> Iterator[list[Candidate]]:
    """Candidates at work; at the end nobody may have been told anything that a page cannot live with."""
    candidates = [Candidate(school, port, f"c{n}", random.Random(seed * 1_000 + n)) for n in range(number)]  # noqa: S311
    for candidate in candidates:
        candidate.start()
    try:
        yield candidates
    finally:
        for candidate in candidates:
            candidate.leave()
    assert [complaint for candidate in candidates for complaint in candidate.complaints] == []


def advance(candidates: list[Candidate], answers: int = 3) -> None:
    """Wait until each was answered that often from now on."""
    for candidate in candidates:
        while candidate.progress.acquire(blocking=False):
            pass
    for candidate in candidates:
        for _ in range(answers):
            assert candidate.progress.acquire(timeout=SECONDS), candidate.complaints
