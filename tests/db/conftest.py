"""A small schema of these tests' own: what `db/` promises does not depend on what Eye stores."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from eye.db import Database, migrate, open_database
from tests.postgres_server import free_port

SCHEMA = "create table things (id text primary key, n bigint not null, note text);"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Migrations to apply."""
    made = tmp_path / "migrations"
    made.mkdir()
    (made / "0001_things.sql").write_text(SCHEMA)
    return made


@pytest.fixture
def url(empty_url: str, folder: Path) -> str:
    migrate(empty_url, folder)
    return empty_url


@pytest.fixture
async def db(url: str, anyio_backend: str) -> AsyncIterator[Database]:
    database = open_database(url)
    yield database
    await database.close()


@pytest.fixture
def closed_port() -> int:
    """One on which nobody answers."""
    return free_port()
