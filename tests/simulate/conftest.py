"""An Eye that runs, with an organisation whose keys a simulation can use."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eye.db import Tx, open_database
from eye.simulate.run import Wanted
from tests.cli.program import Running, running, said
from tests.cli.test_organisations import printed


@dataclass
class Simulated:
    eye: Running
    database_url: str
    organisation: str
    key: str
    secret_key: str

    @property
    def url(self) -> str:
        return f"http://localhost:{self.eye.port}"

    @property
    def options(self) -> list[str]:
        return ["--url", self.url, "--key", self.key, "--secret-key", self.secret_key]

    def wanted(self, **decided: Any) -> Wanted:
        usual = {"candidates": 20, "minutes": 3.0, "pace": 60.0, "seed": 4, "run": "test"}
        return Wanted(
            url=self.url,
            key=self.key,
            secret_key=self.secret_key,
            origin=self.url,
            **{"assessments": ("one", "two"), **usual, **decided},
        )

    def get(self, path: str) -> Any:
        status, found = self.eye.json("GET", path, authorization=f"Bearer {self.secret_key}")
        assert status == 200, found
        return found

    def execute(self, sql: str, **params: object) -> int:
        """One statement past every rule of Eye; how many rows it changed."""

        def change(tx: Tx) -> int:
            return tx.run(sql, **params)

        async def write() -> int:
            database = open_database(self.database_url)
            try:
                return await database.write(change)
            finally:
                await database.close()

        return asyncio.run(write())


@pytest.fixture
def simulated(empty_url: str, tmp_path: Path) -> Iterator[Simulated]:
    with serving(empty_url, tmp_path) as found:
        yield found


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Simulated]:
    """For what the command says, which does not depend on the database."""
    with serving(f"sqlite:///{tmp_path / 'eye.db'}", tmp_path) as found:
        yield found


@pytest.fixture
def with_two_credits(tmp_path: Path) -> Iterator[Simulated]:
    with serving(f"sqlite:///{tmp_path / 'eye.db'}", tmp_path, credits=2) as found:
        yield found


@contextmanager
def serving(database_url: str, folder: Path, credits: int = 1000) -> Iterator[Simulated]:
    settings = {"EYE_DATA": str(folder / "data"), "EYE_DATABASE_URL": database_url}
    made = printed(said("org", "create", "Acme", "--email", "owner@acme.example", **settings))
    said("credits", "grant", made["organisation"], str(credits), **settings)
    with running(folder, "serve", until="running", **settings) as eye:
        server = {"authorization": f"Bearer {made['secret key']}"}
        assert eye.json("POST", "/v1/domains", {"entry": "localhost"}, **server)[0] == 201
        yield Simulated(eye, database_url, made["organisation"], made["publishable key"], made["secret key"])
