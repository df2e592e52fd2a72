"""Statements of one connection, run by libpq itself.

A cursor of psycopg waits with a generator and takes Python's lock several times for each statement; libpq's own call
waits once, without it. With several threads that is the difference between 60 and 15 µs a statement. Values are still
dumped and loaded by psycopg's adapters, and its errors are raised. (psycopg: `psycopg.pq`; libpq: PQexecPrepared.)
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGresult

from eye.db.contract import Row
from eye.db.placeholders import numbered
from eye.db.postgres_pipeline import Pipeline

DONE = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
# The server keeps a plan for each, some tens of kB.
MOST_PREPARED = 300

# Their results wait in memory.
MOST_LATER = 1000

_Key = tuple[bytes, tuple[int, ...]]  # the text, and the types of its parameters
_Asked = tuple[bytes | None, bytes, Any, tuple[int, ...]]  # its name if it is prepared, text, values and their types
_Send = tuple[Callable[[], None], bool]  # how it is sent, and whether it is expected to change a row


class Unmet(Exception):
    """A statement that was expected to change a row changed none."""


class Statements:
    """What is run twice is prepared: the server then parses and plans it no more."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._pgconn = connection.pgconn
        self._transformer = Transformer(connection)
        self._prepared: OrderedDict[_Key, bytes | None] = OrderedDict()
        self._made = 0
        self._later: list[_Send] = []
        self._pipeline = Pipeline(connection.pgconn)

    def execute(self, sql: str, params: Mapping[str, object]) -> PGresult:
        name, text, values, types = self._asked(sql, params)
        if self._later:
            return self._with_later(self._sending(name, text, values, types))
        if name is None:
            return self._checked(lambda: self._pgconn.exec_params(text, values, types))
        return self._checked(lambda: self._pgconn.exec_prepared(name, values))

    def later(self, sql: str, params: Mapping[str, object], *, expected: bool = False) -> None:
        """One whose outcome nobody asks for: it goes to the server with the next one, which raises what this met.

        `expected`: Unmet is raised then unless it changed a row.
        """
        self._later.append((self._sending(*self._asked(sql, params)), expected))
        if len(self._later) >= MOST_LATER:
            self.settle()

    def settle(self) -> None:
        """Know what became of everything that was put off."""
        if self._later:
            self._with_later()

    def each(self, sql: str, params: Iterable[Mapping[str, object]]) -> list[PGresult]:
        """One statement under several parameters, in one round trip."""
        sends = [self._sending(*self._asked(sql, one)) for one in params]
        return self._run([(send, False) for send in sends])

    def command(self, sql: bytes) -> None:
        """One without parameters that is not worth preparing, such as `commit`."""
        if self._later:
            self._with_later(lambda: self._pgconn.send_query_params(sql, None))
        else:
            self._checked(lambda: self._pgconn.exec_(sql))

    def forget_later(self) -> None:
        """To be called where the transaction is given up."""
        self._later.clear()

    def rows(self, result: PGresult) -> list[Row]:
        count = result.ntuples
        if not count:
            return []
        names = [(result.fname(column) or b"").decode() for column in range(result.nfields)]
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, count, lambda values: dict(zip(names, values, strict=True)))

    def _asked(self, sql: str, params: Mapping[str, object]) -> _Asked:
        text, names = numbered(sql)
        formats = [PyFormat.AUTO] * len(names)
        values: Any = self._transformer.dump_sequence([params[name] for name in names], formats)
        types = self._transformer.types or ()
        return self._name((text, types)), text, values, types

    def _sending(self, name: bytes | None, text: bytes, values: Any, types: tuple[int, ...]) -> Callable[[], None]:
        if name is None:
            return lambda: self._pgconn.send_query_params(text, values, types)
        return lambda: self._pgconn.send_query_prepared(name, values)

    def _with_later(self, *last: Callable[[], None]) -> PGresult:
        """Send together what was put off and `last`, in one round trip; the result of the last."""
        sends, self._later = [*self._later, *((send, False) for send in last)], []
        return self._run(sends)[-1]

    def _run(self, sends: list[_Send]) -> list[PGresult]:
        try:
            results = self._pipeline.run([send for send, _ in sends])
        except MemoryError:
            raise self._lost() from None
        for result in results:
            self._check(result)
        if not all(result.command_tuples for (_, expected), result in zip(sends, results, strict=True) if expected):
            raise Unmet
        return results

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
        self._check(result)
        return result

    def _check(self, result: PGresult) -> None:
        if result.status in DONE:
            return
        if result.error_field(pq.DiagnosticField.SQLSTATE) is None:
            raise self._lost()
        raise error_from_result(result)

    def _lost(self) -> psycopg.OperationalError:
        said: Sequence[str] = self._pgconn.get_error_message().strip().splitlines()
        return psycopg.OperationalError(said[0] if said else "the connection was lost")
