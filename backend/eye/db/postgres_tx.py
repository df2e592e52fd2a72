"""Statements and connections on PostgreSQL, with the types that SQLite would give."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq.abc import PGresult
from psycopg.rows import DictRow, dict_row
from psycopg.types.numeric import Int8Dumper

from eye.db.contract import First, Row, Unavailable
from eye.db.placeholders import for_rows
from eye.db.postgres_statements import Statements
from eye.errors import OperatorError

Connection = psycopg.Connection[DictRow]


MOST_ROWS = 100  # a batch of events; each number of rows is a statement of its own to prepare


class Pooled(Connection):
    """A connection of the pool, with what is prepared on it."""

    @cached_property
    def statements(self) -> Statements:
        return Statements(self)

    def give_up(self) -> None:
        """Leave the transaction without a trace."""
        self.statements.forget_later()
        if not self.closed:
            self.rollback()


class PostgresTx:
    """`careful`: what is expected is asked for. `ready` is the result of the statement with which a write begins."""

    __slots__ = ("_careful", "_statements", "ready")

    def __init__(self, statements: Statements, *, careful: bool = True) -> None:
        self._statements = statements
        self._careful = careful
        self.ready: tuple[First, PGresult] | None = None

    def all(self, sql: str, /, **params: object) -> list[Row]:
        return self._statements.rows(self._found(sql, params))

    def one(self, sql: str, /, **params: object) -> Row | None:
        found = self._statements.rows(self._found(sql, params))
        return found[0] if found else None

    def _found(self, sql: str, params: Mapping[str, object]) -> PGresult:
        if self.ready is not None:
            (first, result), self.ready = self.ready, None
            if first.sql == sql and first.params == params:
                return result
        return self._statements.execute(sql, params)

    def run(self, sql: str, /, **params: object) -> int:
        return self._statements.execute(sql, params).command_tuples or 0

    def many(self, sql: str, rows: Sequence[Mapping[str, object]], /) -> None:
        for start in range(0, len(rows), MOST_ROWS):
            self._batch(sql, rows[start : start + MOST_ROWS])

    def later(self, sql: str, /, **params: object) -> None:
        self._statements.later(sql, params)

    def expect(self, sql: str, /, **params: object) -> bool:
        if self._careful:
            return bool(self.run(sql, **params))
        self._statements.later(sql, params, expected=True)
        return True

    def _batch(self, sql: str, rows: Sequence[Mapping[str, object]]) -> None:
        together = for_rows(sql, len(rows)) if len(rows) > 1 else None
        if together is not None:
            values = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.items()}
            self._statements.later(together, values)
        else:
            for row in rows:
                self._statements.later(sql, row)


class _BoolAsInt(Int8Dumper):
    def dump(self, obj: object) -> bytes:
        return b"1" if obj else b"0"


class _NumericAsNumber(Loader):
    """`sum` of bigints is numeric, which psycopg gives as Decimal and SQLite as int."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else float(text)


def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    # By default the type follows the size of the number: one statement would be prepared as several,
    # and arithmetic on small ones would overflow.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(bool, _BoolAsInt)
    adapters.register_loader("numeric", _NumericAsNumber)
    return adapters


ADAPTERS = _adapters()


def connect(url: str) -> Connection:
    """A connection for statements outside the pool. OperatorError if the server cannot be reached."""
    try:
        where = conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # its text may repeat the password
        raise OperatorError(
            "The database address cannot be read. "
            "Write postgresql://user:password@host:5432/database in EYE_DATABASE_URL."
        ) from None
    try:
        return psycopg.connect(url, connect_timeout=5, row_factory=dict_row, context=ADAPTERS, client_encoding="utf8")
    except psycopg.OperationalError as problem:
        raise OperatorError(
            f"PostgreSQL at {where.get('host', 'the local socket')}:{where.get('port', 5432)} "
            f"(database {where.get('dbname', 'of the user’s name')}) cannot be reached: {first_line(problem)}. "
            "Start it, or correct EYE_DATABASE_URL."
        ) from problem


def first_line(problem: Exception) -> str:
    return str(problem).strip().splitlines()[0].rstrip(".")


def unavailable(problem: Exception) -> Unavailable:
    """What a caller is told when the server cannot answer now."""
    if isinstance(problem, Unavailable):
        return problem
    told = Unavailable(f"The database cannot answer: {first_line(problem)}.")
    told.__cause__ = problem
    return told
