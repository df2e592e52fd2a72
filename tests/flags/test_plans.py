"""How the queue of flags is found among all flags: by an index in its own order, without sorting, on both engines."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import DictRow

from eye.flags.review_store import Wanted, count_open, count_waiting, list_flags
from tests.plans import Planned, planned_on_postgresql, planned_on_sqlite
from tests.postgres_server import Server

LISTS = {
    "everything": (Wanted(), "flags_organisation"),
    "what waits": (Wanted(queue="waiting"), "flags_queue"),
    "one severity": (Wanted(queue="waiting", severity="low"), "flags_severity"),
    "one type": (Wanted(queue="waiting", type="PASTE"), "flags_type"),
    "one assessment": (Wanted(queue="waiting", assessment="exam"), "flags_assessment"),
    "one candidate": (Wanted(queue="waiting", candidate="ada"), "flags_candidate"),
    "one session": (Wanted(session="ses_1"), "flags_session"),
}
# Without a list they are found in each of them, and are few when they are sorted.
IN_ANY_LIST = {
    "one severity": (Wanted(severity="low"), "flags_severity"),
    "one type": (Wanted(type="PASTE"), "flags_type"),
    "one assessment": (Wanted(assessment="exam"), "flags_assessment"),
    "one candidate": (Wanted(candidate="ada"), "flags_candidate"),
}
MANY = """insert into flags (id, organisation_id, session_id, gen, seq, type, severity, description, raised_at,
  created_at, assessment_id, candidate_id, queue)
  select 'flg_' || n, 'org' || n % 3, 'ses_' || n % 1000, 1, n, 'T' || n % 9, 'S' || n % 3, '', n, n, 'e' || n % 200,
    'c' || n % 500, 'q' || n % 4 from generate_series(1, 20000) n"""


TEXT = "'x' || n"
# What the lists join, in the numbers of a school: a table that is empty makes any plan look good.
JOINED = {
    "sessions": "'org' || n % 3 as organisation_id, 'ses_' || n as id from generate_series(0, 999) n",
    "assessments": "'org' || n % 3 as organisation_id, 'e' || n / 3 as id from generate_series(0, 599) n",
    "candidates": "'org' || n % 3 as organisation_id, 'c' || n / 3 as id from generate_series(0, 1499) n",
    "media": "'org' || n % 3 as organisation_id, 'ses_' || n % 1000 as session_id from generate_series(0, 9999) n",
    "members": "'org' || n % 3 as organisation_id, 'mem_' || n as id from generate_series(0, 30) n",
    "keys": "'org' || n % 3 as organisation_id, 'key_' || n as id from generate_series(0, 30) n",
}


def _fill(connection: psycopg.Connection[DictRow], table: str, given: str) -> None:
    """Rows with what is `given`; every other column that must not be empty gets the row's number."""
    columns = connection.execute(
        """select column_name as name, data_type as type from information_schema.columns
           where table_name = %s and is_nullable = 'NO' and column_default is null""",
        (table,),
    ).fetchall()
    names = ", ".join(column["name"] for column in columns)
    number = {"bigint": "n", "integer": "n"}
    rest = [f"{number.get(one['type'], TEXT)} as {one['name']}" for one in columns if f" as {one['name']}" not in given]
    made = f"select {', '.join([*rest, given])}"
    connection.execute(f"insert into {table} ({names}) select {names} from ({made}) made".encode())  # noqa: S608


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Planned]:
    with planned_on_sqlite(tmp_path) as planned:
        yield planned


@pytest.fixture
def postgresql(postgres: Server) -> Iterator[Planned]:
    """20,000 flags that the server has seen."""
    with planned_on_postgresql(postgres, MANY, _fill_joined) as planned:
        yield planned


def _fill_joined(connection: psycopg.Connection[DictRow]) -> None:
    for table, given in JOINED.items():
        _fill(connection, table, given)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_on_sqlite_is_read_in_the_order_of_its_index(sqlite: Planned, name: str) -> None:
    wanted, index = LISTS[name]
    sqlite.of(list_flags, "org1", wanted, 51)
    assert f"SEARCH f USING INDEX {index} (" in sqlite.plan, sqlite.plan
    assert "TEMP B-TREE" not in sqlite.plan
    assert "SCAN" not in sqlite.plan


@pytest.mark.parametrize("name", LISTS)
def test_a_list_on_postgresql_is_read_in_the_order_of_its_index(postgresql: Planned, name: str) -> None:
    wanted, index = LISTS[name]
    postgresql.of(list_flags, "org1", wanted, 51)
    assert f"using {index} on flags" in postgresql.plan, postgresql.plan
    assert "Sort" not in postgresql.plan, postgresql.plan
    assert "Seq Scan on flags" not in postgresql.plan


@pytest.mark.parametrize("name", IN_ANY_LIST)
def test_the_newest_of_each_list_are_found_by_an_index(sqlite: Planned, postgresql: Planned, name: str) -> None:
    wanted, index = IN_ANY_LIST[name]
    sqlite.of(list_flags, "org1", wanted, 51)
    assert len(re.findall(rf"SEARCH f USING (?:COVERING )?INDEX {index} \(", sqlite.plan)) == 4, sqlite.plan
    assert "SCAN f\n" not in f"{sqlite.plan}\n"
    postgresql.of(list_flags, "org1", wanted, 51)
    assert postgresql.plan.count(f"using {index} on flags") == 4, postgresql.plan
    assert "Seq Scan on flags" not in postgresql.plan


def test_what_waits_is_counted_in_the_index_alone(sqlite: Planned, postgresql: Planned) -> None:
    sqlite.of(count_waiting, "org1", "low", "waiting", 1_000)
    assert "COVERING INDEX flags_severity" in sqlite.plan
    postgresql.of(count_waiting, "org1", "low", "waiting", 1_000)
    assert "flags_severity" in postgresql.plan, postgresql.plan


def test_the_open_flags_of_a_session_are_found_by_it(sqlite: Planned) -> None:
    sqlite.of(count_open, "ses_1")
    assert "USING INDEX flags_session (session_id=?)" in sqlite.plan, sqlite.plan


@pytest.mark.parametrize("wanted", [Wanted(since=1, until=2), Wanted(until=2, queue="waiting", severity="low")])
def test_flags_of_a_day_are_those_that_came_soon_and_the_few_that_came_late(sqlite: Planned, wanted: Wanted) -> None:
    sqlite.of(list_flags, "org1", wanted, 51)
    assert "INDEX flags_delayed (organisation_id=? AND raised_at" in sqlite.plan, sqlite.plan
    assert re.search(r"INDEX flags_(organisation|severity) \(.*id<\?", sqlite.plan), sqlite.plan


@pytest.mark.parametrize("wanted", [Wanted(person="c77"), Wanted(since=1, until=2), Wanted(severity="low")])
def test_flags_that_were_chosen_first_are_looked_up_one_by_one(
    sqlite: Planned, postgresql: Planned, wanted: Wanted
) -> None:
    sqlite.of(list_flags, "org1", wanted, 51)
    assert "SEARCH f USING INDEX sqlite_autoindex_flags_1 (id=?)" in sqlite.plan, sqlite.plan
    assert not re.search(r"SCAN f\b", sqlite.plan), sqlite.plan
    postgresql.of(list_flags, "org1", wanted, 51)
    looked_up = r"Index Scan using flags_pkey on flags f\n\s+Index Cond: \(id = "
    assert re.search(looked_up, postgresql.plan), postgresql.plan
