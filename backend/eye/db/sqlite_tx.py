"""Statements on SQLite, through sqlite-utils. Its table methods read the schema on each call, so none is used here."""

import sqlite3
from collections.abc import Mapping, Sequence

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


class SqliteTx:
    __slots__ = ("_db",)

    def __init__(self, db: SqliteUtils) -> None:
        self._db = db

    def all(self, sql: str, /, **params: object) -> list[Row]:
        cursor = self._db.execute(sql, params)
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def one(self, sql: str, /, **params: object) -> Row | None:
        # To the end, because an unfinished `returning` would keep the transaction from committing.
        rows = self.all(sql, **params)
        return rows[0] if rows else None

    def run(self, sql: str, /, **params: object) -> int:
        cursor = self._db.execute(sql, params)
        if cursor.description is not None:
            cursor.fetchall()
        return cursor.rowcount

    def many(self, sql: str, rows: Sequence[Mapping[str, object]], /) -> None:
        if rows:
            self._db.conn.executemany(sql, rows)

    def later(self, sql: str, /, **params: object) -> None:
        self.run(sql, **params)

    def expect(self, sql: str, /, **params: object) -> bool:
        return bool(self.run(sql, **params))


def translated(problem: BaseException) -> BaseException:
    """An Unavailable in place of what a later try may not meet; anything else as it is."""
    code = getattr(problem, "sqlite_errorcode", None)
    if not isinstance(problem, sqlite3.Error) or code is None or code & 0xFF not in _PASSING:
        return problem
    unavailable = Unavailable(f"The database cannot answer: {problem}")
    unavailable.__cause__ = problem
    return unavailable
