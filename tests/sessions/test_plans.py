"""How a start finds its own attempt among all sessions, on a server that knows little or nothing about the table.

PostgreSQL plans a prepared statement once, perhaps while the table is empty and every index looks alike, and goes on
with that plan while the table grows.
"""

import re
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import DictRow

from eye.db import Row
from eye.db.placeholders import numbered
from eye.db.postgres_connections import configure
from eye.db.postgres_tx import connect
from eye.sessions import store
from tests.databases import untouched_postgres
from tests.postgres_server import Server

ATTEMPT = {"organisation_id": "org", "mode": "live", "assessment_id": "exam", "candidate_id": "ada"}
ALL_FOUR = {"organisation_id", "assessment_id", "candidate_id", "mode"}

MANY = """insert into sessions (id, organisation_id, mode, assessment_id, candidate_id, attempt, key_id, domain_id,
  domain_entry, origin, gen_started_at, created_at, abandon_ms, last_seen, ai_proctoring, facial_recognition)
  select 'ses_' || n, 'org', 'live', 'exam', 'c' || n, 1, 'key', 'dom', 'e', 'o', 1, 1, 1, n, 1, 0
  from generate_series(1, 3000) n"""


class Explained:
    """In the place of a transaction: keeps how the server would run each statement, whatever its values are."""

    def __init__(self, connection: psycopg.Connection[DictRow]) -> None:
        self._connection = connection
        self.plan = ""

    def one(self, sql: str, /, **params: object) -> Row | None:
        text, names = numbered(sql)
        nulls = f"({', '.join(['null'] * len(names))})" if names else ""
        self._connection.execute(b"prepare asked as " + text)
        lines = self._connection.execute(f"explain (costs off) execute asked{nulls}".encode()).fetchall()
        self._connection.execute("deallocate asked")
        self.plan = "\n".join(line["QUERY PLAN"] for line in lines)
        return None


@pytest.fixture(params=["empty", "nothing", "unknown", "known"])
def connection(postgres: Server, request: pytest.FixtureRequest) -> Iterator[psycopg.Connection[DictRow]]:
    """The table has no rows, as far as is known or as the server has seen; 3,000 unseen rows; 3,000 seen ones."""
    with untouched_postgres(postgres) as url, connect(url) as connection:
        connection.autocommit = True
        configure(connection)
        connection.execute("set plan_cache_mode = force_generic_plan")
        if request.param in ("unknown", "known"):
            connection.execute("set session_replication_role = replica")  # without what the rows refer to
            connection.execute(MANY.encode())
        if request.param in ("nothing", "known"):
            connection.execute("analyze sessions")
        yield connection


def _looked_up(plan: str) -> set[str]:
    """The columns by which the only index on sessions is entered."""
    assert "Seq Scan" not in plan, plan
    conditions: list[str] = re.findall(r"Index Cond: (.*)", plan)
    assert len(conditions) == 1, plan
    return set(re.findall(r"(\w+) = \$", conditions[0]))


def test_a_running_session_is_found_by_its_attempt(connection: psycopg.Connection[DictRow]) -> None:
    explained = Explained(connection)
    store.hold_running(explained, **ATTEMPT)  # type: ignore[arg-type]
    assert _looked_up(explained.plan) == ALL_FOUR, explained.plan


def test_used_attempts_are_counted_by_their_attempt(connection: psycopg.Connection[DictRow]) -> None:
    explained = Explained(connection)
    store.count_attempts(explained, **ATTEMPT)  # type: ignore[arg-type]
    assert _looked_up(explained.plan) == ALL_FOUR, explained.plan
