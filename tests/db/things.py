"""What the tests of this folder do in their transactions, and how they look from outside."""

import sqlite3
from contextlib import closing
from threading import Event

import psycopg

from eye.db import Tx
from eye.db.address import is_postgres, sqlite_path

PATIENCE = 30.0  # seconds, for what happens at once unless something is broken


def add(tx: Tx, thing: str, n: int = 0, note: str | None = None) -> int:
    return tx.run("insert into things (id, n, note) values (:id, :n, :note)", id=thing, n=n, note=note)


def add_and_fail(tx: Tx, thing: str) -> None:
    add(tx, thing)
    raise LookupError(thing)


def ids(tx: Tx) -> list[str]:
    return [row["id"] for row in tx.all("select id from things order by id")]


def total(tx: Tx) -> int:
    row = tx.one("select coalesce(sum(n), 0) as total from things")
    assert row is not None
    found: int = row["total"]
    return found


class Pause:
    """A point inside a transaction: the test learns that it was reached, and lets it go on."""

    def __init__(self) -> None:
        self._reached = Event()
        self._go = Event()

    def here(self) -> None:
        self._reached.set()
        assert self._go.wait(PATIENCE)

    def until_reached(self) -> None:
        assert self._reached.wait(PATIENCE)

    def go_on(self) -> None:
        self._go.set()


def add_and_pause(tx: Tx, thing: str, pause: Pause) -> None:
    add(tx, thing)
    pause.here()


def seen_from_outside(url: str) -> list[str]:
    """The ids that a connection which is not ours sees."""
    if is_postgres(url):
        with psycopg.connect(url) as connection:
            return [thing for (thing,) in connection.execute("select id from things order by id")]
    with closing(sqlite3.connect(sqlite_path(url))) as file:
        return [thing for (thing,) in file.execute("select id from things order by id")]
