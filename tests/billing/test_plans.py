"""How usage is found among all that an organisation ever used: by what is kept of its days, or by an index in order."""

import re
from collections.abc import Iterator

import pytest

from eye.billing import report_store
from eye.billing.wanted import Wanted
from eye.clock import DAY
from tests.databases import ENGINES
from tests.plans import Planned, planned_on_postgresql, planned_on_sqlite

MANY = 20_000
_COUNTED = f"with recursive n(n) as (select 1 union all select n + 1 from n where n < {MANY})"  # noqa: S608
_CELL = "'org' || (n % 10), {day}, 'key_' || (n % 4), 'dom', 'exam.example.com', 'e' || (n % 50), 'session'"
FILL = (
    f"""insert into usage (id, organisation_id, at, key_id, domain_id, domain_entry, assessment_id, meter, charged,
          quantity, credits, candidate_id, session_id)
        {_COUNTED} select 'use_' || (n + 100000), {_CELL.format(day="cast(n as bigint) * 432000")}, 'session:' || n,
          1, 1, 'c' || (n % 3000), 'ses_' || (n + 100000) from n""",  # noqa: S608
    f"""insert into usage_days (organisation_id, day, key_id, domain_id, domain_entry, assessment_id, meter, charges,
          sessions, credits, quantity, oldest, newest)
        {_COUNTED} select {_CELL.format(day="n / 200")}, count(*), 1, 1, 1, min('ses_' || (n + 100000)),
          max('ses_' || (n + 100000)) from n group by 1, 2, 3, 4, 5, 6, 7""",  # noqa: S608
)
WINDOW = Wanted(since=10 * DAY, until=40 * DAY)


@pytest.fixture(scope="module", params=ENGINES)
def planned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    with (
        planned_on_sqlite(tmp_path_factory.mktemp("plans"), *FILL)
        if request.param == "sqlite"
        else planned_on_postgresql(request.getfixturevalue("postgres"), *FILL)
    ) as planned:
        yield planned


def charges_are_found_by(plan: str, *indexes: str) -> None:
    """Whichever of them an engine prefers, in its order, and without a look at the others."""
    assert re.search(rf"\b({'|'.join(indexes)})\b", plan), plan
    assert "Seq Scan on usage" not in plan, plan
    assert "SCAN u" not in plan, plan


@pytest.mark.parametrize("by", ["day", "key", "domain", "assessment", "meter"])
def test_sums_read_no_charge(planned: Planned, by: str) -> None:
    for wanted in (Wanted(), WINDOW, Wanted(key="key_1"), Wanted(assessment="e11", meter="session")):
        plan = planned.of(report_store.totals, "org1", wanted, by, None, 51)
        plan += planned.of(report_store.total, "org1", wanted)
        assert "usage_of" not in plan
        assert "usage_organisation" not in plan
        assert "usage u" not in plan


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        # Where one row in ten is theirs, PostgreSQL reads them in the order of all.
        (Wanted(), "usage_organisation|usage_pkey"),
        (WINDOW, "usage_organisation|usage_pkey"),
        (Wanted(key="key_1"), "usage_with_key|usage_pkey"),
        (Wanted(assessment="e11"), "usage_assessment"),
        (Wanted(candidate="c11"), "usage_candidate"),
        (Wanted(session="ses_100011"), "usage_of_session"),
    ],
)
def test_single_charges_are_read_in_the_order_of_their_index(planned: Planned, wanted: Wanted, index: str) -> None:
    plan = planned.of(report_store.list_usage, "org1", wanted, "zzzz", 51)
    charges_are_found_by(plan, index)
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan, plan


@pytest.mark.parametrize("wanted", [Wanted(), WINDOW, Wanted(key="key_1"), Wanted(domain="dom")])
def test_sessions_are_added_up_in_the_order_of_their_index(planned: Planned, wanted: Wanted) -> None:
    plan = planned.of(report_store.totals, "org1", wanted, "session", None, 51)
    charges_are_found_by(plan, "usage_of_session")
    assert "TEMP B-TREE FOR GROUP BY" not in plan, plan
    assert "HashAggregate\n  ->  Index" not in plan, plan


def test_few_charges_of_an_assessment_are_not_looked_for_among_all(planned: Planned) -> None:
    charges_are_found_by(
        planned.of(report_store.totals, "org1", Wanted(assessment="e11"), "session", None, 51), "usage_assessment"
    )


@pytest.mark.parametrize("wanted", [Wanted(), WINDOW, Wanted(assessment="e11"), Wanted(key="key_1")])
def test_candidates_are_added_up_by_their_own_charges(planned: Planned, wanted: Wanted) -> None:
    plan = planned.of(report_store.totals, "org1", wanted, "candidate", None, 51)
    assert plan.count("usage_candidate ") == 2, plan
    charges_are_found_by(plan, "usage_candidate")


@pytest.mark.parametrize("by", ["day", "key", "session", "candidate"])
def test_what_one_candidate_or_session_cost_is_found_by_it(planned: Planned, by: str) -> None:
    for wanted, index in (
        (Wanted(candidate="c11"), "usage_candidate"),
        (Wanted(session="ses_100011"), "usage_of_session"),
    ):
        charges_are_found_by(planned.of(report_store.totals, "org1", wanted, by, None, 51), index)
