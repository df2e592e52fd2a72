"""Measures every page and the stream on a large database against a small one in the same run: `make growth`.

Both are served by one worker with the same settings and asked in turn. The small one holds enough rows to fill one page
of each list, so that what differs is not the number of rows shown; the sizes of the answers tell. A third one holds a
single session, which says what a page costs that has next to nothing to show. Nothing fails on a timing; the table goes
to `docs/growth.md`.
"""

import argparse
import asyncio
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import psycopg

from eye.app import SERVER_ROUTES
from eye.clock import DAY, Clock, iso, new_secret
from eye.dashboard.routes import routes as pages
from eye.dashboard.visit import COOKIE
from eye.db import migrate, open_database
from eye.organisations.sign_in.links import SIGN_IN, make_link
from eye.settings import Settings, read_settings
from tests.postgres_server import running_server
from tools import growth_exports
from tools.bench_load import EVENTS_LOAD, wrk
from tools.growth_addresses import SEARCHES, addresses
from tools.growth_fill import LIVE, Filled, fill
from tools.growth_report import Measured, head, table

ROOT = Path(__file__).parent.parent
SMALL = 2_600  # so many that each list has a full page: fewer rows would make a page quick, not a small table
ROUNDS = 25
STREAM_ROUNDS = 3
STREAM_SECONDS = 5


@dataclass(slots=True)
class Served:
    """One Eye on its database."""

    port: int
    process_id: int
    environment: dict[str, str]
    filled: Filled
    first: int  # higher than what any session of the stream has sent, in earlier runs too
    cookie: str = ""
    known: dict[str, str] = field(default_factory=dict)
    measured: Measured = field(default_factory=Measured)


def main() -> int:
    asked = _arguments()
    if shutil.which("wrk") is None:
        print("make growth needs wrk, the load tool: apt-get install wrk")
        return 1
    engines = ["SQLite", "PostgreSQL"] if asked.engine == "both" else [asked.engine]
    tables = [_measure(engine, asked) for engine in engines]
    (ROOT / "docs" / "growth.md").write_text(f"{head()}{chr(10).join(tables)}")
    print("\n".join(tables))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="in which each page is asked")
    parser.add_argument("--engine", choices=["SQLite", "PostgreSQL", "both"], default="both")
    parser.add_argument(
        "--export",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="`eye export` too, which takes minutes for each million events",
    )
    parser.add_argument("--folder", help="keep the databases of SQLite here, and use those that are there")
    return parser.parse_args()


def _measure(engine: str, asked: argparse.Namespace) -> str:
    sessions, each, rounds = asked.sessions, max(20, asked.events // asked.sessions), asked.rounds
    with _folder(asked.folder) as folder, _urls(engine) as (large_url, small_url, empty_url):
        with (
            _serving(folder / "large", large_url, sessions, LIVE, each) as large,
            _serving(folder / "small", small_url, SMALL, LIVE, each) as small,
            _serving(folder / "empty", empty_url, 0, 0, each) as empty,
        ):
            # What finds a page of rows there: `SEARCHES`.
            large.known |= {"id": "c77", "name": "last5", "names": "first1+last1", "until": _day(40)}
            small.known |= {"id": "c7", "name": "last", "names": "first+last", "until": _day(36)}
            empty.known |= {"id": "p", "name": "none", "names": "first+last", "until": _day(36)}
            for number in range(STREAM_ROUNDS):
                for served in (small, large):
                    served.measured.events.append(_stream(served, number))
                print(f"{engine}: stream, round {number + 1} of {STREAM_ROUNDS}", flush=True)
            # After the stream, by which those that run were last seen at the same time in both.
            for number in range(rounds):
                for path in [*addresses(pages, "/dashboard"), *addresses(SERVER_ROUTES, "/v1"), *SEARCHES]:
                    for served in (empty, small, large):
                        _ask(served, path)
                print(f"{engine}: pages, round {number + 1} of {rounds}", flush=True)
            exports = _exports(large, asked.export)
            print(f"{engine}: downloads", flush=True)
        title = f"{engine}: {sessions:,} sessions, {sessions * each:,} events, {_size(folder, large_url):.1f} GB"
        return table(title, SMALL, empty.measured, small.measured, large.measured) + f"\n{exports}\n"


@contextmanager
def _folder(kept: str | None) -> Iterator[Path]:
    if kept:
        yield Path(kept)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@contextmanager
def _urls(engine: str) -> Iterator[list[str | None]]:
    names = ("large", "small", "empty")
    if engine == "SQLite":
        yield [None for _ in names]
        return
    with running_server() as server:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            for name in names:
                connection.execute(f"create database {name} template template0".encode())
        yield [server.url(name) for name in names]


@contextmanager
def _serving(folder: Path, url: str | None, sessions: int, live: int, events: int) -> Iterator[Served]:
    environment = {"EYE_DATA": str(folder), **({"EYE_DATABASE_URL": url} if url else {})}
    filled = _filled(folder, read_settings(environment), sessions, live, events)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "eye.app:from_environment", "--factory", "--port", str(port)]
    command += ["--log-level", "error", "--no-access-log", "--no-proxy-headers", "--no-server-header"]
    process = subprocess.Popen(command, env={**os.environ, **environment, "EYE_LOG": "text"}, stderr=subprocess.DEVNULL)
    try:
        link, sent = asyncio.run(_prepare(environment, filled))
        served = Served(port, process.pid, environment, filled, sent + 1)
        _sign_in(served, link)
        served.known = _known(served)
        yield served
    finally:
        process.terminate()
        process.wait(60)


def _filled(folder: Path, settings: Settings, sessions: int, live: int, events: int) -> Filled:
    """Filled now, or in an earlier run that kept its folder."""
    known, began = folder / "filled.json", time.monotonic()
    if known.exists():
        migrate(settings.database_url)
        return msgspec.json.decode(known.read_bytes(), type=Filled)
    filled = fill(settings, sessions, live, events, lambda text: _say(folder.name, text, began))
    print()
    known.write_bytes(msgspec.json.encode(filled))
    return filled


def _say(name: str, text: str, began: float) -> None:
    print(f"\r{name}: {text}, {time.monotonic() - began:.0f} s   ", end="", flush=True)


async def _prepare(environment: dict[str, str], filled: Filled) -> tuple[str, int]:
    """The token of a link to sign in, and the highest number of an event that a running session sent."""
    token, database = new_secret(43), open_database(read_settings(environment).database_url)
    try:
        await database.write(make_link, filled.owner_id, SIGN_IN, token, Clock().now())
        row = await database.read(lambda tx: tx.one("select max(acked) as sent from sessions where ended_at is null"))
    finally:
        await database.close()
    return token, int(row["sent"] or 0) if row else 0


def _sign_in(served: Served, token: str) -> None:
    for _ in range(300):
        try:
            status, headers, _ = _get(served, f"/dashboard/link/{token}")
        except OSError:
            time.sleep(0.1)
            continue
        found = re.search(rf"{COOKIE}=[^;]+", headers.get("set-cookie", ""))
        if status == 303 and found:
            served.cookie = found[0]
            return
    raise RuntimeError("the server did not start")


def _known(served: Served) -> dict[str, str]:
    """What stands in the addresses: one of each, of which the small database has as much as the large one."""

    def first(path: str, kind: str = "") -> str:
        items = msgspec.json.decode(_get(served, path)[2])["items"]
        return str(next(item["id"] for item in items if not kind or item["kind"] == kind))

    session = served.filled.session_id
    return {
        "session": session,
        "flag": first(f"/v1/sessions/{session}/flags"),
        "assessment": "exam-0",
        "candidate": "pattern",
        "key": first("/v1/keys", "publishable"),
        "domain": first("/v1/domains"),
        "member": served.filled.owner_id,
        "day": _day(40),
        "month": _day(30),
        "quarter": _day(89),
    }


def _day(ago: int) -> str:
    return str(iso((Clock().now() // DAY - ago) * DAY))[:10]


def _ask(served: Served, path: str) -> None:
    began = time.perf_counter()
    status, _, body = _get(served, path.format_map(served.known))
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    served.measured.times.setdefault(path, []).append((time.perf_counter() - began) * 1000)
    served.measured.sizes[path] = len(body)


def _get(served: Served, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    headers = {"cookie": served.cookie, "authorization": f"Bearer {served.filled.secret}"}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return found


def _stream(served: Served, number: int) -> float:
    """Requests a second of 200 sessions in turn, three events each."""
    load = EVENTS_LOAD.replace("TOKENS", ",".join(f'"{token}"' for token in served.filled.tokens))
    load = load.replace("FIRST", str(served.first + number * 100_000))
    return wrk(served.port, "/v1/events", load, STREAM_SECONDS)


def _exports(large: Served, whole: bool) -> str:
    filled, headers = large.filled, {"cookie": large.cookie, "authorization": f"Bearer {large.filled.secret}"}
    asked = (large.port, large.process_id, large.environment, filled.organisation_id, filled.publishable)
    return growth_exports.table(growth_exports.Asked(*asked, headers), whole)


def _size(folder: Path, url: str | None) -> float:
    if url:
        with psycopg.connect(url) as connection:
            (size,) = connection.execute("select pg_database_size(current_database())").fetchone() or (0,)
            return float(size) / 1e9
    return sum(file.stat().st_size for file in (folder / "large").glob("eye.db*")) / 1e9


if __name__ == "__main__":
    sys.exit(main())
