"""SQLite: writes that wait are committed together, and each succeeds or fails alone."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from eye.db import Tx, Unavailable, migrate
from eye.db.sqlite import Sqlite
from eye.db.writer import LARGEST_GROUP
from tests.db.things import Pause, add, add_and_fail, add_and_pause, ids, seen_from_outside

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path, folder: Path) -> Path:
    path = tmp_path / "eye.db"
    migrate(path, folder)
    return path


@pytest.fixture
async def db(path: Path, anyio_backend: str) -> AsyncIterator[Sqlite]:
    database = Sqlite(path, busy_seconds=0.01)
    yield database
    await database.close()


@asynccontextmanager
async def waiting_behind(
    db: Sqlite, first: str, *writes: Coroutine[Any, Any, Any]
) -> AsyncIterator[asyncio.Future[Any]]:
    """`writes` wait while the group's first write is held inside; on exit it goes on. Gives all their answers."""
    pause = Pause()
    opening = asyncio.ensure_future(db.write(add_and_pause, first, pause))
    await asyncio.to_thread(pause.until_reached)
    answers = asyncio.gather(opening, *writes, return_exceptions=True)
    await asyncio.sleep(0)
    try:
        yield answers
    finally:
        pause.go_on()


async def test_writes_that_wait_are_one_commit(db: Sqlite, path: Path) -> None:
    async with waiting_behind(db, "a", db.write(add, "b"), db.write(add, "c")) as answers:
        pass
    assert await answers == [None, 1, 1]
    assert db.stats.groups == Counter({3: 1})
    assert seen_from_outside(str(path)) == ["a", "b", "c"]


async def test_a_failed_write_in_a_group_harms_no_other(db: Sqlite, path: Path) -> None:
    writes = [db.write(add, "b"), db.write(add_and_fail, "c"), db.write(add, "b"), db.write(add, "d")]
    async with waiting_behind(db, "a", *writes) as answers:
        pass
    first, second, failed, twice, last = await answers
    assert (first, second, last) == (None, 1, 1)
    assert isinstance(failed, LookupError)
    assert isinstance(twice, sqlite3.IntegrityError)
    assert seen_from_outside(str(path)) == ["a", "b", "d"]
    assert db.stats.groups == Counter({3: 1})


async def test_no_write_is_answered_before_the_commit_of_its_group(db: Sqlite, path: Path) -> None:
    last = Pause()
    async with waiting_behind(db, "a", db.write(add, "b"), db.write(add_and_pause, "c", last)) as answers:
        pass
    await asyncio.to_thread(last.until_reached)
    await asyncio.sleep(0)
    assert not answers.done()
    assert seen_from_outside(str(path)) == []
    last.go_on()
    await answers
    assert seen_from_outside(str(path)) == ["a", "b", "c"]


async def test_a_group_has_a_largest_size(db: Sqlite) -> None:
    async with waiting_behind(db, "a", *(db.write(add, f"t{i}") for i in range(LARGEST_GROUP + 9))) as answers:
        pass
    assert len(await answers) == LARGEST_GROUP + 10
    assert db.stats.groups == Counter({LARGEST_GROUP: 1, 10: 1})
    assert len(await db.read(ids)) == LARGEST_GROUP + 10


async def test_a_write_whose_caller_went_away_before_its_turn_is_not_made(db: Sqlite, path: Path) -> None:
    async with waiting_behind(db, "a", db.write(add, "c")) as answers:
        gone = asyncio.ensure_future(db.write(add, "d"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
    await answers
    assert gone.cancelled()
    assert seen_from_outside(str(path)) == ["a", "c"]


async def test_a_commit_that_fails_fails_its_whole_group_with_the_cause(db: Sqlite, path: Path) -> None:
    def orphan(tx: Tx) -> None:
        tx.run("create table children (thing text references things (id) deferrable initially deferred)")
        tx.run("insert into children (thing) values ('nobody')")

    async with waiting_behind(db, "a", db.write(add, "b"), db.write(orphan)) as answers:
        pass
    for answer in await answers:
        assert isinstance(answer, Unavailable)
        assert isinstance(answer.__cause__, sqlite3.IntegrityError)
    assert seen_from_outside(str(path)) == []
    assert await db.write(add, "c") == 1
    assert db.stats.groups == Counter({1: 1})


async def test_a_failure_that_ends_the_transaction_fails_what_was_in_it_and_nothing_after(
    db: Sqlite, path: Path
) -> None:
    def end_all(tx: Tx) -> None:
        tx.run("insert or rollback into things (id, n) values ('a', 0)")

    async with waiting_behind(db, "a", db.write(add, "b"), db.write(end_all), db.write(add, "c")) as answers:
        pass
    assert [type(answer) for answer in await answers] == [Unavailable, Unavailable, Unavailable, int]
    assert seen_from_outside(str(path)) == ["c"]


async def test_a_write_that_meets_a_lock_for_too_long_is_unavailable_and_later_works(db: Sqlite, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(Unavailable, match="locked"):
        await db.write(add, "a")
    other.execute("rollback")
    other.close()
    assert await db.write(add, "a") == 1


async def test_foreign_keys_are_held(db: Sqlite) -> None:
    await db.write(lambda tx: tx.run("create table children (thing text references things (id))"))
    with pytest.raises(sqlite3.IntegrityError):
        await db.write(lambda tx: tx.run("insert into children (thing) values ('nobody')"))


async def test_every_commit_reaches_the_disk(db: Sqlite) -> None:
    # 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    assert await db.write(lambda tx: tx.one("pragma synchronous")) == {"synchronous": 2}
    assert await db.write(lambda tx: tx.one("pragma journal_mode")) == {"journal_mode": "wal"}
