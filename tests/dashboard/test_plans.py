"""How the pages of an organisation find their rows among those of all: by an index, however many there are."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eye.dashboard.candidates.store import candidates
from eye.dashboard.organisation.retention_store import due_next
from eye.dashboard.sessions.store import Filter, of_candidate, sessions
from eye.db import Row, migrate
from eye.reports import hours_store


class Asked:
    """In the place of a transaction: keeps how SQLite would run each statement."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.plan = ""

    def all(self, sql: str, /, **params: object) -> list[Row]:
        lines = self._connection.execute(f"explain query plan {sql}", params).fetchall()
        self.plan = "\n".join(line[3] for line in lines)
        return []


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Any]:
    migrate(f"sqlite:///{tmp_path / 'eye.db'}")
    with sqlite3.connect(tmp_path / "eye.db") as connection:
        yield Asked(connection)
    connection.close()


def test_candidates_are_read_in_order_and_their_sessions_counted_in_an_index(asked: Any) -> None:
    candidates(asked, "org", "", "c1", 51)
    assert "SEARCH c USING INDEX sqlite_autoindex_candidates_1 (organisation_id=? AND id>?)" in asked.plan, asked.plan
    assert asked.plan.count("sessions_candidate (organisation_id=? AND candidate_id=?)") == 2, asked.plan
    assert "SCAN c" not in asked.plan


def test_the_sessions_of_a_candidate_are_found_newest_first(asked: Any) -> None:
    of_candidate(asked, "org", "ada", 50)
    assert "sessions_candidate (organisation_id=? AND candidate_id=?)" in asked.plan, asked.plan
    assert "TEMP B-TREE" not in asked.plan


def test_the_sessions_that_run_are_found_without_the_others(asked: Any) -> None:
    for before in ("", "ses_1"):
        sessions(asked, "org", Filter(status="running", before=before), 51)
        assert "SEARCH s USING INDEX sessions_running (organisation_id=?)" in asked.plan, asked.plan
        assert "SCAN" not in asked.plan


def test_what_is_erased_next_is_read_in_the_order_of_its_index(asked: Any) -> None:
    due_next(asked, "org", 20)
    assert "SEARCH s USING INDEX sessions_erased_next (organisation_id=? AND erase_at>?)" in asked.plan, asked.plan
    assert "TEMP B-TREE" not in asked.plan


def test_only_the_hours_that_are_not_counted_are_read_row_by_row(asked: Any) -> None:
    hours_store.counted(asked, "org", 1)
    assert "(organisation_id=? AND hour>?)" in asked.plan, asked.plan
    hours_store.uncounted(asked, "org", 1)
    for found in (
        "sessions USING INDEX sessions_organisation (organisation_id=? AND id>?)",
        "flags USING INDEX flags_organisation (organisation_id=? AND id>?)",
        "ledger USING INDEX sqlite_autoindex_ledger_1 (id>?)",
    ):
        assert found in asked.plan, asked.plan
    assert "SCAN" not in asked.plan
