"""Measures the page of live sessions with 2,000 of them: `python -m tools.live_page`, the table of docs/performance.md.

2,000 exams send a heartbeat every ten seconds to one worker. Chromium has the page open, and twenty people hold its
stream. Again and again one exam raises a high flag, which is timed from its acknowledgement, right after the commit,
until its row stands on top. Nothing fails on a timing.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg
from playwright.async_api import Page, async_playwright

from eye.clock import Clock, iso, new_id, new_secret
from eye.dashboard.live.store import Wanted
from eye.dashboard.live.view import see
from eye.dashboard.visit import COOKIE
from eye.db import Database, Tx, open_database
from eye.organisations.sign_in.links import SIGN_IN, make_link
from eye.organisations.store import insert_member
from tests.postgres_server import running_server
from tools.bench_live import Exam, Line
from tools.bench_load import Target, served
from tools.find import chromium

EXAMS, EVERY = 2_000, 10  # exams, and seconds between two heartbeats of one
LINES = 40
READ = 100  # of the page, one after another
MOVED = """id => new Promise(done => {
  const look = () => document.querySelector(".table-live tbody tr")?.id === id
    ? done(performance.timeOrigin + performance.now()) : requestAnimationFrame(look)
  look()
})"""


@dataclass(slots=True)
class Times:
    """Milliseconds, but for the memory of the server in MiB."""

    page: list[float] = field(default_factory=list)
    look: list[float] = field(default_factory=list)
    row: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)
    batch: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


class Watcher:
    """Somebody who holds the stream of the page; remembers when each row was mentioned first."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._text = ""
        self._seen: dict[str, float] = {}
        self._news = asyncio.Event()

    async def page(self) -> str:
        reader, writer = await self._ask("/dashboard/live")
        text = (await reader.read()).decode()
        writer.close()
        return text

    async def watch(self) -> None:
        stream = re.search(r'hx-sse:connect="([^"]+)"', await self.page())
        if stream is None:
            raise RuntimeError("the page names no stream")
        reader, _ = await self._ask(stream[1].replace("&amp;", "&"))
        while part := await reader.read(65_536):
            self._text += part.decode(errors="replace")
            now = time.time()
            for id in re.findall(r'id="row-(ses_\w+)" class="row-needing"', self._text):
                self._seen.setdefault(id, now)
            self._text = self._text[-200:]
            self._news.set()
            self._news = asyncio.Event()

    async def told(self, id: str) -> float:
        """When the row was mentioned, once it is."""
        while id not in self._seen:
            await asyncio.wait_for(self._news.wait(), 30)
        return self._seen[id]

    async def _ask(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)
        head = f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncookie: {COOKIE}={self._token}\r\n\r\n"
        writer.write(head.encode())
        if b" 200 " not in await reader.readline():
            raise RuntimeError(f"{path} was refused")
        return reader, writer


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.live_page", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30, help="flags that are timed")
    parser.add_argument("--watchers", type=int, default=20)
    asked = parser.parse_args()
    with _targets() as targets:
        found = {target.engine: asyncio.run(_measure(target, asked.rounds, asked.watchers)) for target in targets}
    print(_table(found, asked.watchers))
    return 0


@contextmanager
def _targets() -> Iterator[list[Target]]:
    with ExitStack() as opened:
        server = opened.enter_context(running_server())
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("create database live template template0")
        sqlite = opened.enter_context(served("SQLite", None))
        yield [sqlite, opened.enter_context(served("PostgreSQL", server.url("live")))]


async def _measure(target: Target, rounds: int, number: int) -> Times:
    times = Times()
    times.memory.append(_memory(target.process_id))
    async with _exams(target, times) as exams, _database(target) as database:
        tokens = await database.write(_people, number + 1, Clock().now())
        cookies = [await _signed_in(target.port, token) for token in tokens]
        watchers = [Watcher(target.port, cookie) for cookie in cookies[1:]]
        for _ in range(READ):
            began = time.perf_counter()
            await watchers[0].page()
            times.page.append(1_000 * (time.perf_counter() - began))
        watching = [asyncio.create_task(watcher.watch()) for watcher in watchers]
        async with _browser(target.port, cookies[0]) as page:
            for exam, id in exams[:: len(exams) // rounds][:rounds]:
                await asyncio.sleep(1)
                await _time_flag(target.port, page, watchers, exam, id, times)
        times.memory.append(_memory(target.process_id))
        for task in watching:
            task.cancel()
        organisation = await database.read(lambda tx: tx.one("select organisation_id as id from sessions limit 1"))
        for _ in range(READ):
            began = time.perf_counter()
            await database.read(see, organisation["id"] if organisation else "", Wanted(), Clock().now())
            times.look.append(1_000 * (time.perf_counter() - began))
    return times


async def _time_flag(port: int, page: Page, watchers: list[Watcher], exam: Exam, id: str, times: Times) -> None:
    moved = asyncio.create_task(page.evaluate(MOVED, f"row-{id}"))
    await asyncio.sleep(0.1)
    line = Line(*await asyncio.open_connection("127.0.0.1", port))
    event = {"seq": exam.seq + 1, "type": "MULTIPLE_FACE", "at": iso(Clock().now()), "data": {}}
    exam.seq += 1
    status, said = await line.post("/v1/events", {"token": exam.token, "events": [event]})
    committed = time.time()
    if status != 202 or said["rejected"]:
        raise RuntimeError(f"the flag was answered {status}: {said}")
    line.close()
    times.row.append(max(0, await asyncio.wait_for(moved, 30) - 1_000 * committed))
    for watcher in watchers:
        times.told.append(max(0, 1_000 * (await watcher.told(id) - committed)))


@asynccontextmanager
async def _exams(target: Target, times: Times) -> AsyncIterator[list[tuple[Exam, str]]]:
    """All of them begun, oldest first, and beating until the end."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(LINES):
        free.put_nowait(Line(*await asyncio.open_connection("127.0.0.1", target.port)))
    exams = []
    for number in range(EXAMS):
        body = {"apiKey": target.key, "assessmentId": "exam", "candidateId": f"live-{number}"}
        said = await _post(free, "/v1/init", body)
        exams.append((Exam(said["token"]), str(said["sessionId"])))
    began = time.monotonic()
    beating = [asyncio.create_task(_beat(free, exam, began, n, times)) for n, (exam, _) in enumerate(exams)]
    await asyncio.sleep(EVERY + 1)
    yield exams
    for task in beating:
        task.cancel()


async def _beat(free: asyncio.Queue[Line], exam: Exam, began: float, number: int, times: Times) -> None:
    due = began + EVERY * number / EXAMS
    while True:
        await asyncio.sleep(max(0, due - time.monotonic()))
        exam.seq += 1
        event = {"seq": exam.seq, "type": "HEARTBEAT", "at": iso(Clock().now()), "data": {"windows": []}}
        asked = time.perf_counter()
        await _post(free, "/v1/events", {"token": exam.token, "events": [event]})
        times.batch.append(1_000 * (time.perf_counter() - asked))
        due += EVERY


async def _post(free: asyncio.Queue[Line], path: str, body: dict[str, Any]) -> dict[str, Any]:
    line = await free.get()
    status, said = await line.post(path, body)
    free.put_nowait(line)
    if status not in (201, 202) or said.get("rejected"):
        raise RuntimeError(f"{path} answered {status}: {json.dumps(said)}")
    return said


@asynccontextmanager
async def _database(target: Target) -> AsyncIterator[Database]:
    database = open_database(target.settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def _people(tx: Tx, count: int, now: int) -> list[str]:
    """Members of the organisation; the tokens of the links that sign them in."""
    organisation = tx.one("select id from organisations limit 1")
    tokens = []
    for number in range(count):
        id, token = new_id("mem", now), new_secret(43)
        email = f"p{number}@bench.example"
        insert_member(tx, id, str(organisation and organisation["id"]), email, "Proctor", '["Admin"]', now)
        make_link(tx, id, SIGN_IN, token, now)
        tokens.append(token)
    return tokens


async def _signed_in(port: int, token: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /dashboard/link/{token} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
    found = re.search(rf"{COOKIE}=(\w+)", (await reader.read()).decode())
    writer.close()
    if found is None:
        raise RuntimeError("a link signed nobody in")
    return found[1]


@asynccontextmanager
async def _browser(port: int, cookie: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(chromium()))
        context = await browser.new_context()
        url = f"http://localhost:{port}"
        await context.add_cookies([{"name": COOKIE, "value": cookie, "url": f"{url}/dashboard"}])
        page = await context.new_page()
        await page.goto(f"{url}/dashboard/live")
        yield page
        await browser.close()


def _memory(process_id: int) -> int:
    (line,) = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{process_id}/status").read_text())
    return int(line) // 1024


def _table(found: dict[str, Times], watchers: int) -> str:
    lines = [f"| | {' | '.join(found)} |", "| --- |" + " ---: |" * len(found)]
    rows: list[tuple[str, str]] = [
        ("the page, to its last byte", "page"),
        ("reading what it shows from the database", "look"),
        ("a flag: from its commit until its row is on top in Chromium", "row"),
        (f"the same until each of {watchers} others was told", "told"),
        ("a heartbeat meanwhile", "batch"),
    ]
    for name, of in rows:
        cells = [_spread(getattr(times, of)) for times in found.values()]
        lines.append(f"| {name}, median (p95) | {' | '.join(cells)} |")
    memory = [f"{times.memory[0]} → {times.memory[-1]} MiB" for times in found.values()]
    lines.append(f"| memory of the server, before the exams and in the end | {' | '.join(memory)} |")
    return "\n".join(lines)


def _spread(times: list[float]) -> str:
    return f"{median(times):,.0f} ({quantiles(times, n=20)[-1]:,.0f}) ms"


if __name__ == "__main__":
    sys.exit(main())
