"""Migrations on SQLite, recorded and applied by sqlite-utils."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlite_utils import Database as SqliteUtils
from sqlite_utils.migrations import Migrations

from eye.db.sqlite import connect
from eye.errors import OperatorError

SET = "eye"


def applied(path: Path) -> list[str]:
    """Names, in order; none if there is no file."""
    if not path.exists():
        return []
    db = connect(path)
    try:
        return [migration.name for migration in Migrations(SET).applied(db)]
    finally:
        db.close()


def apply(path: Path, scripts: Mapping[str, str]) -> list[str]:
    """Apply the pending ones of `scripts` (name: SQL) and give their names."""
    db = connect(path)
    try:
        return _apply(db, scripts)
    except sqlite3.Error as problem:
        raise OperatorError(f"The migration failed and changed nothing: {problem}.") from problem
    finally:
        db.close()


def _apply(db: SqliteUtils, scripts: Mapping[str, str]) -> list[str]:
    migrations = _set(scripts)
    # Migrations.apply takes no lock before it looks what is pending: another process may be doing the same.
    db.execute("begin immediate")
    try:
        names = [migration.name for migration in migrations.pending(db)]
        migrations.apply(db)
        db.execute("commit")
    except BaseException:
        db.rollback()
        raise
    return names


def _set(scripts: Mapping[str, str]) -> Migrations:
    migrations = Migrations(SET)
    for name, sql in scripts.items():
        migrations(name=name)(_step(sql))
    return migrations


def _step(sql: str) -> Callable[[SqliteUtils], None]:
    def step(db: SqliteUtils) -> None:
        db.executescript(sql)

    return step
