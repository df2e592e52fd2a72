"""Statements on SQLite, through sqlite-utils. Its table methods read the schema on each call, so none is used here."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database as SqliteUtils

from eye.db.contract import Row, Unavailable

# What passes by itself or by an operator's hand, unlike a wrong statement. https://www.sqlite.org/rescode.html
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


_LOCK = " for no key update"  # SQLite has no word for it: a write has the whole database
_KNOWN = 1_000  # statements whose columns are remembered
_columns: dict[str, tuple[str, ...]] = {}


class SqliteTx:
    """Only ever within a transaction, so that statements go to the connection itself: nothing commits them alone."""

    __slots__ = ("_connection",)

    def __init__(self, db: SqliteUtils) -> None:
        self._connection = db.conn

    def all(self, sql: str, /, **params: object) -> list[Row]:
        cursor = self._connection.execute(sql.removesuffix(_LOCK), params)
        if cursor.description is None:
            return []
        names = _names(sql, cursor.description)
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def one(self, sql: str, /, **params: object) -> Row | None:
        # To the end, because an unfinished `returning` would keep the transaction from committing.
        rows = self.all(sql, **params)
        return rows[0] if rows else None

    def run(self, sql: str, /, **params: object) -> int:
        cursor = self._connection.execute(sql, params)
        if cursor.description is not None:
            cursor.fetchall()
        return cursor.rowcount

    def many(self, sql: str, rows: Sequence[Mapping[str, object]], /) -> None:
        if rows:
            self._connection.executemany(sql, rows)

    def later(self, sql: str, /, **params: object) -> None:
        self.run(sql, **params)

    def expect(self, sql: str, /, **params: object) -> bool:
        return bool(self.run(sql, **params))


def _names(sql: str, description: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
    """What the columns of a statement are called. A session has more than fifty, and is read by every request."""
    names = _columns.get(sql, ())
    if len(names) != len(description):
        if len(_columns) >= _KNOWN:
            _columns.clear()
        names = _columns[sql] = tuple(column[0] for column in description)
    return names


def translated(problem: BaseException) -> BaseException:
    """An Unavailable in place of what a later try may not meet; anything else as it is."""
    code = getattr(problem, "sqlite_errorcode", None)
    if not isinstance(problem, sqlite3.Error) or code is None or code & 0xFF not in _PASSING:
        return problem
    unavailable = Unavailable(f"The database cannot answer: {problem}")
    unavailable.__cause__ = problem
    return unavailable
