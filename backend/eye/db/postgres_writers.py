"""The threads of a process that write to PostgreSQL. Each commits together what waits when its turn comes.

A transaction of its own for every write would cost two more round trips, a thread's turn and a commit each. What waits
is shared among the threads that are idle, so that groups are no larger than the load makes them.
"""

from collections.abc import Sequence
from threading import Thread

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure

from eye.db.calls import Call, answer
from eye.db.contract import Unavailable
from eye.db.postgres_connections import Connections
from eye.db.postgres_flush import Flusher
from eye.db.postgres_queue import Queue
from eye.db.postgres_statements import Statements, Unmet
from eye.db.postgres_tx import PostgresTx, first_line, unavailable

WRITE = b"begin isolation level read committed"
CONFLICTS = (DeadlockDetected, SerializationFailure)
ATTEMPTS = 5
# Others wait in the meantime for the rows that a group has changed.
LARGEST_GROUP = 32


class Writers:
    """Takes calls from any thread. The flusher answers them."""

    def __init__(self, connections: Connections, flusher: Flusher, threads: int) -> None:
        self._connections = connections
        self._flusher = flusher
        self._queue = Queue()
        self._threads = [Thread(target=self._run, name=f"eye-postgres-writer-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def put(self, call: Call) -> None:
        self._queue.put(call)

    def stop(self) -> None:
        """Return when everything put before is committed and with the flusher."""
        self._queue.stop()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (calls := self._queue.take(LARGEST_GROUP)) is not None:
            wanted = [call for call in calls if not call.future.cancelled()]  # the others' callers have gone
            if wanted and not self._committed_together(wanted):
                for call in wanted:
                    self._commit_alone(call)

    def _committed_together(self, calls: Sequence[Call]) -> bool:
        """False when one of them failed, or met a conflict: then nothing happened, and each has to go alone."""
        try:
            self._commit(calls, careful=False)
        except (Unavailable, psycopg.OperationalError) as problem:
            if isinstance(problem, psycopg.Error) and problem.sqlstate is not None:
                return False
            _give_up(calls, problem)
        except (psycopg.Error, Unmet):
            return False
        except BaseException as problem:
            if len(calls) > 1:
                return False
            calls[0].error = problem
            answer(calls)
        return True

    def _commit_alone(self, call: Call) -> None:
        try:
            self._commit_after_conflicts(call)
        except (Unavailable, psycopg.OperationalError) as problem:
            _give_up([call], problem)
        except BaseException as problem:
            call.error = problem
            answer([call])

    def _commit_after_conflicts(self, call: Call) -> None:
        for _ in range(ATTEMPTS):
            try:
                return self._commit([call], careful=True)
            except CONFLICTS as problem:
                conflict = problem
        raise Unavailable(f"The database found no turn for this write in {ATTEMPTS} attempts.") from conflict

    def _commit(self, calls: Sequence[Call], *, careful: bool) -> None:
        """In one transaction. Unavailable when nobody knows whether it was committed."""
        self._flusher.revive()
        life = self._flusher.life
        connection = self._connections.begun(WRITE)
        try:
            _run_all(calls, connection.statements, careful)
            _end(connection.statements)
        except BaseException:
            connection.give_up()
            raise
        finally:
            self._connections.give_back(connection)
        # In this thread: stopping waits for it, and only then is the flusher stopped.
        self._flusher.put(life, calls)


def _run_all(calls: Sequence[Call], statements: Statements, careful: bool) -> None:
    tx = PostgresTx(statements, careful=careful)
    first = calls[0].first
    if careful or first is None:
        for call in calls:
            call.run(tx)
        return
    begun = [call.first for call in calls if call.first is not None]
    results = statements.each(first.sql, [one.params for one in begun])
    for call, ready in zip(calls, zip(begun, results, strict=True), strict=True):
        tx.ready = ready
        call.run(tx)


def _end(statements: Statements) -> None:
    statements.settle()  # before the commit, which what was expected may have to prevent
    try:
        statements.command(b"commit")
    except CONFLICTS:
        raise
    except psycopg.OperationalError as problem:  # it may have been committed: not to be run again
        raise Unavailable(f"Nobody knows whether the write was committed: {first_line(problem)}.") from problem


def _give_up(calls: Sequence[Call], problem: Exception) -> None:
    for call in calls:
        call.error = unavailable(problem)
    answer(calls)
