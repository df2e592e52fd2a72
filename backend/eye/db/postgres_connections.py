"""The connections of a process to its PostgreSQL server: a transaction begins on one that lives."""

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from eye.db.postgres_tx import ADAPTERS, Connection, Pooled

WAIT_SECONDS = 3.0


class Connections:
    """At most `most`, opened when they are needed and again when the server comes back."""

    def __init__(self, url: str, most: int) -> None:
        self._tries = most + 1
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
            max_size=most,
            timeout=WAIT_SECONDS,
            reconnect_timeout=WAIT_SECONDS,
            open=True,
        )

    def begun(self, begin: bytes) -> Pooled:
        """One in a transaction. When the server was restarted each of the pool fails once: try the next."""
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

    def give_back(self, connection: Pooled) -> None:
        self._pool.putconn(connection)

    def close(self) -> None:
        self._pool.close()


def configure(connection: Connection) -> None:
    connection.execute("set lock_timeout = '30s'")  # as long as SQLite waits for its lock
    connection.execute("set synchronous_commit = off")  # the flusher waits for the disk, once for many
    # A plan is kept while its table grows: what seems quicker while that is nearly empty would read all of it later.
    connection.execute("set enable_seqscan = off")
    # Tables are read in the order in which a query names them: to look for a better one takes 7 ms for the nine of a
    # list of flags, which are read in one.
    connection.execute("set join_collapse_limit = 1")
    connection.execute("set jit = off")  # which would compile what seems dear only by the line above
