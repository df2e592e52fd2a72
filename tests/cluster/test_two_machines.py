"""One of two machines is killed while candidates are in their exam: nothing acknowledged is lost, the rest go on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.cli.program import EYE, environment
from tests.cluster.machines import CONFIGURATION, ROOT, Machines, machines
from tests.databases import empty_postgres
from tests.postgres_server import Server

CANDIDATES = int(os.environ.get("EYE_CLUSTER_CANDIDATES", "40"))  # `make cluster` asks for 500
MINUTES, PACE = (2, 15) if CANDIDATES <= 100 else (5, 4)
LIMIT = 600


def test_a_machine_is_killed_and_nothing_is_lost(postgres: Server, tmp_path: Path) -> None:
    with empty_postgres(postgres) as url, machines(url, tmp_path) as two, simulation(two) as candidates:
        until_stored(two, candidates, CANDIDATES * 8)
        two.first.process.send_signal(signal.SIGKILL)
        two.first.process.communicate()
        until_stored(two, candidates, two.count("events") + CANDIDATES)  # the other one goes on
        said = candidates.communicate(timeout=LIMIT)[0]
        sys.stdout.write(said)  # shown by `make cluster`
        assert candidates.returncode == 0, said
        assert "No difference: every acknowledged event is there once and in order" in said
        assert two.count("usage") == CANDIDATES
        assert two.count("media") > CANDIDATES
        assert two.answered(two.first) > 0
        assert two.answered(two.second) > two.answered(two.first)
        assert [line for line in two.second.log() if '"level":"error"' in line] == []


@contextmanager
def simulation(two: Machines) -> "Iterator[subprocess.Popen[str]]":
    command = [str(EYE), "simulate", "--url", two.front, "--key", two.key, "--secret-key", two.secret_key]
    command += ["--origin", "http://localhost", "--candidates", str(CANDIDATES)]
    command += ["--minutes", str(MINUTES), "--pace", str(PACE)]
    settings = environment(SSL_CERT_FILE=str(two.authority))
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def until_stored(two: Machines, candidates: "subprocess.Popen[str]", events: int) -> None:
    with psycopg.connect(two.database_url, autocommit=True) as connection:
        while connection.execute("select count(*) < %s, pg_sleep(0.1) from events", [events]).fetchone() != (False, ""):
            assert candidates.poll() is None, candidates.communicate()


def test_the_documentation_shows_the_file_that_is_tested() -> None:
    assert f"```nginx\n{CONFIGURATION.read_text()}```" in (ROOT / "docs" / "running.md").read_text()
