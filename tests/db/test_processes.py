"""Several processes on one database, and one that is killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eye.db import Database, Level, level
from tests.db.things import PATIENCE, add, ids, seen_from_outside, total

ROOT = Path(__file__).parents[2]


@pytest.mark.anyio
async def test_two_processes_writing_at_once_lose_nothing(db: Database, url: str) -> None:
    await db.write(add, "shared")
    with processes([("count", url, "a", "300"), ("count", url, "b", "300")]) as running:
        _run(running)
    assert len(await db.read(ids)) == 601
    assert await db.read(total) == 600


def test_processes_may_start_and_migrate_at_once(empty_url: str, folder: Path) -> None:
    with processes([("start", empty_url, str(folder), name) for name in "abcd"]) as running:
        printed = _run(running)
    assert sorted(printed) == ["\n", "\n", "\n", "0001_things\n"]
    assert seen_from_outside(empty_url) == ["a", "b", "c", "d"]
    assert level(empty_url, folder) == Level(pending=[], unknown=[])


def test_what_was_acknowledged_before_a_kill_is_there(url: str) -> None:
    with processes([("acknowledge", url)]) as (process,):
        assert process.stdin
        assert process.stdout
        process.stdin.write("go\n")
        process.stdin.flush()
        acknowledged = [process.stdout.readline() for _ in range(500)]
        process.kill()
        acknowledged += process.stdout.readlines()
        process.wait(PATIENCE)
    whole = {line.strip() for line in acknowledged if line.endswith("\n")}
    assert len(whole) >= 500
    assert whole <= set(seen_from_outside(url))


Process = subprocess.Popen[str]


@contextmanager
def processes(deeds: list[tuple[str, ...]]) -> Iterator[list[Process]]:
    """One for each of `deeds`, ready to begin; none is left behind."""
    running = [_process(deed) for deed in deeds]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.communicate()


def _process(deed: tuple[str, ...]) -> Process:
    command = [sys.executable, "-m", "tests.db.program", *deed]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _run(running: list[Process]) -> list[str]:
    """Let all begin, and give what each printed."""
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    printed = [process.communicate(timeout=PATIENCE)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    return printed
