"""Statements of one connection, run by libpq itself.

A cursor of psycopg waits with a generator and takes Python's lock several times for each statement; libpq's own call
waits once, without it. With several threads that is the difference between 60 and 15 µs a statement. Values are still
dumped and loaded by psycopg's adapters, and its errors are raised. (psycopg: `psycopg.pq`; libpq: PQexecPrepared.)
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGresult

from eye.db.contract import Row
from eye.db.placeholders import numbered

DONE = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
# The server keeps a plan for each, some tens of kB.
MOST_PREPARED = 300

_Key = tuple[bytes, tuple[int, ...]]  # the text, and the types of its parameters


class Statements:
    """What is run twice is prepared: the server then parses and plans it no more."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._pgconn = connection.pgconn
        self._transformer = Transformer(connection)
        self._prepared: OrderedDict[_Key, bytes | None] = OrderedDict()
        self._made = 0

    def execute(self, sql: str, params: Mapping[str, object]) -> PGresult:
        text, names = numbered(sql)
        formats = [PyFormat.AUTO] * len(names)
        values: Any = self._transformer.dump_sequence([params[name] for name in names], formats)
        types = self._transformer.types or ()
        name = self._name((text, types))
        if name is None:
            return self._checked(lambda: self._pgconn.exec_params(text, values, types))
        return self._checked(lambda: self._pgconn.exec_prepared(name, values))

    def command(self, sql: bytes) -> None:
        """One without parameters that is not worth preparing, such as `commit`."""
        self._checked(lambda: self._pgconn.exec_(sql))

    def rows(self, result: PGresult) -> list[Row]:
        count = result.ntuples
        if not count:
            return []
        names = [(result.fname(column) or b"").decode() for column in range(result.nfields)]
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, count, lambda values: dict(zip(names, values, strict=True)))

    def _name(self, key: _Key) -> bytes | None:
        """The prepared statement's; None the first time."""
        if key not in self._prepared:
            self._prepared[key] = None
            self._forget_oldest()
            return None
        self._prepared.move_to_end(key)
        name = self._prepared[key]
        if name is None:
            self._made += 1
            name = b"eye_%d" % self._made
            text, types = key
            new = name
            self._checked(lambda: self._pgconn.prepare(new, text, types))
            self._prepared[key] = name
        return name

    def _forget_oldest(self) -> None:
        if len(self._prepared) > MOST_PREPARED:
            _, name = self._prepared.popitem(last=False)
            if name is not None:
                self.command(b"deallocate " + name)

    def _checked(self, ask: Callable[[], PGresult]) -> PGresult:
        try:
            result = ask()
        except MemoryError:  # how psycopg calls libpq's refusal to ask a server that is gone
            raise self._lost() from None
        if result.status in DONE:
            return result
        if result.error_field(pq.DiagnosticField.SQLSTATE) is None:
            raise self._lost()
        raise error_from_result(result)

    def _lost(self) -> psycopg.OperationalError:
        said: Sequence[str] = self._pgconn.get_error_message().strip().splitlines()
        return psycopg.OperationalError(said[0] if said else "the connection was lost")
