"""What every engine promises."""

import asyncio
import sqlite3
import time
from pathlib import Path

import psycopg
import pytest

from eye.db import Database, First, Row, Tx, Unavailable, open_database
from tests.db.things import Pause, add, add_and_fail, add_and_pause, ids, seen_from_outside, total

pytestmark = pytest.mark.anyio

HOLD = "update things set n = n where id = :id returning n"


async def test_one_gives_the_first_row_or_none(db: Database) -> None:
    await db.write(add, "a", n=7)
    assert await db.read(_named, "a") == {"id": "a", "n": 7, "note": None}
    assert await db.read(_named, "b") is None


async def test_all_gives_rows_in_order(db: Database) -> None:
    for thing in "bac":
        await db.write(add, thing)
    assert await db.read(ids) == ["a", "b", "c"]


async def test_run_gives_the_number_of_affected_rows(db: Database) -> None:
    assert await db.write(add, "a") == 1
    assert await db.write(_add_unless_there, "a") == 0
    assert await db.write(_add_unless_there, "b") == 1
    assert await db.write(lambda tx: tx.run("update things set n = n + 1")) == 2
    assert await db.write(lambda tx: tx.run("update things set n = n + 1 where id = :id returning id", id="a")) == 1


async def test_many_runs_once_for_each_row_and_never_for_none(db: Database) -> None:
    rows = [{"id": f"t{i}", "n": i} for i in range(100)]
    await db.write(lambda tx: tx.many("insert into things (id, n) values (:id, :n)", rows))
    await db.write(lambda tx: tx.many("insert into things (id, n) values (:id, :n)", []))
    assert await db.read(total) == sum(range(100))


async def test_later_is_done_by_the_end_of_the_write_and_seen_by_what_follows(db: Database) -> None:
    def write(tx: Tx) -> list[str]:
        tx.later("insert into things (id, n) values (:id, 1)", id="a")
        tx.many("insert into things (id, n) values (:id, 2)", [{"id": "b"}])
        seen = ids(tx)
        tx.later("delete from things where id = :id", id="a")
        return seen

    assert await db.write(write) == ["a", "b"]
    assert await db.read(ids) == ["b"]


async def test_what_goes_wrong_later_fails_the_write_and_no_other(db: Database) -> None:
    def twice(tx: Tx) -> None:
        for _ in range(2):
            tx.later("insert into things (id, n) values (:id, 0)", id="a")

    answers = await asyncio.gather(db.write(twice), db.write(add, "b"), return_exceptions=True)
    assert isinstance(answers[0], (sqlite3.IntegrityError, psycopg.IntegrityError))
    assert await db.read(ids) == ["b"]


async def test_expect_tells_whether_a_row_changed(db: Database) -> None:
    await db.write(add, "a", n=3)
    answers = await asyncio.gather(*(db.write(_take, "a") for _ in range(8)))
    assert sorted(answers) == [False] * 5 + [True] * 3
    assert await db.read(total) == 0
    assert len(await db.read(ids)) == 4


async def test_writes_that_begin_with_a_lock_lose_no_update(db: Database) -> None:
    things = [f"t{i}" for i in range(10)]
    for thing in things:
        await db.write(add, thing)
    await asyncio.gather(*(db.write_from(First(HOLD, {"id": thing}), _count, thing) for thing in things * 20))
    assert await db.read(total) == 200


async def test_long_reads_delay_no_write(db: Database) -> None:
    pauses = [Pause() for _ in range(16)]
    reading = [asyncio.ensure_future(db.read(_look_and_pause, pause)) for pause in pauses]
    await asyncio.to_thread(pauses[0].until_reached)
    assert await asyncio.gather(*(db.write(add, f"t{i}") for i in range(20))) == [1] * 20
    for pause in pauses:
        pause.go_on()
    await asyncio.gather(*reading)


async def test_returning_gives_the_changed_rows_and_commits(db: Database, url: str) -> None:
    await db.write(lambda tx: tx.many("insert into things (id, n) values (:id, 1)", [{"id": "a"}, {"id": "b"}]))
    row = await db.write(lambda tx: tx.one("update things set n = n + :by returning n", by=4))
    assert row == {"n": 5}
    assert await db.read(total) == 10


async def test_a_write_that_raises_has_no_effect(db: Database) -> None:
    with pytest.raises(LookupError, match="a"):
        await db.write(add_and_fail, "a")
    assert await db.read(ids) == []


async def test_a_wrong_statement_raises_and_has_no_effect(db: Database) -> None:
    def wrong(tx: Tx) -> None:
        add(tx, "a")
        tx.run("insert into nowhere values (1)")

    with pytest.raises((sqlite3.OperationalError, psycopg.errors.UndefinedTable)):
        await db.write(wrong)
    await db.write(add, "b")
    assert await db.read(ids) == ["b"]


async def test_a_write_that_raises_stop_iteration_is_answered_too(db: Database) -> None:
    def stop(tx: Tx) -> None:
        next(iter(()))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await db.write(stop)


async def test_a_read_cannot_write(db: Database) -> None:
    with pytest.raises((sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction)):
        await db.read(add, "a")
    await db.write(add, "b")
    assert await db.read(ids) == ["b"]


async def test_a_write_is_answered_when_others_can_see_it(db: Database, url: str) -> None:
    for i in range(20):
        await db.write(add, f"t{i:02}")
        assert len(seen_from_outside(url)) == i + 1


async def test_a_read_does_not_wait_for_a_write(db: Database) -> None:
    pause = Pause()
    writing = asyncio.ensure_future(db.write(add_and_pause, "a", pause))
    await asyncio.to_thread(pause.until_reached)
    assert await db.read(ids) == []
    pause.go_on()
    await writing
    assert await db.read(ids) == ["a"]


async def test_one_read_sees_one_moment(db: Database) -> None:
    pause = Pause()

    def twice(tx: Tx) -> tuple[list[str], list[str]]:
        before = ids(tx)
        pause.here()
        return before, ids(tx)

    reading = asyncio.ensure_future(db.read(twice))
    await asyncio.to_thread(pause.until_reached)
    await db.write(add, "a")
    pause.go_on()
    assert await reading == ([], [])


async def test_writes_at_once_lose_no_update(db: Database) -> None:
    await db.write(add, "a")
    await asyncio.gather(*(db.write(_increase, "a") for _ in range(200)))
    assert await db.read(total) == 200
    assert db.stats.writes == 201


async def test_values_mean_the_same_on_every_engine(db: Database) -> None:
    row = await db.read(
        lambda tx: tx.one(
            "select :small * 1000000 as product, :yes + 0 as flag, cast(:empty as text) as missing,"
            " 'at 9:30, 100% :yes' as text, sum(cast(n as bigint)) as sum from (select 5 as n union all select 6) as t",
            small=3_000,
            yes=True,
            empty=None,
        )
    )
    assert row == {"product": 3_000_000_000, "flag": 1, "missing": None, "text": "at 9:30, 100% :yes", "sum": 11}
    assert {type(row[name]) for name in ("product", "flag", "sum")} == {int}


async def test_nullable_numbers_and_texts_are_kept(db: Database) -> None:
    await db.write(add, "größer — 🙂", n=2**62, note="100% '\"\\ :x ::y")
    assert await db.read(_named, "größer — 🙂") == {"id": "größer — 🙂", "n": 2**62, "note": "100% '\"\\ :x ::y"}


async def test_loops_in_several_threads_are_each_answered(db: Database) -> None:
    def elsewhere(thing: str) -> int:
        return asyncio.run(db.write(add, thing))

    await asyncio.gather(asyncio.to_thread(elsewhere, "a"), asyncio.to_thread(elsewhere, "b"), db.write(add, "c"))
    assert await db.read(ids) == ["a", "b", "c"]


async def test_closing_finishes_what_was_asked_for_and_refuses_the_rest(db: Database, url: str) -> None:
    pause = Pause()
    writing = asyncio.ensure_future(db.write(add_and_pause, "a", pause))
    await asyncio.to_thread(pause.until_reached)
    closing = asyncio.ensure_future(db.close())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await db.write(add, "b")
    with pytest.raises(Unavailable):
        await db.read(ids)
    pause.go_on()
    await asyncio.gather(writing, closing)
    await db.close()
    assert seen_from_outside(url) == ["a"]


def _named(tx: Tx, thing: str) -> Row | None:
    return tx.one("select id, n, note from things where id = :id", id=thing)


def _add_unless_there(tx: Tx, thing: str) -> int:
    return tx.run("insert into things (id, n) values (:id, 0) on conflict do nothing", id=thing)


def _increase(tx: Tx, thing: str) -> Row | None:
    return tx.one("update things set n = n + 1 where id = :id returning n", id=thing)


async def test_the_mark_changes_with_each_commit_of_any_process(db: Database, url: str) -> None:
    before = await db.mark()
    await db.write(add, "a")
    own = await db.mark()
    assert own != before
    other = open_database(url)
    try:
        await other.write(add, "b")
    finally:
        await other.close()
    assert await db.mark() != own


async def test_the_mark_stays_while_nothing_is_committed(tmp_path: Path) -> None:
    """On SQLite; others on the same PostgreSQL server may change it."""
    db = open_database(tmp_path / "calm.db")
    before = await db.mark()
    assert await db.read(lambda tx: tx.all("select 1 as one")) == [{"one": 1}]
    assert await db.mark() == before
    await db.close()


def _take(tx: Tx, thing: str) -> bool:
    """One from the stock, noted in a row of its own."""
    note = f"{thing}-{time.perf_counter_ns()}"
    tx.later("insert into things (id, n) values (:id, 0)", id=note)
    if tx.expect("update things set n = n - 1 where id = :id and n > 0", id=thing):
        return True
    tx.later("delete from things where id = :id", id=note)
    return False


def _count(tx: Tx, thing: str) -> None:
    """As a batch of events does: what is written follows from what was read with the lock."""
    row = tx.one(HOLD, id=thing)
    assert row is not None
    tx.later("update things set n = :n where id = :id", id=thing, n=row["n"] + 1)


def _look_and_pause(tx: Tx, pause: Pause) -> None:
    ids(tx)
    pause.here()
