"""The embedded engine: one file, one writer thread a process, a few readers that never wait for it."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database as SqliteUtils

from eye.db.calls import Call
from eye.db.contract import First, Stats, Tx, Unavailable
from eye.db.sqlite_tx import SqliteTx, translated
from eye.db.threads import in_thread
from eye.db.writer import Writer
from eye.errors import OperatorError

P = ParamSpec("P")
R = TypeVar("R")

BUSY_SECONDS = 30.0
READERS = 4
CACHED_STATEMENTS = 512


def connect(path: Path, busy_seconds: float = BUSY_SECONDS) -> SqliteUtils:
    """A connection to the file at `path`, made if there is none; it waits `busy_seconds` for others' locks.

    OperatorError if the file cannot be used.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=CACHED_STATEMENTS,
        )
    except (OSError, sqlite3.Error) as problem:
        raise _unusable(path, problem) from problem
    try:
        return _prepared(connection, path)
    except BaseException as problem:
        connection.close()
        if isinstance(problem, sqlite3.Error):
            raise _unusable(path, problem) from problem
        raise


def _prepared(connection: sqlite3.Connection, path: Path) -> SqliteUtils:
    db = SqliteUtils(connection, execute_plugins=False)
    mode = db.execute("pragma journal_mode=wal").fetchone()[0]
    if mode != "wal":
        raise OperatorError(f"{path} must be on a local disk: SQLite cannot keep a write-ahead log there.")
    db.execute("pragma synchronous=full")
    db.execute("pragma foreign_keys=on")
    db.execute("pragma temp_store=memory")
    db.execute("pragma cache_size=-65536")  # KiB: room for the upper pages of large indexes
    db.execute("pragma journal_size_limit=67108864")
    return db


def _unusable(path: Path, problem: Exception) -> OperatorError:
    if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
        return OperatorError(f"{path} is not a database. Move that file away, or point EYE_DATA to another folder.")
    return OperatorError(
        f"The database {path} cannot be opened: {problem}. "
        "Give this user the right to write to that folder, or point EYE_DATA to another one."
    )


class Sqlite:
    """A `Database` on one file. Several processes may open the same."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.stats = Stats()
        self.waiting = 0
        db = connect(path, busy_seconds)
        self._writer = Writer(db, SqliteTx(db), self.stats)
        self._readers = [_reader(path) for _ in range(READERS)]
        # The number that tells of commits counts for each connection apart, so one connection alone is asked.
        self._marker = _reader(path)
        self._marking = Lock()
        self._idle: SimpleQueue[SqliteUtils] = SimpleQueue()
        for reader in self._readers:
            self._idle.put(reader)
        self._threads = ThreadPoolExecutor(READERS, "eye-sqlite-reader")
        self._closed = False

    async def read(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self._refuse_if_closed()
        return await in_thread(self._threads, partial(self._snapshot, fn, *args, **kwargs))

    async def write(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self._refuse_if_closed()
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._writer.put(Call(fn, args, kwargs, future))
        self.waiting += 1
        try:
            return await future
        finally:
            self.waiting -= 1

    async def mark(self) -> str:
        self._refuse_if_closed()
        return await in_thread(self._threads, self._mark)

    async def write_from(
        self, first: First, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        return await self.write(fn, *args, **kwargs)

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._threads.shutdown()
        for reader in self._readers:
            reader.close()
        self._marker.close()
        self._writer.stop()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise Unavailable("The database is closed: Eye is stopping.")

    def _mark(self) -> str:
        try:
            with self._marking:
                return str(self._marker.execute("pragma data_version").fetchone()[0])
        except sqlite3.Error as problem:
            raise translated(problem) from problem

    def _snapshot(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        db = self._idle.get()
        try:
            with db.atomic():  # deferred, so the first statement takes the snapshot and no lock
                return fn(SqliteTx(db), *args, **kwargs)
        except sqlite3.Error as problem:
            raise translated(problem) from problem.__cause__
        finally:
            self._idle.put(db)


def _reader(path: Path) -> SqliteUtils:
    db = connect(path)
    db.execute("pragma query_only=on")
    return db
