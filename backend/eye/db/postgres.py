"""The engine for more than one machine. What waits is committed together, and what meets a conflict is run again."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

import psycopg

from eye.db.calls import Call
from eye.db.contract import First, Stats, Tx, Unavailable
from eye.db.postgres_connections import Connections
from eye.db.postgres_flush import Flusher
from eye.db.postgres_tx import PostgresTx, connect, unavailable
from eye.db.postgres_writers import Writers
from eye.db.threads import in_thread

P = ParamSpec("P")
R = TypeVar("R")

READ = b"begin isolation level repeatable read, read only"
# A long read keeps one of them, and none of the writers.
READERS = 4
# More make smaller groups; fewer could all be waiting for locks of somebody else.
WRITERS = 4


class Postgres:
    """A `Database` on a server. It comes back by itself when the server does."""

    def __init__(self, url: str, readers: int = READERS, writers: int = WRITERS) -> None:
        connect(url).close()  # says at once, and in a sentence, what is wrong
        self.stats = Stats()
        self.waiting = 0
        self._closed = False
        self._connections = Connections(url, readers + writers)
        self._flusher = Flusher(lambda: connect(url), self.stats)
        self._writers = Writers(self._connections, self._flusher, writers)
        self._threads = ThreadPoolExecutor(readers, "eye-postgres-reader")

    async def read(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self._refuse_if_closed()
        return await in_thread(self._threads, partial(self._snapshot, fn, *args, **kwargs))

    async def write(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self._written(None, fn, *args, **kwargs)

    async def write_from(
        self, first: First, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        return await self._written(first, fn, *args, **kwargs)

    async def _written(
        self, first: First | None, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        self._refuse_if_closed()
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._writers.put(Call(fn, args, kwargs, future, first))
        self.waiting += 1
        try:
            return await future
        finally:
            self.waiting -= 1

    async def mark(self) -> str:
        """Which transactions can be seen; one that only began may change it too."""
        return await self.read(_seen)

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._threads.shutdown()
        self._writers.stop()
        self._flusher.stop()
        self._connections.close()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise Unavailable("The database is closed: Eye is stopping.")

    def _snapshot(self, fn: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return self._read(lambda tx: fn(tx, *args, **kwargs))
        except psycopg.OperationalError as problem:
            raise unavailable(problem) from problem

    def _read(self, work: Callable[[Tx], R]) -> R:
        connection = self._connections.begun(READ)
        try:
            result = work(PostgresTx(connection.statements))
            connection.statements.command(b"commit")
            return result
        except BaseException:
            connection.give_up()
            raise
        finally:
            self._connections.give_back(connection)


def _seen(tx: Tx) -> str:
    row = tx.one("select cast(pg_current_snapshot() as text) as seen")
    return str(row["seen"]) if row else ""
