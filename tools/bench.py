"""Measures what Eye promises about speed, each as a ratio within one run, and writes docs/benchmarks.md: `make bench`.

Each round asks in turn an empty endpoint, `/v1/init` (a new session each) and `/v1/events` (3 events, 200 sessions in
turn), on both databases, with 64 connections of wrk against one worker. A share of one run says more than requests a
second, since machines differ and are shared. Nothing fails on a timing.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from tests.postgres_server import running_server
from tools import bench_live, bench_widget
from tools.bench_load import Rates, Target, run_round, served, served_empty
from tools.bench_report import Measure, Run, write
from tools.bench_revoked import revoked


def main() -> int:
    asked = _arguments()
    if shutil.which("wrk") is None:
        print("make bench needs wrk, the load tool: apt-get install wrk")
        return 1
    run = Run(asked.rounds, asked.seconds, asked.note)
    with _targets() as (empty, targets):
        rates = {target.engine: Rates() for target in targets}
        for number in range(asked.rounds):
            for target in targets:
                run_round(empty, target, rates[target.engine], number, asked.seconds)
                print(f"round {number + 1}, {target.engine}: {_last(rates[target.engine])}", flush=True)
        run.measures += [measure for target in targets for measure in _shares(target, rates[target.engine])]
        for target in targets:
            run.measures += _live(target, asked.live)
            run.measures += _revoked(target)
    run.measures += _widget(asked.page)
    write(run)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="of all endpoints in turn")
    parser.add_argument("--seconds", type=int, default=5, help="that wrk asks each endpoint in each round")
    parser.add_argument("--live", type=int, default=30, help="seconds with 2,000 running exams; 0 leaves them out")
    parser.add_argument("--page", type=int, default=60, help="seconds of monitoring in Chromium; 0 leaves it out")
    parser.add_argument("--note", default="", help="what else ran on the machine, for the page")
    return parser.parse_args()


@contextmanager
def _targets() -> Iterator[tuple[int, list[Target]]]:
    with ExitStack() as open_ones:
        server = open_ones.enter_context(running_server())
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("create database bench template template0")
        empty = open_ones.enter_context(served_empty())
        sqlite = open_ones.enter_context(served("SQLite", None))
        yield empty, [sqlite, open_ones.enter_context(served("PostgreSQL", server.url("bench")))]


def _last(rates: Rates) -> str:
    return f"empty {rates.empty[-1]:,.0f}/s, init {rates.init[-1]:,.0f}/s, events {rates.events[-1]:,.0f}/s"


def _shares(target: Target, rates: Rates) -> list[Measure]:
    reach, aim = {"SQLite": ((0.15, 0.08), (0.35, 0.20)), "PostgreSQL": ((0.05, 0.05), (0.15, 0.15))}[target.engine]
    both = ("/v1/events", rates.events, reach[0], aim[0]), ("/v1/init", rates.init, reach[1], aim[1])
    return [
        Measure(f"`{path}`, {target.engine}", "share of an empty endpoint", rates.shares(of), reach, aim, of)
        for path, of, reach, aim in both
    ]


def _live(target: Target, seconds: int) -> list[Measure]:
    if seconds < bench_live.EVERY:
        return []
    slowest = bench_live.measure(target, seconds)
    print(f"2,000 exams, {target.engine}: p95 {slowest[0]:.0f} ms, p99 {slowest[1]:.0f} ms", flush=True)
    limits = (("p95", 50, 15), ("p99", 150, 50))
    return [
        Measure(
            f"`/v1/events` with 2,000 live sessions, {name}, {target.engine}", "ms", [value], reach, aim, lower=True
        )
        for (name, reach, aim), value in zip(limits, slowest, strict=True)
    ]


def _revoked(target: Target) -> list[Measure]:
    return [
        Measure(f"{what}, {target.engine}", "requests still accepted", [count], 0, 0, lower=True)
        for what, count in revoked(target).items()
    ]


def _widget(seconds: int) -> list[Measure]:
    limits = {"loader": (1_000, 700), "core": (16_000, 12_000), "face": (450_000, 400_000)}
    names = {"loader": "loader, gzip", "core": "core without face detection, gzip", "face": "face detection, brotli"}
    found = [
        Measure(names[name], "bytes", [float(size)], *limits[name], lower=True)
        for name, size in bench_widget.sizes().items()
    ]
    if seconds:
        count = bench_widget.long_tasks(seconds)
        what = f"tasks over 50 ms in {seconds} s of monitoring, Chromium"
        found.append(Measure(what, "tasks", [float(count)], 0, 0, lower=True))
    return found


if __name__ == "__main__":
    sys.exit(main())
