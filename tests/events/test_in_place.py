"""A batch changes its session's row and no index of it: thousands of pages send one every few seconds."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eye.events.store import save_session
from eye.operations.store import figures
from eye.sessions.store import list_due
from tests.plans import Planned, planned_on_sqlite

INDEXES = "select name, sql from sqlite_master where tbl_name = 'sessions' and type = 'index'"


class Kept:
    """In the place of a transaction: keeps the statement."""

    sql = ""

    def later(self, sql: str, /, **params: object) -> None:
        self.sql = sql


@pytest.fixture
def planned(tmp_path: Path) -> Iterator[Planned]:
    with planned_on_sqlite(tmp_path) as planned:
        yield planned


def test_no_index_is_made_of_what_a_batch_changes(planned: Planned) -> None:
    kept: Any = Kept()
    names = ["acked", "last_seen", "open_flags", "past_gens", "watched", "commands", "lowest_coverage", "held"]
    save_session(kept, dict.fromkeys([*names, "minutes", "events", "flags", "rejected", "id"], 0))
    changed = set(re.findall(r"(\w+) = ", kept.sql.partition(" where ")[0]))
    assert {"last_seen", "event_count"} <= changed
    made = {row["name"]: set(re.findall(r"\w+", row["sql"] or "")) for row in planned.all(INDEXES)}
    assert len(made) > 5
    assert {name: words & changed for name, words in made.items() if words & changed} == {}


def test_sessions_that_run_are_found_among_all_by_an_index(planned: Planned) -> None:
    for count, fn, args in ((1, list_due, (1_000, 500, 200)), (2, figures, (1_000,))):
        plan = planned.of(fn, *args)
        assert plan.count("INDEX sessions_unended") == count, plan
        assert "SCAN sessions\n" not in plan, plan
