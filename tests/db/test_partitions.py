"""The SQL of docs/running.md that keeps each month in a table of its own: run as it stands there."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from eye.app import assemble, create_app
from eye.clock import Clock, new_id
from eye.db import migrate
from tests.databases import empty_postgres
from tests.postgres_server import Server
from tests.world import MovedClock, Organisation, World, settings_for

PAGE = (Path(__file__).parents[2] / "docs" / "running.md").read_text()
PARTITION, DROP = re.findall(r"^```sql\n(.*?)^```", PAGE, re.M | re.S)
DAY = 24 * 3600 * 1000
MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture
def world(postgres: Server, tmp_path: Path) -> Iterator[World]:
    """An Eye on a PostgreSQL whose schema the test may change; its clock shows the time of the database."""
    with empty_postgres(postgres) as url:
        migrate(url)
        clock = MovedClock(Clock().now())
        with TestClient(create_app(assemble(settings_for(url, tmp_path / "data"), clock), chores=False)) as client:
            yield World(client, clock)


def execute(world: World, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(world.parts.settings.database_url, autocommit=True) as connection:
        done = connection.execute(sql.encode())
        return done.fetchall() if done.description else []


def sat(world: World, acme: Organisation, candidate: str) -> tuple[str, str]:
    """A session with three events: its id and token."""
    started = acme.started(candidateId=candidate)
    sent = [world.event(seq, "TAB_NOT_FOCUS") for seq in (1, 2, 3)]
    assert world.send(started["token"], *sent).json()["acked"] == 3
    return started["sessionId"], started["token"]


def seqs(acme: Organisation, session_id: str) -> list[int]:
    return [event["seq"] for event in acme.get(f"/v1/sessions/{session_id}/events").json()["items"]]


def test_months_are_tables_of_their_own_and_can_be_dropped(world: World) -> None:
    acme = world.organisation("Acme")
    before, token = sat(world, acme, "before")
    execute(world, PARTITION)
    assert world.send(token, world.event(2, "PASTE"), world.event(4, "PASTE", data={"length": 1})).json()["acked"] == 4
    world.clock.at += 62 * DAY
    after, _ = sat(world, acme, "after")
    assert (seqs(acme, before), seqs(acme, after)) == ([1, 2, 3, 4], [1, 2, 3])
    month = month_of(world.clock.at)
    places = execute(world, "select session_id, tableoid::regclass::text from events group by 1, 2 order by 1")
    assert places == [(before, "events_before"), (after, month)]
    plan = execute(world, f"explain select * from events where session_id = '{after}'")  # noqa: S608 - an id of ours
    assert month in str(plan)
    assert "events_before" not in str(plan)
    assert migrate(world.parts.settings.database_url) == []
    execute(world, DROP.replace(named(DROP), month))
    assert (seqs(acme, before), seqs(acme, after)) == ([1, 2, 3, 4], [])


def month_of(at: int) -> str:
    return f"events_{datetime.fromtimestamp(at / 1000, UTC):%Y_%m}"


def named(sql: str) -> str:
    found = re.search(r"events_\d{4}_\d\d", sql)
    assert found is not None
    return found[0]


def test_a_month_begins_with_its_first_id(world: World) -> None:
    execute(world, PARTITION)
    for at in (datetime(2026, 12, 1, tzinfo=UTC), datetime(2031, 7, 1, tzinfo=UTC)):
        ((bound,),) = execute(world, f"select eye_ids_from('{at.isoformat()}')")
        first, last = (new_id("ses", round((at + step).timestamp() * 1000)) for step in (timedelta(0), -MILLISECOND))
        assert last < str(bound) <= first
