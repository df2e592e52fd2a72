"""Where the time of `/v1/init` and `/v1/events` goes: `python -m tools.profile`, as the tables of docs/performance.md.

py-spy looks at who holds Python's lock while wrk loads the endpoint. It is no dependency: `pip install py-spy`.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from tests.postgres_server import running_server
from tools.bench_load import Target, events_load, init_load, served, wrk

LOOKS = 400  # a second
WARM = 3  # seconds of load before the first look
LOOP, WRITERS = ("asyncio/runners.py",), ("eye/db/writer.py", "eye/db/postgres_writers.py", "eye/db/postgres_flush.py")
# What a look counts for: any of these is a part of a frame's name or file. The rows of a table are not exclusive.
Rows = list[tuple[str, tuple[str, ...]]]
SENDING = ("– sending the answer", ("Response.__call__",))
CONNECTION = ("– reading the request off its connection", ("data_received",))
HANDING = ("– handing it to the writers", ("eye/db/sqlite.py", "eye/db/postgres.py"))
TABLES: dict[str, Rows] = {
    "init": [
        ("event loop, all", LOOP),
        SENDING,
        CONNECTION,
        ("– reading the start", ("read_body", "read_object", "read_start")),
        ("– making the answer", ("_opened (eye/sessions/routes.py", "answer (eye/http/bodies.py")),
        ("– – of which signing the token", ("sign_token",)),
        HANDING,
        ("writing, all", WRITERS),
        ("– what the start means (`open_session`), with its statements", ("eye/sessions/start/open.py",)),
        ("– – of which key, domains and attempt", ("check_browser_key", "judge_origin")),
    ],
    "events": [
        ("event loop, all", LOOP),
        SENDING,
        CONNECTION,
        ("– reading the batch", ("read_body", "read_batch")),
        HANDING,
        ("– checking the token", ("read_token",)),
        ("writing, all", WRITERS),
        ("– what the batch means (`ingest`), with its statements", ("eye/events/ingest.py",)),
    ],
}
LOADS = {"init": init_load, "events": events_load}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.profile", description=__doc__.splitlines()[0])
    parser.add_argument("endpoint", nargs="*", default=list(LOADS), help="init, events")
    parser.add_argument("--seconds", type=int, default=30, help="of looks at each endpoint on each database")
    asked = parser.parse_args()
    spy = shutil.which("py-spy", path=Path(sys.executable).parent) or shutil.which("py-spy")
    if spy is None or shutil.which("wrk") is None:
        print("This needs py-spy (pip install py-spy) and wrk, the load tool (apt-get install wrk).")
        return 1
    with _targets() as targets:
        for endpoint in asked.endpoint:
            looks = [_looked(spy, target, endpoint, asked.seconds) for target in targets]
            print(_table(endpoint, targets, looks), flush=True)
    return 0


@contextmanager
def _targets() -> Iterator[list[Target]]:
    with ExitStack() as opened:
        server = opened.enter_context(running_server())
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("create database profile template template0")
        sqlite = opened.enter_context(served("SQLite", None))
        yield [sqlite, opened.enter_context(served("PostgreSQL", server.url("profile")))]


def _looked(spy: str, target: Target, endpoint: str, seconds: int) -> list[tuple[str, int]]:
    """Each stack that was seen, from its root, and how often."""
    load, path = LOADS[endpoint](target, 1), f"/v1/{endpoint}"
    loading = threading.Thread(target=wrk, args=(target.port, path, load, seconds + WARM + 2))
    loading.start()
    threading.Event().wait(WARM)
    with tempfile.NamedTemporaryFile("r") as file:
        command = [spy, "record", "--gil", "--rate", str(LOOKS), "--duration", str(seconds), "--format", "raw"]
        command += ["--output", file.name, "--pid", str(target.process_id)]
        subprocess.run(command, check=True, capture_output=True)
        lines = [line.rstrip().rpartition(" ") for line in file]
    loading.join()
    return [(stack, int(count)) for stack, _, count in lines]


def _table(endpoint: str, targets: list[Target], looks: list[list[tuple[str, int]]]) -> str:
    totals = [sum(count for _, count in found) for found in looks]
    seen = ", ".join(f"{total:,} on {target.engine}" for total, target in zip(totals, targets, strict=True))
    lines = [f"`/v1/{endpoint}`, looks: {seen}", "", f"| | {' | '.join(target.engine for target in targets)} |"]
    lines.append("| --- |" + " ---: |" * len(targets))
    for name, parts in TABLES[endpoint]:
        shares = [_share(found, parts, total) for found, total in zip(looks, totals, strict=True)]
        lines.append(f"| {name} | {' | '.join(f'{share:.0f}' for share in shares)} |")
    return "\n".join(lines) + "\n"


def _share(looks: list[tuple[str, int]], parts: tuple[str, ...], total: int) -> float:
    return 100 * sum(count for stack, count in looks if any(part in stack for part in parts)) / total


if __name__ == "__main__":
    sys.exit(main())
