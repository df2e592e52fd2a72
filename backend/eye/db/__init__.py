"""Access to the database: one contract, two engines. Nothing here knows what Eye stores."""

from pathlib import Path

from eye.db.address import is_postgres, sqlite_path
from eye.db.around import Around
from eye.db.contract import Database, First, Row, Stats, Tx, Unavailable
from eye.db.migrations import Level, level, migrate, require_level
from eye.db.postgres import Postgres
from eye.db.sqlite import Sqlite

__all__ = [
    "Around",
    "Database",
    "First",
    "Level",
    "Row",
    "Stats",
    "Tx",
    "Unavailable",
    "level",
    "migrate",
    "open_database",
    "require_level",
]


def open_database(address: str | Path) -> Database:
    """Open, without migrating, a path or `sqlite:///…` as SQLite and `postgresql://…` as PostgreSQL.

    OperatorError, with what to do, if it cannot be reached or is not usable.
    """
    if is_postgres(address):
        return Postgres(str(address))
    return Sqlite(sqlite_path(address))
