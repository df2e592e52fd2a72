"""Several statements in one round trip. (libpq: Pipeline Mode.)"""

import select
from collections.abc import Callable, Sequence

import psycopg
from psycopg import pq
from psycopg.pq.abc import PGconn, PGresult


class Pipeline:
    """One connection's. libpq's own functions would wait with Python's lock in their hands, so this waits itself."""

    def __init__(self, pgconn: PGconn) -> None:
        self._pgconn = pgconn
        self._poll = select.poll()  # not select.select, which knows only the first 1,024 open files
        self._poll.register(pgconn.socket, select.POLLIN)

    def run(self, sends: Sequence[Callable[[], None]]) -> list[PGresult]:
        """The result of each; after one that failed, those of the others say that they were not run."""
        self._pgconn.enter_pipeline_mode()
        try:
            for send in sends:
                send()
            self._pgconn.pipeline_sync()
            return self._results()
        finally:
            if self._pgconn.status == pq.ConnStatus.OK:
                self._pgconn.exit_pipeline_mode()

    def _results(self) -> list[PGresult]:
        found: list[PGresult] = []
        while True:
            result = self._next()
            if result is None:  # between two statements
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return found
            found.append(result)

    def _next(self) -> PGresult | None:
        while self._pgconn.is_busy():
            self._poll.poll()
            self._pgconn.consume_input()
        if self._pgconn.status != pq.ConnStatus.OK:
            raise psycopg.OperationalError("the connection was lost")
        return self._pgconn.get_result()
