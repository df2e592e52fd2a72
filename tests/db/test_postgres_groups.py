"""PostgreSQL: writes that wait are committed together, begin together, and each succeeds or fails alone."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from eye.db import First, Tx, migrate
from eye.db.postgres import Postgres
from eye.db.postgres_writers import LARGEST_GROUP
from tests.databases import empty_postgres
from tests.db.things import Pause, add, add_and_fail, add_and_pause, ids, seen_from_outside
from tests.postgres_server import Server

pytestmark = pytest.mark.anyio

HOLD = "update things set n = n where id = :id returning n"


@pytest.fixture
def url(postgres: Server, folder: Path) -> Iterator[str]:
    with empty_postgres(postgres) as url:
        migrate(url, folder)
        yield url


@pytest.fixture
async def db(url: str, anyio_backend: str) -> AsyncIterator[Postgres]:
    database = Postgres(url, writers=1)
    yield database
    await database.close()


@asynccontextmanager
async def waiting_behind(db: Postgres, *writes: Coroutine[Any, Any, Any]) -> AsyncIterator[asyncio.Future[Any]]:
    """`writes` wait while the only writer is held; on exit it goes on. Gives all their answers."""
    pause = Pause()
    opening = asyncio.ensure_future(db.write(add_and_pause, "first", pause))
    await asyncio.to_thread(pause.until_reached)
    answers = asyncio.gather(*writes, return_exceptions=True)
    await asyncio.sleep(0)
    try:
        yield answers
    finally:
        pause.go_on()
        await opening


async def test_writes_that_wait_are_one_transaction(db: Postgres) -> None:
    async with waiting_behind(db, *(db.write(_add_and_tell, f"t{i}") for i in range(5))) as answers:
        pass
    assert len(set(await answers)) == 1


async def test_a_group_has_a_largest_size(db: Postgres) -> None:
    writes = [db.write(_add_and_tell, f"t{i:02}") for i in range(LARGEST_GROUP + 3)]
    async with waiting_behind(db, *writes) as answers:
        pass
    assert sorted(Counter(await answers).values()) == [3, LARGEST_GROUP]


async def test_a_failed_write_in_a_group_harms_no_other(db: Postgres, url: str) -> None:
    writes = [db.write(add, "b"), db.write(add_and_fail, "c"), db.write(add, "b"), db.write(add, "d")]
    async with waiting_behind(db, *writes) as answers:
        pass
    first, failed, twice, last = await answers
    assert (first, last) == (1, 1)
    assert isinstance(failed, LookupError)
    assert isinstance(twice, psycopg.errors.UniqueViolation)
    assert seen_from_outside(url) == ["b", "d", "first"]


async def test_what_was_expected_in_vain_runs_again_alone(db: Postgres, url: str) -> None:
    def rename(tx: Tx, thing: str) -> bool:
        add(tx, f"{thing}-seen")
        return tx.expect("update things set n = 1 where id = :id", id=thing)

    async with waiting_behind(db, db.write(rename, "first"), db.write(rename, "nobody"), db.write(add, "b")) as answers:
        pass
    assert await answers == [True, False, 1]
    assert seen_from_outside(url) == ["b", "first", "first-seen", "nobody-seen"]


async def test_writes_of_a_group_begin_in_one_round_trip(db: Postgres) -> None:
    def hold(tx: Tx, thing: str) -> tuple[int | None, int]:
        """What it began with, and how many rows were locked by then."""
        row = tx.one(HOLD, id=thing)
        locked = tx.one("select count(*) as n from things where xmin = pg_current_xact_id()::xid")
        return (row["n"] if row else None), (locked["n"] if locked else 0)

    for i in range(3):
        await db.write(add, f"t{i}", n=i)
    writes = [db.write_from(First(HOLD, {"id": f"t{i}"}), hold, f"t{i}") for i in (2, 0, 9, 1)]
    async with waiting_behind(db, *writes) as answers:
        pass
    assert await answers == [(2, 3), (0, 3), (None, 3), (1, 3)]


async def test_writes_that_begin_alike_are_in_different_groups(db: Postgres) -> None:
    def increase(tx: Tx) -> int:
        row = tx.one(HOLD, id="a")
        assert row is not None
        tx.later("update things set n = :n where id = 'a'", n=row["n"] + 1)
        return _transaction(tx)

    await db.write(add, "a")
    async with waiting_behind(db, *(db.write_from(First(HOLD, {"id": "a"}), increase) for _ in range(4))) as answers:
        pass
    assert len(set(await answers)) == 4
    assert await db.read(lambda tx: tx.one("select n from things where id = 'a'")) == {"n": 4}


async def test_a_write_whose_caller_went_away_before_its_turn_is_not_made(db: Postgres, url: str) -> None:
    async with waiting_behind(db, db.write(add, "c")) as answers:
        gone = asyncio.ensure_future(db.write(add, "d"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
    await answers
    assert gone.cancelled()
    assert seen_from_outside(url) == ["c", "first"]


async def test_groups_are_no_larger_than_the_load_makes_them(url: str) -> None:
    db = Postgres(url)
    for i in range(10):
        await db.write(add, f"a{i}")
    assert db.stats.groups == Counter({1: 10})
    await asyncio.gather(*(db.write(add, f"b{i}") for i in range(300)))
    assert db.stats.writes == 310
    assert db.stats.commits < 100
    await db.close()
    assert len(seen_from_outside(url)) == 310


async def test_a_write_that_waits_for_a_lock_holds_up_only_its_own_group(url: str) -> None:
    db = Postgres(url)
    await db.write(add, "a")
    with psycopg.connect(url) as other:
        other.execute("update things set n = 1 where id = 'a'")
        blocked = asyncio.ensure_future(db.write(lambda tx: tx.run("update things set n = n + 1 where id = 'a'")))
        for i in range(20):
            assert await db.write(add, f"t{i}") == 1
        assert not blocked.done()
        other.commit()
    assert await blocked == 1
    assert len(await db.read(ids)) == 21
    await db.close()


def _transaction(tx: Tx) -> int:
    row = tx.one("select cast(pg_current_xact_id() as text) as id")
    assert row is not None
    return int(row["id"])


def _add_and_tell(tx: Tx, thing: str) -> int:
    add(tx, thing)
    return _transaction(tx)
