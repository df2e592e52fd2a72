"""The engine for more than one machine. Each write is a transaction of its own, and a conflict runs it again."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from eye.db.contract import Stats, Tx, Unavailable
from eye.db.postgres_flush import Flusher
from eye.db.postgres_tx import ADAPTERS, Connection, Pooled, PostgresTx, connect, first_line
from eye.db.threads import in_thread

P = ParamSpec("P")
R = TypeVar("R")

READ = b"begin isolation level repeatable read, read only"
WRITE = b"begin isolation level read committed"
ATTEMPTS = 5
# Threads that wait for the server hold no lock of Python, but more of them than this only queue there instead.
CONNECTIONS = 8
WAIT_SECONDS = 3.0


class Postgres:
    """A `Database` on a server. It comes back by itself when the server does."""

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        connect(url).close()  # says at once, and in a sentence, what is wrong
        self.stats = Stats()
        self.waiting = 0
        self._flusher = Flusher(lambda: connect(url), self.stats)
        self._closed = False
        self._tries = connections + 1
        self._threads = ThreadPoolExecutor(connections, "eye-postgres")
        self._pool = ConnectionPool(
            url,
            connection_class=Pooled,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "context": ADAPTERS,
                "client_encoding": "utf8",
                "connect_timeout": 5,
                "application_name": "eye",
            },
            configure=configure,
            min_size=1,
            max_size=connections,
            timeout=WAIT_SECONDS,
            reconnect_timeout=WAIT_SECONDS,
            open=True,
        )

    async def read(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        _, result = await self._in_thread(lambda: self._transact(READ, lambda tx: fn(tx, *args, **kwargs)))
        return result

    async def write(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        on_disk: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting += 1
        try:
            result = await self._in_thread(lambda: self._write(lambda tx: fn(tx, *args, **kwargs), on_disk))
            await on_disk
        finally:
            self.waiting -= 1
        return result

    async def mark(self) -> str:
        """Which transactions can be seen; one that only began may change it too."""
        return await self.read(_seen)

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._threads.shutdown()
        self._flusher.stop()
        self._pool.close()

    async def _in_thread(self, work: Callable[[], R]) -> R:
        if self._closed:
            raise Unavailable("The database is closed: Eye is stopping.")
        return await in_thread(self._threads, work)

    def _write(self, work: Callable[[Tx], R], on_disk: asyncio.Future[None]) -> R:
        life, result = self._transact(WRITE, work)
        # In this thread: closing waits for it, and only then stops the flusher.
        self._flusher.put(life, on_disk)
        return result

    def _transact(self, begin: bytes, work: Callable[[Tx], R]) -> tuple[int, R]:
        """The result, and the life of the flusher in which it came about."""
        for _ in range(ATTEMPTS):
            try:
                return self._attempt(begin, work)
            except (DeadlockDetected, SerializationFailure) as problem:
                conflict = problem
            except psycopg.OperationalError as problem:
                raise Unavailable(f"The database cannot answer: {first_line(problem)}.") from problem
        raise Unavailable(f"The database found no turn for this write in {ATTEMPTS} attempts.") from conflict

    def _attempt(self, begin: bytes, work: Callable[[Tx], R]) -> tuple[int, R]:
        connection = self._begun(begin)
        self._flusher.revive()
        life = self._flusher.life
        try:
            result = work(PostgresTx(connection.statements))
            connection.statements.command(b"commit")
        except BaseException:
            if not connection.closed:
                connection.rollback()
            raise
        finally:
            self._pool.putconn(connection)
        return life, result

    def _begun(self, begin: bytes) -> Pooled:
        """A connection in a transaction. When the server was restarted each pooled one fails once: try the next."""
        for _ in range(self._tries):
            connection = self._pool.getconn()
            try:
                connection.statements.command(begin)
            except psycopg.OperationalError as problem:
                lost = problem
                self._pool.putconn(connection)
            else:
                return connection
        raise lost


def _seen(tx: Tx) -> str:
    row = tx.one("select cast(pg_current_snapshot() as text) as seen")
    return str(row["seen"]) if row else ""


def configure(connection: Connection) -> None:
    connection.execute("set lock_timeout = '30s'")  # as long as SQLite waits for its lock
    connection.execute("set synchronous_commit = off")  # the flusher waits for the disk, once for many
    # A plan is kept while its table grows: what seems quicker while that is nearly empty would read all of it later.
    connection.execute("set enable_seqscan = off")
    connection.execute("set jit = off")  # which would compile what seems dear only by the line above
