"""Starts by key, origin and identity: the same before and after their hours are counted, and found without the rest."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from eye.clock import HOUR
from eye.db.migrations import FOLDER
from eye.reports.hours import count_hours
from eye.sessions.start import counts as starts_store
from tests.databases import ENGINES
from tests.plans import Planned, planned_on_postgresql, planned_on_sqlite
from tests.sessions.minting import mint, set_identity
from tests.world import Organisation, World


@pytest.fixture
def begun(acme: Organisation, stranger: Organisation, world: World) -> Organisation:
    """Starts of three hours with two keys from two origins, and some of somebody else."""
    set_identity(acme, "report")
    acme.add_domain("other.example.org")
    second = acme.new_key()
    for number in range(3):
        stranger.started(candidateId=f"s{number}")
        acme.started(candidateId=f"a{number}", candidateToken=mint(acme, candidateId=f"a{number}"))
        acme.started(candidateId=f"b{number}", candidateToken="made.up", apiKey=second)
        acme.started(candidateId=f"c{number}", origin="https://other.example.org")
        world.clock.move(minutes=61)
    return acme


def told(acme: Organisation) -> list[Any]:
    first = acme.world.clock.at // HOUR - 24
    (key,) = acme.world.rows("select id from keys where plain = :key", key=acme.publishable)
    return [
        acme.world.read(starts_store.by_identity, acme.id, first),
        acme.world.read(starts_store.by_origin, acme.id, first, 50),
        acme.world.read(starts_store.of_key, acme.id, key["id"], first),
    ]


def test_counting_changes_no_number(begun: Organisation, world: World) -> None:
    before = told(begun)
    assert before[0] == {"signed": 3, "invalid": 3, "unsigned": 3}
    assert sorted(row["starts"] for row in before[1]) == [3, 3, 3]
    assert sum(before[2].values()) == 6
    while world.write(count_hours, world.clock.at, 1):
        assert told(begun) == before
    assert told(begun) == before
    assert world.rows("select count(*) as n from start_hours")[0]["n"] > 6


def test_an_upgrade_counts_the_hours_that_were_counted(begun: Organisation, world: World) -> None:
    world.write(count_hours, world.clock.at - HOUR)
    before = told(begun)
    world.execute("delete from start_hours")
    sql = (FOLDER / "0033_start_hours.sql").read_text("utf8").split(";")
    world.execute(next(part for part in sql if "insert into" in part))
    assert told(begun) == before


@pytest.fixture(scope="module", params=ENGINES)
def planned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    fill = """insert into sessions (id, organisation_id, mode, assessment_id, candidate_id, attempt, key_id, domain_id,
        domain_entry, origin, gen_started_at, created_at, abandon_ms, last_seen, ai_proctoring, facial_recognition)
      with recursive n(n) as (select 1 union all select n + 1 from n where n < 5000)
      select 'ses_' || (n + 10000), 'org' || (n % 9), 'live', 'exam', 'c' || n, 1, 'key', 'dom', 'e', 'o', 1, 1, 1, n,
        1, 0 from n"""
    hours = """insert into start_hours (organisation_id, hour, key_id, origin, identity, sessions)
      with recursive n(n) as (select 1 union all select n + 1 from n where n < 5000)
      select 'org' || (n % 9), n, 'key', 'o', 'signed', 1 from n"""
    with (
        planned_on_sqlite(tmp_path_factory.mktemp("plans"), fill, hours)
        if request.param == "sqlite"
        else planned_on_postgresql(request.getfixturevalue("postgres"), fill, hours)
    ) as planned:
        yield planned


def test_no_session_of_an_hour_that_is_counted_is_read(planned: Planned) -> None:
    plan = planned.of(starts_store.by_origin, "org1", 4_000, 50)
    plan += planned.of(starts_store.by_identity, "org1", 4_000)
    plan += planned.of(starts_store.of_key, "org1", "key", 4_000)
    assert plan.count("sqlite_autoindex_start_hours_1 (organisation_id=? AND hour>?)") == 3 or (
        plan.count("start_hours_pkey") == 3
    ), plan
    assert len(re.findall(r"sessions_(organisation|pkey)\b", plan)) == 3, plan  # either begins with the newest
    assert "Seq Scan on sessions" not in plan
