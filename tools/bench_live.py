"""How long an answer takes while 2,000 exams run: heartbeats every ten seconds, a flag each minute, one worker."""

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any

from tools.bench_load import ORIGIN, Target

EXAMS = 2_000
EVERY = 10  # seconds between two heartbeats of an exam
FLAG_EACH = 6  # heartbeats
CONNECTIONS = 100


@dataclass(slots=True)
class Exam:
    """One candidate's page."""

    token: str
    seq: int = 0
    beats: int = 0

    def batch(self) -> dict[str, Any]:
        self.beats += 1
        types: list[tuple[str, dict[str, Any]]] = [("HEARTBEAT", {"windows": []})]
        if self.beats % FLAG_EACH == 0:
            types += [
                ("TAB_FOCUS_CHANGE", {"focused": False}),
                ("TAB_NOT_FOCUS", {}),
                ("TAB_FOCUS_CHANGE", {"focused": True}),
            ]
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        first, self.seq = self.seq + 1, self.seq + len(types)
        events = [{"seq": first + n, "type": type, "at": at, "data": data} for n, (type, data) in enumerate(types)]
        return {"token": self.token, "events": events}


class Line:
    """A connection that stays open. A browser has one of its own; here an exam takes one that is free."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        text = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nhost: eye\r\norigin: {ORIGIN}\r\ncontent-length: {len(text)}\r\n\r\n"
        self._writer.write(head.encode() + text)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower().splitlines()
        length = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length:"))
        return int(lines[0].split()[1]), json.loads(await self._reader.readexactly(length))

    def close(self) -> None:
        self._writer.close()


def measure(target: Target, seconds: int) -> tuple[float, float]:
    """Milliseconds that 95 and 99 of a hundred batches took at most, from when each was due."""
    waits = asyncio.run(_measure(target, seconds))
    hundredths = quantiles(waits, n=100)
    return hundredths[94] * 1_000, hundredths[98] * 1_000


async def _measure(target: Target, seconds: int) -> list[float]:
    free: asyncio.Queue[Line] = asyncio.Queue()
    lines = [Line(*await asyncio.open_connection("127.0.0.1", target.port)) for _ in range(CONNECTIONS)]
    for line in lines:
        free.put_nowait(line)
    exams = await asyncio.gather(*(_started(free, target.key, n) for n in range(EXAMS)))
    waits: list[float] = []
    began = time.monotonic()
    # Every exam beats once before the count begins: the first batch of a session charges it.
    for round in range(-1, seconds // EVERY):
        await asyncio.gather(*(_beat(free, exam, began, round + 1, n, waits) for n, exam in enumerate(exams)))
    for line in lines:
        line.close()
    return waits[EXAMS:]


async def _started(free: asyncio.Queue[Line], key: str, number: int) -> Exam:
    line = await free.get()
    status, said = await line.post("/v1/init", {"apiKey": key, "assessmentId": "exam", "candidateId": f"live-{number}"})
    free.put_nowait(line)
    if status != 201:
        raise RuntimeError(f"/v1/init answered {status}: {said}")
    return Exam(said["token"])


async def _beat(
    free: asyncio.Queue[Line], exam: Exam, began: float, round: int, number: int, waits: list[float]
) -> None:
    due = began + EVERY * (round + number / EXAMS)
    await asyncio.sleep(due - time.monotonic())
    line = await free.get()
    status, said = await line.post("/v1/events", exam.batch())
    free.put_nowait(line)
    if status != 202 or said["rejected"]:
        raise RuntimeError(f"/v1/events answered {status}: {said}")
    waits.append(time.monotonic() - due)
