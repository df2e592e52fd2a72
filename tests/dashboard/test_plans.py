"""How the pages of an organisation find their rows among those of all: by an index, however many there are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eye.dashboard.candidates.store import candidates
from eye.dashboard.organisation.retention_store import due_next
from eye.dashboard.sessions.store import Filter, of_candidate, sessions
from eye.reports import hours_store
from tests.plans import Planned, planned_on_sqlite


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Planned]:
    with planned_on_sqlite(tmp_path) as planned:
        yield planned


def test_candidates_are_read_in_order_and_their_sessions_counted_in_an_index(asked: Planned) -> None:
    asked.of(candidates, "org", "", "c1", 51)
    assert "SEARCH c USING INDEX sqlite_autoindex_candidates_1 (organisation_id=? AND id>?)" in asked.plan, asked.plan
    assert asked.plan.count("sessions_candidate (organisation_id=? AND candidate_id=?)") == 2, asked.plan
    assert "SCAN c" not in asked.plan


def test_the_sessions_of_a_candidate_are_found_newest_first(asked: Planned) -> None:
    asked.of(of_candidate, "org", "ada", 50)
    assert "sessions_candidate (organisation_id=? AND candidate_id=?)" in asked.plan, asked.plan
    assert "TEMP B-TREE" not in asked.plan


def test_the_sessions_that_run_are_found_without_the_others(asked: Planned) -> None:
    for before in ("", "ses_1"):
        asked.of(sessions, "org", Filter(status="running", before=before), 51)
        assert "SEARCH s USING INDEX sessions_running (organisation_id=?)" in asked.plan, asked.plan
        assert asked.plan.count("SCAN") == asked.plan.count("SCAN listed"), asked.plan  # those that were found


def test_what_is_erased_next_is_read_in_the_order_of_its_index(asked: Planned) -> None:
    asked.of(due_next, "org", 20)
    assert "SEARCH s USING INDEX sessions_erased_next (organisation_id=? AND erase_at>?)" in asked.plan, asked.plan
    assert "TEMP B-TREE" not in asked.plan


def test_only_the_hours_that_are_not_counted_are_read_row_by_row(asked: Planned) -> None:
    asked.of(hours_store.counted, "org", 1)
    assert "(organisation_id=? AND hour>?)" in asked.plan, asked.plan
    asked.of(hours_store.uncounted, "org", 1)
    for found in (
        "sessions USING INDEX sessions_organisation (organisation_id=? AND id>?)",
        "flags USING INDEX flags_organisation (organisation_id=? AND id>?)",
        "ledger USING INDEX sqlite_autoindex_ledger_1 (id>?)",
    ):
        assert found in asked.plan, asked.plan
    assert "SCAN" not in asked.plan
