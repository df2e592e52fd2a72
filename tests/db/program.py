"""A process of its own for the tests: `python -m tests.db.program DEED ADDRESS …`. It begins when told to on stdin."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path

from eye.db import Database, Tx, migrate, open_database
from tests.db.things import add


async def count(address: str, name: str, times: str) -> None:
    """Add `times` things and as many to one shared number, 16 at once."""
    database = open_database(address)
    await _in_turns(database, name, int(times))
    await database.close()


async def _in_turns(database: Database, name: str, times: int) -> None:
    todo = iter(range(times))

    async def worker() -> None:
        for i in todo:
            await database.write(_add_and_count, f"{name}-{i}")

    await asyncio.gather(*(worker() for _ in range(16)))


def _add_and_count(tx: Tx, thing: str) -> None:
    # To read first is what makes SQLite's default, deferred transactions collide.
    assert tx.one("select id from things where id = :id", id=thing) is None
    row = tx.one("update things set n = n where id = 'shared' returning n")
    assert row is not None
    add(tx, thing)
    tx.run("update things set n = :n where id = 'shared'", n=row["n"] + 1)


async def acknowledge(address: str) -> None:
    """Add things without end, 16 at once, and print the name of each once the write is answered."""
    database = open_database(address)
    todo = iter(range(1_000_000))

    async def worker() -> None:
        for i in todo:
            await database.write(add, f"t{i}")
            sys.stdout.write(f"t{i}\n")
            sys.stdout.flush()

    await asyncio.gather(*(worker() for _ in range(16)))


async def start(address: str, folder: str, name: str) -> None:
    """What a server does first, and a write; prints what it migrated."""
    names = migrate(address, Path(folder))
    database = open_database(address)
    await database.write(add, name)
    await database.close()
    sys.stdout.write(f"{' '.join(names)}\n")


DEEDS: dict[str, Callable[..., Coroutine[None, None, None]]] = {
    "count": count,
    "acknowledge": acknowledge,
    "start": start,
}

if __name__ == "__main__":
    _, deed, *arguments = sys.argv
    sys.stdin.readline()
    asyncio.run(DEEDS[deed](*arguments))
