"""How each engine would run what a function asks, on tables that it knows to be large."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import DictRow
from psycopg.sql import Literal

from eye.db import Row, migrate
from eye.db.placeholders import numbered
from eye.db.postgres_connections import configure
from eye.db.postgres_tx import connect
from tests.databases import untouched_postgres
from tests.postgres_server import Server


class Planned:
    """In the place of a transaction: answers each statement, and keeps how it is run whatever its values are."""

    def __init__(self, ask: Callable[[str, dict[str, object]], tuple[list[Row], list[str]]]) -> None:
        self._ask = ask
        self.plan = ""

    def of(self, fn: Callable[..., object], *args: object) -> str:
        """The plans of all that `fn` asks."""
        self.plan = ""
        fn(self, *args)
        return self.plan

    def all(self, sql: str, /, **params: object) -> list[Row]:
        rows, plan = self._ask(sql, params)
        self.plan += "".join(f"{line}\n" for line in plan)
        return rows

    def one(self, sql: str, /, **params: object) -> Row | None:
        return next(iter(self.all(sql, **params)), None)


Fill = str | Callable[[psycopg.Connection[DictRow]], None]


@contextmanager
def planned_on_sqlite(folder: Path, *fill: str) -> Iterator[Planned]:
    """Without statistics, as Eye runs."""
    migrate(f"sqlite:///{folder / 'eye.db'}")
    connection = sqlite3.connect(folder / "eye.db")

    def ask(sql: str, params: dict[str, object]) -> tuple[list[Row], list[str]]:
        found = connection.execute(sql, params)
        names = [column[0] for column in found.description]
        lines = connection.execute(f"explain query plan {sql}", params).fetchall()
        return [dict(zip(names, row, strict=True)) for row in found], [line[3] for line in lines]

    for sql in fill:
        connection.execute(sql)
    yield Planned(ask)
    connection.close()


@contextmanager
def planned_on_postgresql(server: Server, *fill: Fill) -> Iterator[Planned]:
    """`fill` are statements, or what is done with the connection. All of it is known to the server afterwards."""
    with untouched_postgres(server) as url, connect(url) as connection:
        connection.autocommit = True
        configure(connection)
        connection.execute("set plan_cache_mode = force_generic_plan")
        connection.execute("set session_replication_role = replica")  # without what the rows refer to
        for one in fill:
            if isinstance(one, str):
                connection.execute(one.encode())
            else:
                one(connection)
        connection.execute("vacuum analyze")
        yield Planned(lambda sql, params: _asked(connection, sql, params))


def _asked(connection: psycopg.Connection[DictRow], sql: str, params: dict[str, Any]) -> tuple[list[Row], list[str]]:
    text, names = numbered(sql)
    connection.execute(b"prepare asked as " + text)
    values = ", ".join(Literal(params[name]).as_string(connection) for name in names)
    nulls = ", ".join(["null"] * len(names))
    given, unknown = (f"execute asked({those})" if names else "execute asked" for those in (values, nulls))
    rows = connection.execute(given.encode()).fetchall()
    lines = connection.execute(f"explain (costs off) {unknown}".encode()).fetchall()
    connection.execute("deallocate asked")
    return rows, [line["QUERY PLAN"] for line in lines]
