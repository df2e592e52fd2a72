"""A change of a key counts on the very next request of every process: nothing is remembered between two."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.keys.made import make, make_publishable
from tests.world import Organisation, World

ROOT = Path(__file__).parents[2]
Ask = Callable[..., str]


@contextmanager
def another_process(world: World) -> Iterator[Ask]:
    """Asks another Eye on the same database; the answer is like `200` or `401 key_revoked`."""
    settings = world.parts.settings
    command = [sys.executable, "-m", "tests.keys.program", settings.database_url, settings.data, str(world.clock.at)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, process.stdout

        def ask(method: str, path: str, key: str = "", body: Any = None) -> str:
            stdin.write(json.dumps({"method": method, "path": path, "key": key, "json": body}) + "\n")
            stdin.flush()
            return stdout.readline().strip()

        try:
            assert stdout.readline() == "ready\n"
            yield ask
        finally:
            process.kill()


def test_a_change_here_counts_there_at_once(acme: Organisation, world: World) -> None:
    made = make(acme)
    with another_process(world) as ask:

        def asked() -> str:
            return ask("GET", "/v1/organisation", made.text)

        assert asked() == "200"
        made.do("deactivate")
        assert asked() == "403 key_inactive"
        made.do("reactivate")
        assert asked() == "200"
        made.change(roles=["Viewer"])
        assert asked() == "403 permission_missing"
        made.change(roles=["Billing"], ipAllowlist=["203.0.113.7"])
        assert asked() == "403 ip_not_allowed"
        made.change(ipAllowlist=[])
        assert asked() == "200"
        new = made.rotated(overlap=0)
        assert asked() == "401 key_expired"
        assert ask("GET", "/v1/organisation", new.text) == "200"
        new.do("revoke")
        assert ask("GET", "/v1/organisation", new.text) == "401 key_revoked"


def test_a_change_there_counts_here_at_once(acme: Organisation, world: World) -> None:
    made = make(acme)
    with another_process(world) as ask:
        assert made.works()
        assert ask("POST", f"/v1/keys/{made.id}/deactivate", acme.secret) == "200"
        assert made.refused() == (403, "key_inactive")
        assert ask("POST", f"/v1/keys/{made.id}/reactivate", acme.secret) == "200"
        assert made.works()
        assert ask("DELETE", f"/v1/keys/{made.id}", acme.secret) == "204"
        assert made.refused() == (401, "key_revoked")


def test_starts_hold_to_it_too(acme: Organisation, world: World) -> None:
    made = make_publishable(acme)
    body = {"apiKey": made.text, "assessmentId": "exam", "candidateId": "there"}
    with another_process(world) as ask:
        assert ask("POST", "/v1/init", "", body) == "201"
        made.do("deactivate")
        assert ask("POST", "/v1/init", "", body | {"candidateId": "next"}) == "403 key_inactive"
        made.do("reactivate")
        assert ask("POST", "/v1/init", "", body | {"candidateId": "next"}) == "201"
        made.delete()
        assert ask("POST", "/v1/init", "", body | {"candidateId": "third"}) == "401 key_revoked"


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ("inactive_at = 1", "403 key_inactive"),
        ("expires_at = 1", "401 key_expired"),
        ("revoked_at = 1", "401 key_revoked"),
        ("roles = '[]'", "403 permission_missing"),
    ],
)
def test_no_cache_stands_before_the_check(acme: Organisation, world: World, change: str, answer: str) -> None:
    """Even what is written past every verb holds: the row is read on each request."""
    made = make(acme)
    with another_process(world) as ask:
        assert ask("GET", "/v1/organisation", made.text) == "200"
        world.execute(f"update keys set {change} where id = :id", id=made.id)  # noqa: S608
        assert ask("GET", "/v1/organisation", made.text) == answer
