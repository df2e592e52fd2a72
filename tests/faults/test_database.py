"""The database goes away under a running server, and comes back: nothing is lost, and nobody starts anything again."""

from pathlib import Path

from tests.cli.program import free_port
from tests.databases import empty_postgres
from tests.faults.promises import broken, exams_of
from tests.faults.school import ROUNDS, School, advance, serving, sitting
from tests.faults.test_disk import until_refused
from tests.postgres_server import running_server


def test_postgresql_crashes_and_comes_back(tmp_path: Path) -> None:
    """It is not shut down but killed: what it had acknowledged to us without a disk would be lost now."""
    with running_server() as postgres, empty_postgres(postgres) as url:
        school, port = School(url, tmp_path), free_port()
        with sitting(school, port) as candidates, serving(school, port) as server:
            for _ in range(max(1, ROUNDS // 5)):
                advance(candidates, 10)
                postgres.stop()
                until_refused(candidates)
                assert server.ask("GET", "/healthz")[0] == 200
                assert server.ask("GET", "/readyz")[0] == 503
                postgres.start()
                advance(candidates)
        assert broken(school, exams_of(candidates)) == []
