"""Statements and connections on PostgreSQL, with the types that SQLite would give."""

from collections.abc import Mapping, Sequence

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg.types.numeric import Int8Dumper

from eye.db.contract import Row
from eye.db.placeholders import for_rows, to_psycopg
from eye.errors import OperatorError

Connection = psycopg.Connection[DictRow]


MOST_ROWS = 100  # a batch of events; each number of rows is a statement of its own to prepare


class PostgresTx:
    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, sql: str, /, **params: object) -> list[Row]:
        cursor = self._connection.execute(to_psycopg(sql), params)
        return cursor.fetchall() if cursor.description else []

    def one(self, sql: str, /, **params: object) -> Row | None:
        cursor = self._connection.execute(to_psycopg(sql), params)
        return cursor.fetchone() if cursor.description else None

    def run(self, sql: str, /, **params: object) -> int:
        return self._connection.execute(to_psycopg(sql), params).rowcount

    def many(self, sql: str, rows: Sequence[Mapping[str, object]], /) -> None:
        together = for_rows(sql, len(rows)) if len(rows) <= MOST_ROWS else None
        if len(rows) == 1:
            self._connection.execute(to_psycopg(sql), rows[0])
        elif rows and together is not None:  # one round trip, and a fraction of a pipeline's work
            values = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.items()}
            self._connection.execute(to_psycopg(together), values)
        elif rows:
            with self._connection.cursor() as cursor:
                cursor.executemany(to_psycopg(sql), rows)


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
