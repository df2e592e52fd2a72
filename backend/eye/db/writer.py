"""The one thread of a process that writes to SQLite. It commits the writes that wait together: one fsync for many."""

from collections.abc import Iterator
from queue import Empty, SimpleQueue
from threading import Thread

from sqlite_utils import Database as SqliteUtils

from eye.db.calls import Call, answer
from eye.db.contract import Stats, Tx, Unavailable
from eye.db.sqlite_tx import translated

# More in one commit saves little more, and other processes wait for the lock in the meantime.
LARGEST_GROUP = 64


class Writer:
    """Takes calls from any event loop, in order, and answers each in its own loop after the commit."""

    def __init__(self, db: SqliteUtils, tx: Tx, stats: Stats) -> None:
        self._db = db
        self._tx = tx
        self._stats = stats
        self._waiting: SimpleQueue[Call | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="eye-sqlite-writer", daemon=True)
        self._thread.start()

    def put(self, call: Call) -> None:
        self._waiting.put(call)

    def stop(self) -> None:
        """Return when everything put before is answered and the connection is closed."""
        self._waiting.put(None)
        self._thread.join()
        self._db.close()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            answer(self._commit_together(first))

    def _commit_together(self, first: Call) -> list[Call]:
        """All in one transaction. Failures are rare: only a group that has one is done again, with savepoints."""
        calls: list[Call] = []
        waiting = self._take(first)
        try:
            self._db.execute("begin immediate")
            for call in waiting:
                calls.append(call)
                call.run(self._tx)
            self._db.execute("commit")
            self._count(calls)
        except BaseException as problem:
            self._db.rollback()
            if calls:
                self._commit_apart(calls, waiting)
            else:  # not even begun: another process has kept the lock for as long as we wait
                calls = list(waiting)
                _fail(calls, problem)
        return calls

    def _commit_apart(self, calls: list[Call], waiting: Iterator[Call]) -> None:
        """In one transaction too, `calls` and those of `waiting`, but each in a savepoint: what fails fails alone."""
        try:
            self._db.execute("begin immediate")
            for call in calls:
                _attempt(call, self._db, self._tx)
            for call in waiting:
                calls.append(call)
                _attempt(call, self._db, self._tx)
            self._db.execute("commit")
            self._count(calls)
        except BaseException as problem:
            self._db.rollback()
            _fail(calls, problem)

    def _count(self, calls: list[Call]) -> None:
        if done := sum(call.error is None for call in calls):
            self._stats.add(done)

    def _take(self, first: Call) -> Iterator[Call]:
        """`first` and those that wait by the time they are asked for; not those whose caller has gone."""
        if not first.future.cancelled():
            yield first
        for _ in range(LARGEST_GROUP - 1):
            try:
                call = self._waiting.get_nowait()
            except Empty:
                return
            if call is None:
                self._waiting.put(None)  # the sign to stop: for after this group
                return
            if not call.future.cancelled():
                yield call


def _attempt(call: Call, db: SqliteUtils, tx: Tx) -> None:
    """Run in a savepoint of its own. Raises only if the failure took the whole transaction with it."""
    try:
        with db.atomic():
            call.run(tx)
    except BaseException as problem:
        if not db.conn.in_transaction:
            raise
        call.error = translated(problem)


def _fail(calls: list[Call], problem: BaseException) -> None:
    for call in calls:
        call.error = Unavailable(f"The database did not take the write: {problem}")
        call.error.__cause__ = problem
