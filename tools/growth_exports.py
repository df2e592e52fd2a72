"""What downloads of everything cost: how long they take, how much memory, and what running exams notice of them.

`make growth` asks them of the large database, after its pages. A session of three hours is lived through for the ZIP.
"""

import hashlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from eye.clock import Clock, iso

ORIGIN = "https://exam.example.com"
DOWNLOADS = (
    "/v1/usage.csv",
    "/v1/usage.csv?groupBy=candidate",
    "/dashboard/billing/ledger.csv",
    "/dashboard/settings/audit.csv",
    "/v1/sessions/{session}/report",
    "/v1/sessions/{session}/report.csv",
    "/v1/sessions/{session}/report.zip",
)
BEATS, PICTURES, PICTURE = 1_080, 360, 60_000  # three hours: a heartbeat each 10 s, a picture of 60 kB each 30 s
FEW = 10  # heartbeats, of which nothing is said
PAUSE = 0.05  # seconds between two heartbeats that are timed


@dataclass(frozen=True, slots=True)
class Asked:
    """A served Eye and who asks it."""

    port: int
    process_id: int
    environment: dict[str, str]
    organisation_id: str
    publishable: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, bytes, bytes of memory at most beyond what there was before, milliseconds of heartbeats (p95)."""

    seconds: float
    size: int
    memory: int
    beats: float | None


def table(asked: Asked, whole: bool) -> str:
    """Of all of them, as Markdown; `whole`: of all data of the organisation together too."""
    session = _long_session(asked)
    lines = ["| download | size | time | memory of the server at most | heartbeats meanwhile, p95 |"]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    costs = {"nothing": _cost(asked, lambda: _idle(3))}
    for path in DOWNLOADS:
        where = path.replace("{session}", session)
        costs[f"`{path}`"] = _cost(asked, lambda where=where: _download(asked, where))  # type: ignore[misc]
    if whole:
        costs["`eye export`"] = _cost(asked, lambda: _export(asked))
    return "\n".join([*lines, *(_line(name, cost) for name, cost in costs.items()), "", NOTE])


def _line(name: str, cost: Cost) -> str:
    size, memory = f"{cost.size / 1e6:,.1f} MB", f"+{cost.memory / 1e6:,.0f} MB"
    beats = "–" if cost.beats is None else f"{cost.beats:,.0f} ms"
    return f"| {name} | {size} | {cost.seconds:,.1f} s | {memory} | {beats} |"


NOTE = f"""The session of the report has {BEATS + 2 * PICTURES:,} events and {PICTURES} pictures of
{PICTURE // 1000} kB. `eye export` is a process of its own; the memory in its line is its own in all."""


def _cost(asked: Asked, ask: Callable[[], tuple[int, int]]) -> Cost:
    with _beating(asked) as beats:
        before = _status(asked.process_id, "VmRSS")
        Path(f"/proc/{asked.process_id}/clear_refs").write_text("5")  # forgets the peak: man 5 proc
        began = time.monotonic()
        size, own = ask()
        seconds = time.monotonic() - began
        memory = own or max(0, _status(asked.process_id, "VmHWM") - before)
    return Cost(seconds, size, memory, quantiles(beats, n=20)[-1] if len(beats) >= FEW else None)


def _idle(seconds: float) -> tuple[int, int]:
    threading.Event().wait(seconds)
    return 0, 0


def _download(asked: Asked, path: str) -> tuple[int, int]:
    connection = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=600)
    connection.request("GET", path, headers=asked.headers)
    answer, size = connection.getresponse(), 0
    while part := answer.read(65_536):
        size += len(part)
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return size, 0


def _export(asked: Asked) -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "all.zip"
        command = [str(Path(sys.executable).parent / "eye"), "export", asked.organisation_id, str(target)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, env={**os.environ, **asked.environment}, **quiet)  # type: ignore[call-overload]
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError("eye export failed")
        return target.stat().st_size, used.ru_maxrss * 1024


@contextmanager
def _beating(asked: Asked) -> Iterator[list[float]]:
    """An exam that goes on meanwhile; milliseconds of each of its heartbeats."""
    token, beats, over = _started(asked, f"beats-{time.monotonic_ns()}")["token"], list[float](), threading.Event()

    def beat() -> None:
        seq = 0
        while not over.wait(PAUSE):
            seq += 1
            began = time.perf_counter()
            _send(asked, token, [{"seq": seq, "type": "HEARTBEAT", "at": iso(Clock().now()), "data": {"windows": []}}])
            beats.append(1_000 * (time.perf_counter() - began))

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield beats
    finally:
        over.set()
        thread.join()


def _status(process_id: int, name: str) -> int:
    """Bytes."""
    (found,) = re.findall(rf"{name}:\s+(\d+) kB", Path(f"/proc/{process_id}/status").read_text())
    return int(found) * 1024


def _long_session(asked: Asked) -> str:
    started = _started(asked, f"long-{time.monotonic_ns()}")
    token, now = started["token"], iso(Clock().now())
    for number in range(PICTURES):
        _upload(asked, token, f"shot-{number}", b"\x89PNG\r\n\x1a\n" + os.urandom(PICTURE))
    listed: list[dict[str, Any]] = [{"type": "HEARTBEAT", "data": {"windows": []}} for _ in range(BEATS)]
    listed += [{"type": "PERIODIC_SNAPSHOT", "mediaId": f"shot-{number}"} for number in range(PICTURES)]
    listed += [{"type": "CONTEXT_MENU"} for _ in range(PICTURES)]
    events = [{"seq": seq, "at": now, **event} for seq, event in enumerate([*listed, {"type": "END_PROCTORING"}], 1)]
    for first in range(0, len(events), 100):
        _send(asked, token, events[first : first + 100])
    return str(started["sessionId"])


def _started(asked: Asked, candidate: str) -> dict[str, Any]:
    body = {"apiKey": asked.publishable, "assessmentId": "exam-0", "candidateId": candidate}
    return _post(asked, "/v1/init", json.dumps(body).encode(), "text/plain", 201)


def _send(asked: Asked, token: str, events: list[dict[str, Any]]) -> None:
    said = _post(asked, "/v1/events", json.dumps({"token": token, "events": events}).encode(), "text/plain", 202)
    if said["rejected"]:
        raise RuntimeError(f"/v1/events rejected {said['rejected'][:3]}")


def _upload(asked: Asked, token: str, id: str, content: bytes) -> None:
    fields = {"token": token, "mediaId": id, "sha256": hashlib.sha256(content).hexdigest()}
    head = "".join(f'--b\r\ncontent-disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    head += '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    _post(asked, "/v1/media", head.encode() + content + b"\r\n--b--\r\n", "multipart/form-data; boundary=b", 201)


def _post(asked: Asked, path: str, body: bytes, kind: str, wanted: int) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=60)
    connection.request("POST", path, body, {"origin": ORIGIN, "content-type": kind})
    answer = connection.getresponse()
    found: dict[str, Any] = json.loads(answer.read())
    connection.close()
    if answer.status != wanted:
        raise RuntimeError(f"{path} answered {answer.status}: {found}")
    return found
