"""Migrations on PostgreSQL, recorded in a table of their own."""

from collections.abc import Mapping

import psycopg

from eye.db.postgres_tx import Connection, connect
from eye.errors import OperatorError

# Any number that no other program takes in this database: "eye" in ASCII.
LOCK = 0x657965


def applied(url: str) -> list[str]:
    """Names, in order; none before the first."""
    with connect(url) as connection:
        return _applied(connection)


def apply(url: str, scripts: Mapping[str, str]) -> list[str]:
    """Apply the pending ones of `scripts` (name: SQL) and give their names."""
    try:
        with connect(url) as connection:
            return _apply(connection, scripts)
    except psycopg.Error as problem:
        raise OperatorError(f"The migration failed and changed nothing: {str(problem).strip()}") from problem


def _applied(connection: Connection) -> list[str]:
    found = connection.execute("select to_regclass('eye_migrations') is not null as found").fetchone()
    if not found or not found["found"]:
        return []
    return [row["name"] for row in connection.execute("select name from eye_migrations order by name")]


def _apply(connection: Connection, scripts: Mapping[str, str]) -> list[str]:
    connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    connection.execute(
        "create table if not exists eye_migrations"
        " (name text primary key, applied_at timestamptz not null default current_timestamp)"
    )
    done = _applied(connection)
    names = [name for name in scripts if name not in done]
    for name in names:
        connection.execute(scripts[name].encode())
        connection.execute("insert into eye_migrations (name) values (%s)", [name])
    return names
