"""Fixtures for a test that wants a database: it runs once on each engine, each time on a fresh one."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from eye.db import Database, migrate, open_database
from tests.postgres_server import Server, running_server

ENGINES = ["sqlite", "postgresql"]
_numbers = count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server that runs for the whole session."""
    with running_server(fsync=False) as server:
        yield server


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def empty_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without a schema, which the test may shape as it likes."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'eye.db'}"
    else:
        with empty_postgres(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied: to migrate one takes ten times as long."""
    path = tmp_path_factory.mktemp("migrated") / "eye.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database without rows, whose schema the test leaves as it is."""
    if engine == "sqlite":
        copied = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "eye.db")
        yield f"sqlite:///{copied}"
    else:
        with migrated_postgres(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture
async def database(database_url: str, anyio_backend: str) -> AsyncIterator[Database]:
    """The same database, opened."""
    database = open_database(database_url)
    yield database
    await database.close()


@contextmanager
def empty_postgres(server: Server) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _command(server.url("postgres"), f"create database {name} template template0")
    yield server.url(name)
    _command(server.url("postgres"), f"drop database {name} with (force)")


@contextmanager
def migrated_postgres(server: Server) -> Iterator[str]:
    """Emptied and used again afterwards: to create and drop one takes 20 times as long."""
    url = server.spare.pop() if server.spare else _new_migrated(server)
    yield url
    _empty(url)
    server.spare.append(url)


@contextmanager
def untouched_postgres(server: Server) -> Iterator[str]:
    """A migrated database in which nothing ever was: what tests left behind changes how the server plans."""
    with empty_postgres(server) as url:
        migrate(url)
        yield url


def _new_migrated(server: Server) -> str:
    name = f"migrated_{next(_numbers)}"
    _command(server.url("postgres"), f"create database {name} template template0")
    migrate(server.url(name))
    return server.url(name)


def _empty(url: str) -> None:
    """Delete every row but the record of migrations. What the test left connected is cut off first."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        deletions = connection.execute(
            "select 'delete from ' || quote_ident(tablename) from pg_tables"
            " where schemaname = 'public' and tablename <> 'eye_migrations'"
        ).fetchall()
        # As a replica the server checks no foreign key, so that any order will do.
        connection.execute("set session_replication_role = replica")
        connection.execute(";".join(deletion for (deletion,) in deletions).encode())


def _command(url: str, sql: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())
