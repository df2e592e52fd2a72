"""A running Eye for a test: the real application on a real database, with a clock that the test moves."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.testclient import TestClient

from eye.app import assemble, create_app
from eye.assessments.create import create_assessment
from eye.billing.credits import grant
from eye.billing.store import find_wallet
from eye.clock import Clock, iso
from eye.db import Database, Row, Tx
from eye.domains.add import add_domain, read_domain
from eye.errors import Refusal
from eye.keys.calls import flush_calls
from eye.keys.create import NewKey, create_key
from eye.keys.refused import flush
from eye.organisations.create import create_organisation
from eye.organisations.permissions import ROLES
from eye.sessions.sweep import BATCH, forget, sweep
from eye.settings import Settings, read_settings

R = TypeVar("R")
NINE_O_CLOCK = 1_790_000_000_000
ORIGIN = "https://exam.example.com"


class MovedClock(Clock):
    """Stands still until it is moved; milliseconds UTC."""

    def __init__(self, now: int = NINE_O_CLOCK) -> None:
        self.at = now

    def now(self) -> int:
        return self.at

    def move(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        self.at += round((seconds + minutes * 60 + hours * 3600) * 1000)


class Organisation:
    """One organisation with its keys, ready to start sessions of `exam` from `ORIGIN`."""

    def __init__(
        self, world: "World", name: str, *, credits: int = 10, domain: str | None = "exam.example.com"
    ) -> None:
        self.world = world
        # Together: most of what a test would otherwise wait for is one commit after another.
        world.write(self._begin, name, credits, domain)

    def new_key(self, kind: Any = "publishable", mode: Any = "live", **decided: Any) -> str:
        """The text of a new key."""
        return self.world.write(self._new_key, NewKey(f"{kind} {mode}", kind, mode, **decided))

    def add_domain(self, entry: str) -> str:
        return self.world.write(self._add_domain, entry)

    def add_assessment(self, id: str, **decided: Any) -> None:
        self.world.write(self._add_assessment, id, decided)

    def _begin(self, tx: Tx, name: str, credits: int, domain: str | None) -> None:
        made = create_organisation(tx, name, f"owner@{name.lower()}.example", self.world.clock.at)
        assert not isinstance(made, Refusal)
        self.id, self.owner_id = made
        self.publishable = self._new_key(tx, NewKey("publishable live", "publishable", "live"))
        self.secret = self._new_key(tx, NewKey("secret live", "secret", "live", roles=("Admin",)))
        if credits:
            grant(tx, self.id, credits, "to begin with", self.world.clock.at)
        self.domain_id = self._add_domain(tx, domain) if domain else None
        self._add_assessment(tx, "exam", {})

    def _new_key(self, tx: Tx, wanted: NewKey) -> str:
        pepper, now = self.world.parts.secrets.pepper, self.world.clock.at
        made = create_key(tx, self.id, self.owner_id, ROLES["Owner"], wanted, pepper, now)
        assert not isinstance(made, Refusal)
        return made[1].text

    def _add_domain(self, tx: Tx, entry: str) -> str:
        row = add_domain(tx, self.id, self.owner_id, read_domain(None, entry), self.world.clock.at)
        assert not isinstance(row, Refusal)
        return str(row["id"])

    def _add_assessment(self, tx: Tx, id: str, decided: dict[str, Any]) -> None:
        wanted = {
            "id": id,
            "title": "An exam",
            "duration_ms": None,
            "attempts": None,
            "opens_at": None,
            "closes_at": None,
            "ai_proctoring": "host",
            "facial_recognition": "host",
            "policy": "{}",
            **decided,
        }
        create_assessment(tx, self.id, self.owner_id, wanted, self.world.clock.at)

    def start(self, *, origin: str | list[str] | None = ORIGIN, **fields: Any) -> Any:
        """`POST /v1/init`; a field given as None is left out."""
        body = {"apiKey": self.publishable, "assessmentId": "exam", "candidateId": "ada", **fields}
        body = {name: value for name, value in body.items() if value is not None}
        return self.world.client.post("/v1/init", json=body, headers=origin_headers(origin))

    def started(self, **fields: Any) -> dict[str, Any]:
        """The answer to a start that is accepted."""
        answer = self.start(**fields)
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json()
        return found

    def get(self, path: str, key: str | None = None) -> Any:
        """A server call with the secret key."""
        return self.world.client.get(path, headers={"authorization": f"Bearer {key or self.secret}"})

    def call(self, method: str, path: str, json: Any = None) -> Any:
        return self.world.client.request(method, path, json=json, headers={"authorization": f"Bearer {self.secret}"})

    @property
    def wallet(self) -> Row:
        return self.world.read(find_wallet, self.id)


class World:
    """The application as its clients see it; `read` and `write` are for what no endpoint offers."""

    def __init__(self, client: TestClient, clock: MovedClock) -> None:
        self.client = client
        self.clock = clock
        self.parts = client.app.state.eye  # type: ignore[attr-defined]

    def organisation(self, name: str = "Acme", **decided: Any) -> Organisation:
        return Organisation(self, name, **decided)

    def write(self, fn: Callable[..., R], *args: Any) -> R:
        result: R = self._call(self.parts.db.write, fn, *args)
        return result

    def read(self, fn: Callable[..., R], *args: Any) -> R:
        result: R = self._call(self.parts.db.read, fn, *args)
        return result

    def rows(self, sql: str, **params: object) -> list[Row]:
        def select(tx: Tx) -> list[Row]:
            return tx.all(sql, **params)

        return self.read(select)

    def execute(self, sql: str, **params: object) -> None:
        def change(tx: Tx) -> None:
            tx.run(sql, **params)

        self.write(change)

    def sweep(self, batch: int = BATCH) -> int:
        """One round of the sweeper; how many sessions it ended."""
        ended: int = self._call(sweep, self.parts.db, self.clock, batch)
        return ended

    def flush(self) -> None:
        """Write what was counted about refusals and calls, as happens every few seconds or minutes."""
        self._call(flush, self.parts.db, self.parts.refused_starts)
        self._call(flush_calls, self.parts.db, self.parts.calls, self.clock.at)

    def forget(self) -> None:
        """What the sweeper does about spent tokens and old counts."""
        self._call(forget, self.parts.db, self.clock.at)

    def _call(self, fn: Callable[..., Any], *args: Any) -> Any:
        assert self.client.portal is not None
        return self.client.portal.call(fn, *args)

    def send(self, token: str, *events: dict[str, Any], origin: str | list[str] | None = ORIGIN) -> Any:
        """`POST /v1/events`."""
        body = {"token": token, "events": list(events)}
        return self.client.post("/v1/events", json=body, headers=origin_headers(origin))

    def event(self, seq: int, type: str, *, at: int | None = None, **more: Any) -> dict[str, Any]:
        """An event of now, or of `at` (milliseconds UTC)."""
        return {"seq": seq, "type": type, "at": iso(self.clock.at if at is None else at), **more}

    def end(self, token: str, *, reason: str = "host", origin: str | list[str] | None = ORIGIN) -> Any:
        body = {"token": token, "reason": reason}
        return self.client.post("/v1/end", json=body, headers=origin_headers(origin))


def origin_headers(origin: str | list[str] | None) -> Any:
    values = [origin] if isinstance(origin, str) else origin or []
    return [("origin", value) for value in values]


def settings_for(database_url: str, folder: Path) -> Settings:
    return read_settings({"EYE_DATA": str(folder), "EYE_DATABASE_URL": database_url})


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A running Eye on each engine, on a database without rows."""
    clock = MovedClock()
    parts = assemble(settings_for(database_url, tmp_path / "data"), clock)
    with TestClient(create_app(parts, chores=False)) as client:
        yield World(client, clock)


@pytest.fixture
def acme(world: World) -> Organisation:
    return world.organisation("Acme")


@pytest.fixture
def stranger(world: World) -> Organisation:
    """Another organisation, which must never see anything of the first."""
    return world.organisation("Stranger")


__all__ = ["Database", "Organisation", "World", "acme", "stranger", "world"]
