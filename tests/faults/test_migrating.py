"""Killed in the middle of an upgrade, a database has the old schema or the new one, and the next start goes on."""

import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event

import psycopg

from eye.db import level, migrate
from eye.db.migrations import FOLDER
from tests.faults.school import ROUNDS

ROOT = Path(__file__).parents[2]
ROWS = 6_000
LAST_OLD = 14
# Something of which much is done on the way: rows that each migration since 0014 reads or rewrites.
SLOW = """
create table slow (id text primary key, n bigint not null);
insert into slow (id, n) select a.id || b.id, 1 from settings_filled a, settings_filled b where a.n < 160;
alter table slow add column more text not null default '';
update slow set more = id || id;
create index slow_more on slow (more);
update slow set n = n + 1;
"""


def folders(place: Path) -> tuple[Path, Path]:
    """The migrations of a version before, and those of today with one more that takes its time."""
    old, new = place / "old", place / "new"
    shutil.copytree(FOLDER, new)
    old.mkdir()
    for file in sorted(new.glob("*.sql"))[:LAST_OLD]:
        shutil.copy(file, old)
    filled = "create table settings_filled (id text primary key, n bigint not null);"
    (old / "0000_filled.sql").write_text(filled)
    (new / "0000_filled.sql").write_text(filled)
    (new / "9999_slow.sql").write_text(SLOW)
    return old, new


def schema(url: str) -> list[tuple[str, ...]]:
    """Every table and column."""
    if url.startswith("sqlite"):
        sql = (
            "select m.name, p.name from sqlite_schema m, pragma_table_info(m.name) p where m.type = 'table' order by 1"
        )
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db:
            return sorted(db.execute(sql))
    with psycopg.connect(url) as connection:
        sql = (
            "select table_name, column_name from information_schema.columns where table_schema = 'public' order by 1, 2"
        )
        return [(table, column) for table, column in connection.execute(sql.encode())]


def fill(url: str) -> None:
    rows = [(f"k{n}", n) for n in range(600)]
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as db:
            db.executemany("insert into settings_filled values (?, ?)", rows)
            db.commit()
        return
    with psycopg.connect(url) as connection:
        connection.cursor().executemany("insert into settings_filled values (%s, %s)", rows)


def test_killed_while_it_migrates(empty_url: str, tmp_path: Path) -> None:
    old, new = folders(tmp_path)
    migrate(empty_url, old)
    fill(empty_url)
    before, killed, chance = schema(empty_url), 0, random.Random(3)  # noqa: S311
    for round in range(ROUNDS):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.migrating", empty_url, str(new)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        Event().wait(chance.uniform(0.02, 0.25) if round else 0.1)
        process.kill()
        done = "done" in process.communicate()[0]
        killed += not done
        if done:
            break
        assert schema(empty_url) == before, "neither the old schema nor the new"
        assert level(empty_url, new).pending[-1] == "9999_slow"
    assert killed
    migrate(empty_url, new)
    assert level(empty_url, new).pending == []
    assert ("slow", "more") in schema(empty_url)
