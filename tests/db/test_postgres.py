"""What only a server does: conflicts between writers, and going away."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from eye.db import Tx, Unavailable, migrate
from eye.db.postgres import Postgres
from tests.databases import empty_postgres
from tests.db.things import PATIENCE, add, ids, total
from tests.postgres_server import Server, running_server

pytestmark = pytest.mark.anyio


@pytest.fixture
def server_of_its_own() -> Iterator[Server]:
    with running_server() as server:
        yield server


async def test_a_deadlock_runs_its_victim_again(postgres: Server, folder: Path) -> None:
    meeting = Barrier(2)
    attempts: list[str] = []

    def increase(tx: Tx, one: str, other: str) -> None:
        attempts.append(one)
        if len(attempts) > 2:  # the victim now waits with empty hands, so that the two cannot meet a second time
            one, other = other, one
        tx.run("update things set n = n + 1 where id = :id", id=one)
        if len(attempts) <= 2:
            meeting.wait(PATIENCE)
        tx.run("update things set n = n + 1 where id = :id", id=other)

    with empty_postgres(postgres) as url:
        migrate(url, folder)
        db = Postgres(url)
        await db.write(lambda tx: (add(tx, "a"), add(tx, "b")))
        await asyncio.gather(db.write(increase, "a", "b"), db.write(increase, "b", "a"))
        assert await db.read(total) == 4
        assert len(attempts) == 3
        await db.close()


async def test_a_server_that_stops_is_unavailable_and_found_again_without_a_restart(
    server_of_its_own: Server, folder: Path
) -> None:
    url = server_of_its_own.url("postgres")
    migrate(url, folder)
    db = Postgres(url)
    await asyncio.gather(*(db.write(add, f"t{i}") for i in range(32)))
    server_of_its_own.stop()
    with pytest.raises(Unavailable):
        await db.write(add, "lost")
    server_of_its_own.start()
    await asyncio.gather(*(db.write(add, f"u{i}") for i in range(32)))
    assert len(await db.read(ids)) == 64
    await db.close()


async def test_connections_that_died_while_idle_are_not_noticed(server_of_its_own: Server, folder: Path) -> None:
    url = server_of_its_own.url("postgres")
    migrate(url, folder)
    db = Postgres(url)
    await asyncio.gather(*(db.write(add, f"t{i}") for i in range(32)))
    server_of_its_own.stop()
    server_of_its_own.start()
    await asyncio.gather(*(db.write(add, f"u{i}") for i in range(32)))
    assert len(await db.read(ids)) == 64
    await db.close()


async def test_an_answered_write_survives_a_crash_of_the_server(server_of_its_own: Server, folder: Path) -> None:
    url = server_of_its_own.url("postgres")
    migrate(url, folder)
    db = Postgres(url)
    for round in range(3):
        await asyncio.gather(*(db.write(add, f"r{round}-{i}") for i in range(20)))
        server_of_its_own.stop()  # "immediate": what was not on disk is gone
        server_of_its_own.start()
    assert len(await db.read(ids)) == 60
    await db.close()


async def test_a_role_without_privileges_is_enough(postgres: Server, folder: Path) -> None:
    with empty_postgres(postgres) as url:
        name = url.rsplit("/", 1)[1]
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(f"create role {name} login; alter database {name} owner to {name}".encode())
            owner.execute(f"alter schema public owner to {name}".encode())
        plain = url.replace("postgres@", f"{name}@")
        migrate(plain, folder)
        db = Postgres(plain)
        await db.write(add, "a")
        assert await db.read(ids) == ["a"]
        await db.close()
