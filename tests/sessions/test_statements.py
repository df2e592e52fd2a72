"""How many SQL statements a start waits for: each is a round trip to PostgreSQL before an exam can begin."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eye.db import Row, Tx
from eye.sessions.start.open import open_session
from eye.sessions.start.request import read_start
from tests.world import ORIGIN, Organisation, World


class Counted:
    """A `Tx` that counts what is asked of the one it wraps; not what goes along with the next statement."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self.statements = 0

    def all(self, sql: str, /, **params: Any) -> list[Row]:
        self.statements += 1
        return self._tx.all(sql, **params)

    def one(self, sql: str, /, **params: Any) -> Row | None:
        self.statements += 1
        return self._tx.one(sql, **params)

    def run(self, sql: str, /, **params: Any) -> int:
        self.statements += 1
        return self._tx.run(sql, **params)

    def later(self, sql: str, /, **params: Any) -> None:
        """On the way with the next one."""
        self._tx.later(sql, **params)

    def expect(self, sql: str, /, **params: Any) -> bool:
        return self._tx.expect(sql, **params)

    def many(self, sql: str, rows: Sequence[Mapping[str, object]], /) -> None:
        self._tx.many(sql, rows)


def statements(acme: Organisation, world: World, **fields: str) -> int:
    parts = world.parts
    body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": "ada", **fields}
    start = read_start(body, parts.secrets.signing, world.clock.at)

    def count(tx: Tx) -> int:
        counted = Counted(tx)
        flag: Callable[..., None] = parts.flag_takeover
        open_session(counted, start, [ORIGIN], parts.secrets.pepper, world.clock.at, flag)
        return counted.statements

    return world.write(count)


def test_a_start_takes_one_statement(acme: Organisation, world: World) -> None:
    acme.started(candidateId="first-of-the-minute")
    assert statements(acme, world) <= 1


def test_a_resume_takes_three_statements(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    assert statements(acme, world, sessionToken=token) <= 3


def test_a_refused_origin_takes_one_statement(acme: Organisation, world: World) -> None:
    acme.world.execute("update domains set entry = 'other.example.org'")
    assert statements(acme, world) <= 1


def test_a_start_without_the_token_it_needs_takes_one_statement(acme: Organisation, world: World) -> None:
    acme.world.execute("update organisations set identity = 'required'")
    assert statements(acme, world) <= 1


def test_a_candidate_token_adds_three_statements(acme: Organisation, world: World) -> None:
    acme.started(candidateId="first-of-the-minute")
    asked = {"assessmentId": "exam", "candidateId": "ada"}
    token = acme.call("POST", "/v1/candidate-tokens", asked).json()["token"]
    assert statements(acme, world, candidateToken=token) <= 6
