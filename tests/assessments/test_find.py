"""Candidates are found by how their id, names or email begin: in any case and accent, by an index, until forgotten."""

from collections.abc import Iterator
from typing import Any

import pytest

from eye.assessments import find
from eye.dashboard.candidates.store import candidates
from eye.dashboard.sessions.store import Filter, sessions
from eye.db import Tx
from eye.flags.review_store import Wanted, list_flags
from eye.sessions.list_store import Wanted as Listed
from eye.sessions.list_store import list_sessions
from tests.databases import ENGINES
from tests.plans import Planned, planned_on_postgresql, planned_on_sqlite
from tests.world import Organisation, World


def ids(owner: Organisation, text: str) -> list[str]:
    def ask(tx: Tx) -> list[str]:
        sql, values = find.found(text)
        return [row["id"] for row in tx.all(f"select id from ({sql}) f order by id", org=owner.id, **values)]  # noqa: S608

    return owner.world.read(ask)


@pytest.fixture
def school(acme: Organisation, stranger: Organisation) -> Organisation:
    """One whose exam began, one of the platform's server, one of a file; and somebody else's."""
    acme.started(candidateId="A-1", candidateFirstName="Zoë", candidateLastName="van Ångström")
    person = {"id": "b.2", "firstName": "Ana María", "lastName": "Çelik", "email": "Ana@Example.com"}
    assert acme.call("POST", "/v1/candidates", person).status_code == 201
    acme.world.execute(
        """insert into candidates (organisation_id, id, first_name, last_name, created_at)
           values (:org, 'c_3', 'Ольга', 'Straße', 1)""",
        org=acme.id,
    )
    stranger.started(candidateId="A-1", candidateFirstName="Zoë")
    assert acme.world.parts.db is not None
    acme.world.write(find.fold_some, 10)
    return acme


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("a-1", ["A-1"]),
        ("zoe", ["A-1"]),
        ("ZOË ", ["A-1"]),
        ("van ang", ["A-1"]),
        ("ångström", []),
        ("zoe van", ["A-1"]),
        ("van ång zoe", ["A-1"]),
        ("ana", ["b.2"]),
        ("ana maria celik", ["b.2"]),
        ("ana@exa", ["b.2"]),
        ("b", ["b.2"]),
        ("ольга strasse", ["c_3"]),
        ("c_", ["c_3"]),
        ("%", []),
        ("zoe celik", []),
        ("a", ["A-1", "b.2"]),
    ],
)
def test_a_beginning_finds(school: Organisation, text: str, who: list[str]) -> None:
    assert ids(school, text) == who


def test_what_changes_is_found_by_its_new_name(school: Organisation, world: World) -> None:
    assert school.call("PATCH", "/v1/candidates/b.2", {"lastName": "Demir"}).status_code == 200
    assert (ids(school, "celik"), ids(school, "demir")) == ([], ["b.2"])
    world.end(school.started(candidateId="b.2", candidateLastName="Other")["token"])
    assert (ids(school, "other"), ids(school, "demir")) == ([], ["b.2"])
    world.end(school.started(candidateId="c_3", candidateEmail="olga@example.com")["token"])
    assert ids(school, "olga@") == ["c_3"]


def test_who_is_forgotten_is_found_no_more(school: Organisation, world: World) -> None:
    assert school.call("DELETE", "/v1/candidates/b.2").status_code == 202
    assert ids(school, "ana") == []
    left = world.rows("select find_id, find_first, find_last, find_email from candidates")
    assert find.folded("Çelik") not in [value for row in left for value in row.values()]


FILL = (
    """insert into candidates (organisation_id, id, created_at, find_id, find_first, find_last, find_email)
         with recursive n(n) as (select 1 union all select n + 1 from n where n < 9000)
         select 'org' || (n % 30), 'c' || n, 1, 'c' || n, 'f' || (n % 90), 'l' || (n % 70), 'e' || n from n""",
    """insert into sessions (id, organisation_id, mode, assessment_id, candidate_id, attempt, key_id, domain_id,
         domain_entry, origin, gen_started_at, created_at, abandon_ms, last_seen, ai_proctoring, facial_recognition,
         risk, ended_at)
       with recursive n(n) as (select 1 union all select n + 1 from n where n < 20000)
       select 'ses_' || (n + 100000), 'org' || (n % 30), 'live', 'e' || (n % 20), 'c' || (n % 9000), 1, 'key', 'dom',
         'e', 'o', 1, 1, 1, n, 1, 0, n % 60, n from n""",
    """insert into flags (id, organisation_id, session_id, gen, seq, type, severity, description, raised_at,
         created_at, assessment_id, candidate_id, queue)
       with recursive n(n) as (select 1 union all select n + 1 from n where n < 20000)
       select 'flg_' || (n + 100000), 'org' || (n % 30), 'ses_' || (n + 100000), 1, n, 'T' || (n % 9),
         'S' || (n % 3), '', n, n, 'e' || (n % 20), 'c' || (n % 9000), 'waiting' from n""",
)


@pytest.fixture(scope="module", params=ENGINES)
def planned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    with (
        planned_on_sqlite(tmp_path_factory.mktemp("plans"), *FILL)
        if request.param == "sqlite"
        else planned_on_postgresql(request.getfixturevalue("postgres"), *FILL)
    ) as planned:
        yield planned


def is_found_by(plan: str, *indexes: str) -> None:
    for index in ("candidates_find_id", "candidates_find_first", "candidates_find_last", "candidates_find_email"):
        assert index in plan, plan
    for index in indexes:
        assert index in plan, plan
    for table in ("candidates", "sessions", "flags"):
        assert f"Seq Scan on {table}" not in plan, plan
    assert "SCAN candidates" not in plan
    assert "SCAN s\n" not in plan
    assert "SCAN f\n" not in plan


def test_candidates_are_found_by_the_index_of_each_way(planned: Planned) -> None:
    is_found_by(planned.of(candidates, "org1", "nobody here", "", 51))


@pytest.mark.parametrize(
    "more", [{}, {"status": "ended"}, {"by_risk": True}, {"by_risk": True, "below": 7, "before": "ses_1"}]
)
def test_the_sessions_of_whom_is_searched_are_found_by_them(planned: Planned, more: Any) -> None:
    is_found_by(planned.of(sessions, "org1", Filter(candidate="nobody", **more), 51), "sessions_candidate")


@pytest.mark.parametrize("more", [{}, {"queue": "waiting"}, {"queue": "waiting", "severity": "S1", "type": "T1"}])
def test_the_flags_of_whom_is_searched_are_found_by_them(planned: Planned, more: Any) -> None:
    is_found_by(planned.of(list_flags, "org1", Wanted(person="nobody", **more), 51), "flags_candidate")


@pytest.mark.parametrize("status", ["", "ended"])
def test_the_sessions_of_an_assessment_are_read_in_order(planned: Planned, status: str) -> None:
    plan = planned.of(sessions, "org1", Filter(assessment="e7", status=status), 51)
    plan += planned.of(list_sessions, "org1", Listed(assessment="e7", status=status, before="zzzz"), 51)
    assert plan.count("sessions_assessment ") == 2, plan
    assert "Seq Scan on sessions" not in plan


@pytest.mark.parametrize("status", ["created", "paused"])
@pytest.mark.parametrize("assessment", ["", "e7"])
def test_sessions_that_run_are_found_among_those(planned: Planned, status: str, assessment: str) -> None:
    plan = planned.of(sessions, "org1", Filter(status=status, assessment=assessment), 51)
    plan += planned.of(list_sessions, "org1", Listed(status=status, assessment=assessment, before="zzzz"), 51)
    assert plan.count("sessions_running ") == 2, plan
