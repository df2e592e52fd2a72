"""How the audit log finds the newest acts of a filter among all: by an index of what the filter names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eye.clock import DAY
from eye.organisations.audit.store import Wanted, acts
from tests.databases import ENGINES
from tests.plans import Planned, planned_on_postgresql, planned_on_sqlite

MANY = """insert into audit (id, organisation_id, actor, act, subject, data, at)
  with recursive n(n) as (select 1 union all select n + 1 from n where n < 20000)
  select 'aud_' || (n + 100000), 'org' || (n % 90), 'mem_' || (n % 7), case when n < 500 then 'risk.change' else
    'session.act' || (n % 3) end, 'ses_' || (n % 3000), '{}', n from n"""


@pytest.fixture(scope="module", params=ENGINES)
def planned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    with (
        planned_on_sqlite(tmp_path_factory.mktemp("plans"), MANY)
        if request.param == "sqlite"
        else planned_on_postgresql(request.getfixturevalue("postgres"), MANY)
    ) as planned:
        yield planned


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(), "audit_organisation"),
        (Wanted(until=5 * DAY), "audit_organisation"),
        (Wanted(act="session."), "audit_act"),
        (Wanted(act="risk.", since=3), "audit_act"),
        (Wanted(act="session.", actor="mem_3"), "audit_actor"),
        (Wanted(actor="mem_3"), "audit_actor"),
        (Wanted(subject="ses_7", act="session."), "audit_subject"),
    ],
)
def test_acts_are_found_by_what_the_filter_names(planned: Planned, wanted: Wanted, index: str) -> None:
    plan = planned.of(acts, "org1", wanted, 51)
    assert f"{index} " in plan.replace("\n", " "), plan
    assert "SCAN a\n" not in plan + "\n"
    assert "Seq Scan on audit" not in plan


@pytest.mark.parametrize("engine", ["sqlite"])
def test_many_acts_of_one_actor_are_found_by_the_kind(engine: str, tmp_path: Path) -> None:
    alone = MANY.replace("'org' || (n % 90), 'mem_' || (n % 7)", "'org1', 'mem_1'")
    with planned_on_sqlite(tmp_path, alone) as planned:
        found: list[Any] = []
        plan = planned.of(lambda tx: found.extend(acts(tx, "org1", Wanted(act="risk.", actor="mem_1"), 51)))
        assert len(found) == 51
        assert [row["id"] for row in found] == sorted((row["id"] for row in found), reverse=True)
        assert "SEARCH a USING COVERING INDEX audit_act (organisation_id=? AND act=?" in plan or (
            "SEARCH a USING INDEX audit_act (organisation_id=? AND act=?" in plan
        ), plan
