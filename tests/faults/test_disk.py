"""No room on the disk, or no more writing to it: 503 with `retryAfter`, and on by itself when it is mended."""

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from starlette.testclient import TestClient

from eye.app import assemble, create_app
from tests.cli.program import free_port, refused
from tests.faults.promises import broken, exams_of
from tests.faults.school import Candidate, School, Server, advance, serving, sitting
from tests.world import MovedClock, Organisation, World, settings_for

ROOM = "48m"


@pytest.fixture
def embedded(migrated_file: Path, tmp_path: Path) -> Iterator[World]:
    """An Eye on SQLite, whose only writing connection the test can reach."""
    clock, file = MovedClock(), shutil.copy(migrated_file, tmp_path / "eye.db")
    parts = assemble(settings_for(f"sqlite:///{file}", tmp_path / "data"), clock)
    with TestClient(create_app(parts, chores=False)) as client:
        yield World(client, clock)


def on_writer(world: World, pragma: str) -> Any:
    return world.parts.db._writer._db.execute(f"pragma {pragma}").fetchone()


def send_until_refused(world: World, token: str, most: int = 400) -> tuple[int, Any]:
    """The number of the last acknowledged event, and the refusal of the next."""
    for seq in range(1, most):
        answer = world.send(token, world.event(seq, "FULLSCREEN_CHANGE", data={"fullscreen": True}))
        if answer.status_code != 202:
            return seq - 1, answer
        assert answer.json()["acked"] == seq
    raise AssertionError("never refused")


def is_patient(answer: Any) -> bool:
    found = answer.json()
    expected = (503, "unavailable", str(found["retryAfter"]))
    return bool((answer.status_code, found["code"], answer.headers["retry-after"]) == expected)


def fill(world: World) -> None:
    (pages,) = on_writer(world, "page_count")
    on_writer(world, f"max_page_count={pages}")


def make_read_only(world: World) -> None:
    on_writer(world, "query_only=on")


@pytest.mark.parametrize(
    ("spoil", "mend"),
    [(fill, "max_page_count=1073741823"), (make_read_only, "query_only=off")],
    ids=["full", "read-only"],
)
def test_a_database_that_takes_nothing(embedded: World, spoil: Callable[[World], None], mend: str) -> None:
    acme = Organisation(embedded, "Acme", credits=10)
    session = acme.started()
    spoil(embedded)
    acked, answer = send_until_refused(embedded, session["token"])
    assert is_patient(answer)
    assert embedded.client.get("/healthz").status_code == 200
    on_writer(embedded, mend)
    again = [embedded.event(seq, "FULLSCREEN_CHANGE", data={"fullscreen": True}) for seq in range(1, acked + 2)]
    answer = embedded.send(session["token"], *again[-100:])
    assert (answer.status_code, answer.json()["acked"]) == (202, acked + 1)
    items = acme.get(f"/v1/sessions/{session['sessionId']}/events?limit=500").json()["items"]
    assert sorted(item["seq"] for item in items) == list(range(1, acked + 2))
    assert acme.started(candidateId="late")
    assert acme.wallet == {"balance": 9, "held": 1}


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of its own, where this user may mount one."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def no_room(disk: Path | None, server: Server) -> Iterator[None]:
    """The disk is full; or, without one of its own, no file of the server may grow beyond what the largest has."""
    if disk is None:
        before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
        yield
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)
        return
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert shutil.disk_usage(disk).free < 4096
    yield
    filler.unlink()


def until_refused(candidates: list[Candidate]) -> None:
    """Each goes on until it was told to come again."""
    before = {candidate: candidate.refused for candidate in candidates}
    for candidate in candidates:
        while candidate.refused == before[candidate]:
            candidate.progress.acquire(timeout=0.05)
            assert candidate.is_alive(), candidate.complaints


def until_not_ready(server: Server) -> None:
    """At once or soon: what the log still has room for may be less than a page sends, and enough for a look."""
    limit = time.monotonic() + 30
    while server.ask("GET", "/readyz")[0] != 503:
        assert time.monotonic() < limit, "ready, with a full disk"
        Event().wait(0.05)


def test_a_full_disk_under_a_running_server(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        school, port = School(f"sqlite:///{tmp_path / 'disk' / 'eye.db'}", tmp_path / "disk"), free_port()
        with sitting(school, port, 3) as candidates, serving(school, port) as server:
            advance(candidates)
            with no_room(disk, server):
                until_refused(candidates)
                until_not_ready(server)
                assert server.ask("GET", "/healthz")[0] == 200
            advance(candidates, 5)
        assert broken(school, exams_of(candidates)) == []


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """A view of `folder` into which nobody can write, not even root."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)
        return
    with tempfile.TemporaryDirectory() as view:
        subprocess.run(["mount", "--bind", folder, view], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", view], check=True)
            yield Path(view)
        finally:
            subprocess.run(["umount", "--lazy", view], check=True)


def test_a_read_only_folder_is_said_at_the_start(tmp_path: Path) -> None:
    School(f"sqlite:///{tmp_path / 'data' / 'eye.db'}", tmp_path)
    with read_only(tmp_path / "data") as folder:
        sentence = refused("serve", "--port", str(free_port()), EYE_DATA=str(folder))
    assert str(folder) in sentence
    assert "right to write" in sentence or "may write" in sentence
