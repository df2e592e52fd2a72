"""One fsync for all writes of a process that wait for one: PostgreSQL's commits need not each wait for the disk.

The writers commit with `synchronous_commit = off`, which frees their locks at once: a row that every start needs, such
as a wallet, would otherwise stay locked for the length of an fsync. Their answers wait here until a commit that came
later has reached the disk: the log is written in order, so theirs are there too. (PostgreSQL: Asynchronous Commit.)
"""

import select
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread

import psycopg

from eye.db.calls import Call, answer
from eye.db.contract import Stats, Unavailable
from eye.db.postgres_tx import Connection, first_line
from eye.errors import OperatorError

# The smallest commit that is waited for: it writes a record to the log, and nothing to any table.
FLUSH = "select pg_logical_emit_message(true, 'eye', '')"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Writes that are committed, or failed, and the life of our connection in which they began."""

    life: int
    calls: Sequence[Call]


class Flusher:
    """A connection and a thread. A life ends when its connection does: then nobody knows what the server still has."""

    def __init__(self, connect: Callable[[], Connection], stats: Stats) -> None:
        self._connect = connect
        self._stats = stats
        self._connection: Connection | None = self._opened()
        self._life = 1
        self._busy = Lock()
        self._reviving = Lock()
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="eye-postgres-flusher", daemon=True)
        self._thread.start()

    @property
    def life(self) -> int:
        """To be read before a write begins."""
        return self._life

    def put(self, life: int, calls: Sequence[Call]) -> None:
        """Answer `calls` when all that was committed before is on disk; with Unavailable when nobody can know that."""
        self._waiting.put(_Waiting(life, calls))

    def revive(self) -> None:
        """Connect again where the connection was lost; to be called before a write begins, almost for free."""
        with self._reviving:  # who comes while another one connects waits for the new life
            if not self._busy.acquire(blocking=False):
                return  # a flush is under way, and finds out by itself
            try:
                if self._connection is None or _has_ended(self._connection):
                    self._flush()
            finally:
                self._busy.release()

    def stop(self) -> None:
        self._waiting.put(None)
        self._thread.join()
        if self._connection is not None:
            self._connection.close()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group = [first, *self._others()]
            with self._busy:
                problem = self._flush()
            calls = [call for waiting in group for call in _judged(waiting, self._life, problem)]
            if done := sum(call.error is None for call in calls):
                self._stats.add(done)  # before the answer: who was answered was counted
            answer(calls)

    def _others(self) -> list[_Waiting]:
        found: list[_Waiting] = []
        with suppress(Empty):
            while (waiting := self._waiting.get_nowait()) is not None:
                found.append(waiting)
            self._waiting.put(None)  # the sign to stop: for after this group
        return found

    def _flush(self) -> str | None:
        """None when all is on disk; else why not, with a new life begun if the server is there."""
        try:
            if self._connection is None:
                self._begin_life()
            elif self._connection.execute(FLUSH).fetchone():
                return None
        except psycopg.OperationalError as problem:
            self._connection = None
            with suppress(OperatorError):
                self._begin_life()
            return first_line(problem)
        except OperatorError as problem:
            return str(problem)
        return "the connection was lost"

    def _begin_life(self) -> None:
        self._connection = self._opened()
        self._life += 1

    def _opened(self) -> Connection:
        connection = self._connect()
        connection.autocommit = True
        return connection


def _has_ended(connection: Connection) -> bool:
    """Nothing is to be read from a connection that nobody asks anything, unless the server says goodbye on it."""
    with suppress(psycopg.OperationalError):
        poll = select.poll()  # not select.select, which knows only the first 1,024 open files
        poll.register(connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    return True


def _judged(waiting: _Waiting, life: int, problem: str | None) -> Sequence[Call]:
    """Its calls, failed where the commit that they waited for is not known to be on disk."""
    if problem is not None or waiting.life != life:
        why = problem or "the connection was lost"
        for call in waiting.calls:
            call.error = call.error or Unavailable(f"Nobody knows whether the write reached the disk: {why}.")
    return waiting.calls
