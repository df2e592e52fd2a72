"""A batch changes its session's row and no index of it: thousands of pages send one every few seconds."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eye.db import migrate
from eye.events.store import save_session
from eye.operations.store import figures
from eye.sessions.store import list_due


class Kept:
    """In the place of a transaction: keeps the statements, and how SQLite would run each."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.plans: dict[str, str] = {}

    def later(self, sql: str, /, **params: object) -> None:
        lines = self._connection.execute(f"explain query plan {sql}", params).fetchall()
        self.plans[sql] = "\n".join(line[3] for line in lines)

    def all(self, sql: str, /, **params: object) -> list[Any]:
        self.later(sql, **params)
        return []

    def one(self, sql: str, /, **params: object) -> None:
        self.later(sql, **params)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    migrate(f"sqlite:///{tmp_path / 'eye.db'}")
    connection = sqlite3.connect(tmp_path / "eye.db")
    yield connection
    connection.close()


def test_no_index_is_made_of_what_a_batch_changes(connection: sqlite3.Connection) -> None:
    kept: Any = Kept(connection)
    names = ["acked", "last_seen", "open_flags", "past_gens", "watched", "commands", "lowest_coverage", "held"]
    save_session(kept, dict.fromkeys([*names, "minutes", "events", "flags", "rejected", "id"], 0))
    [sql] = kept.plans
    changed = set(re.findall(r"(\w+) = ", sql.partition(" where ")[0]))
    assert {"last_seen", "event_count"} <= changed
    made = connection.execute("select sql from sqlite_master where tbl_name = 'sessions' and type = 'index'").fetchall()
    assert len(made) > 5
    assert [(sql, used) for (sql,) in made if (used := changed & set(re.findall(r"\w+", sql or "")))] == []


def test_sessions_that_run_are_found_among_all_by_an_index(connection: sqlite3.Connection) -> None:
    kept: Any = Kept(connection)
    list_due(kept, 1_000, 500, 200)
    figures(kept, 1_000)
    asked = [plan for sql, plan in kept.plans.items() if "from sessions" in sql]
    assert len(asked) == 3
    assert all("INDEX sessions_unended" in plan for plan in asked), asked
