"""What every page and every list of the API asks the database: no query a row, and no plan that reads a whole table."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from eye.app import SERVER_ROUTES
from eye.db import Tx
from eye.db.placeholders import numbered
from tests.dashboard.people import Person
from tests.furnished import dashboard, filled, furnish
from tests.growth.asked import AskedDatabase
from tests.world import Organisation, World
from tools.growth_addresses import NAMED, addresses
from tools.growth_fill import ASSESSMENTS, NEW, copy_sessions, new_sessions

# What grows without end. Everything else has a limit, or as many rows as people typed in.
LARGE = "sessions|events|flags|usage|ledger|media|audit|reviews|outcomes|commands|candidates|webhook_deliveries"
WORDS = "where|on|join|left|order|group|limit|union"
ALIASES = re.compile(rf"\b(?:from|join)\s+({LARGE})(?:\s+(?:as\s+)?(?!(?:{WORDS})\b)(\w+))?")
# Where a page reads all of a window or of a file: what it is, and why that is right.
WHOLE = (
    "as day, count(*)",  # the present hour of a chart; the others are counted in `hours`
    "group by identity",  # the starts of the last days, by how they were identified
    "as starts, sum(case",
)


@pytest.fixture
def large(acme: Organisation, owner: Person, world: World) -> tuple[dict[str, str], AskedDatabase]:
    """With statistics of many sessions, as far as PostgreSQL knows."""
    return furnish(acme, owner), AskedDatabase(world)


def _pages(world: World, ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each page as the route table has it, and its address."""
    for path in dashboard(world, "GET"):
        if not path.endswith(".csv"):
            yield path, filled(path, ids)


def _asked_by_all(acme: Organisation, owner: Person, ids: dict[str, str], db: AskedDatabase) -> dict[str, list[Any]]:
    """What each page and each list asked."""
    found = {}
    for path, address in _pages(acme.world, ids):
        db.asked.clear()
        assert owner.get(address).status_code in (200, 303), path
        found[path] = list(db.asked)
    for path in addresses(SERVER_ROUTES, "/v1"):
        db.asked.clear()
        answer = acme.get(path.format_map({name: ids[f"{name}_id"] for name in NAMED.values()}))
        assert answer.status_code == 200, path
        found[path] = list(db.asked)
    return found


def _grow(acme: Organisation, ids: dict[str, str], count: int) -> None:
    """More of everything, each of a session of its own."""
    for number in range(ASSESSMENTS):
        acme.add_assessment(f"exam-{number}")
    for number in range(8):
        acme.new_key()
        acme.call("POST", "/v1/webhooks", {"url": f"https://exam.example.com/{number}"})
        email = f"more{number}@acme.example"
        assert acme.call("POST", "/v1/members", {"email": email, "name": "M", "roles": ["Viewer"]}).status_code == 201

    def copy(tx: Tx) -> None:
        tx.run(NEW)
        copy_sessions(tx, acme.id, ids["session_id"], new_sessions(0, count, count, acme.world.clock.at))
        tx.run("drop table growth")

    acme.world.write(copy)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_no_page_asks_a_query_a_row(
    acme: Organisation, owner: Person, large: tuple[dict[str, str], AskedDatabase]
) -> None:
    ids, db = large
    few = {path: len(asked) for path, asked in _asked_by_all(acme, owner, ids, db).items()}
    _grow(acme, ids, 50)
    many = {path: len(asked) for path, asked in _asked_by_all(acme, owner, ids, db).items()}
    more = {path: (few[path], many[path]) for path in few if many[path] > few[path] + 2}
    assert more == {}, "statements with one row, and with fifty"


def test_no_page_reads_a_whole_table(
    acme: Organisation, owner: Person, world: World, large: tuple[dict[str, str], AskedDatabase], engine: str
) -> None:
    ids, db = large
    bad = {}
    seen: set[str] = set()
    for path, asked in _asked_by_all(acme, owner, ids, db).items():
        for sql, params in asked:
            if sql in seen or any(part in " ".join(sql.split()) for part in WHOLE):
                continue
            seen.add(sql)
            found = (_sqlite if engine == "sqlite" else _postgresql)(world, sql, params)
            if found:
                bad[f"{path}: {' '.join(sql.split())[:200]}"] = found
    assert len(seen) > 60
    assert bad == {}


NEAREST = {
    "/dashboard/sessions/{session_id}": "usage_of_session",
    "/dashboard/settings/retention": "audit_act",
    "/dashboard/settings/webhooks": "webhook_deliveries_status",
}


@pytest.mark.parametrize("engine", ["sqlite"])
def test_what_was_slow_on_a_large_database_is_found_by_its_index(
    owner: Person, world: World, large: tuple[dict[str, str], AskedDatabase]
) -> None:
    ids, db = large
    for path, index in NEAREST.items():
        db.asked.clear()
        assert owner.get(filled(path, ids)).status_code == 200
        asked = [(sql, params) for sql, params in db.asked if not sql.lstrip().startswith("update")]
        plans = [row["detail"] for sql, params in asked for row in world.rows(f"explain query plan {sql}", **params)]
        assert [line for line in plans if f"INDEX {index} " in line], (path, plans)


def _sqlite(world: World, sql: str, params: dict[str, object]) -> list[str]:
    """Searches by nothing but the organisation need a limit: else they read all that it has."""
    plan = [row["detail"] for row in world.rows(f"explain query plan {sql}", **params)]
    names = {alias or table for table, alias in ALIASES.findall(sql)}
    bad = []
    for line in plan:
        found = re.match(r"(SCAN|SEARCH) (\w+)(.*)", line)
        if found is None or found[2] not in names or "sessions_running" in line:  # that one holds what runs alone
            continue
        columns = re.search(r"\((.*)\)", found[3])
        whole = found[1] == "SCAN" or columns is None or columns[1] == "organisation_id=?"
        odd = columns is not None and re.search(r"candidate_id>|assessment_id>", columns[1])
        if odd or (whole and not re.search(r"\blimit\b", sql)):
            bad.append(line)
    return bad


def _postgresql(world: World, sql: str, params: dict[str, object]) -> list[str]:
    """As it would be run whatever the values are."""
    text, names = numbered(sql)

    def explain(tx: Tx) -> list[str]:
        tx.run("set local plan_cache_mode = force_generic_plan")
        tx.run(f"prepare asked as {text.decode()}")
        nulls = f"({', '.join(['null'] * len(names))})" if names else ""
        rows = tx.all(f"explain (costs off) execute asked{nulls}")
        tx.run("deallocate asked")
        return [row["QUERY PLAN"] for row in rows]

    return [line for line in world.write(explain) if re.search(rf"Seq Scan on ({LARGE})\b", line)]
