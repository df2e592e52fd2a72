"""Measures whether the time of a refusal tells a guesser anything: `python -m tools.timing`, the table of SECURITY.md.

Each round asks one of each kind in a new order, over one connection to one worker, each time from another address. That
the work is the same is held by tests (`tests/security/test_same_work.py`); this shows what reaches the end of a wire.
"""

import argparse
import asyncio
import http.client
import itertools
import json
import random
import sys
import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from eye.clock import DAY, Clock, new_id, new_secret
from eye.db import Tx, open_database
from eye.errors import Refusal
from eye.keys.create import NewKey, create_key
from eye.keys.model import make_key
from eye.organisations.create import create_organisation
from eye.organisations.permissions import ROLES
from eye.organisations.sign_in.links import SIGN_IN, make_link
from eye.organisations.sign_in.passwords import hash_password
from eye.organisations.sign_in.store import set_password
from eye.organisations.store import insert_member
from eye.sessions.token import sign_token
from eye.settings import read_secrets
from tools.bench_load import ORIGIN, Target, served

PASSWORDS = 10  # one round with passwords for so many without: each takes a tenth of a second
FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class Kind:
    """What is asked in one way, and how long each answer took (seconds)."""

    what: str
    name: str
    method: str
    path: str
    body: str
    headers: dict[str, str]
    status: int
    took: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to guess."""

    working: str
    revoked: str
    revoked_id: str
    email: str
    without: str
    spent: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.timing", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=2000)
    rounds: int = parser.parse_args().rounds
    with served("SQLite", None, EYE_TRUSTED_PROXIES="127.0.0.1") as target:
        kinds = _kinds(target, _known(target))
        _ask_all(target.port, kinds, rounds)
    print(_table(kinds, rounds))
    return 0


def _known(target: Target) -> Known:
    async def write() -> Known:
        database = open_database(target.settings.database_url)
        try:
            pepper = read_secrets(target.settings.secrets_file).pepper
            return await database.write(_make, pepper, hash_password("the right password"), Clock().now())
        finally:
            await database.close()

    return asyncio.run(write())


def _make(tx: Tx, pepper: str, password: str, now: int) -> Known:
    made = create_organisation(tx, "Guessed", "owner@guessed.example", now)
    if isinstance(made, Refusal):
        raise RuntimeError(made.detail)
    organisation_id, owner_id = made
    texts, ids = [], []
    for name in ("Working", "Revoked"):
        wanted = NewKey(name, "secret", "live", roles=("Admin",))
        key = create_key(tx, organisation_id, owner_id, ROLES["Owner"], wanted, pepper, now)
        if isinstance(key, Refusal):
            raise RuntimeError(key.detail)
        texts.append(key[1].text)
        ids.append(str(key[0]["id"]))
    tx.run("update keys set revoked_at = :now where id = :id", now=now, id=ids[1])
    set_password(tx, owner_id, password)
    insert_member(tx, new_id("mem", now), organisation_id, "new@guessed.example", "New", '["Viewer"]', now)
    spent = new_secret(43)
    make_link(tx, owner_id, SIGN_IN, spent, now)
    tx.run("update sign_in_links set used_at = :now", now=now)
    return Known(texts[0], texts[1], ids[1], "owner@guessed.example", "new@guessed.example", spent)


def _kinds(target: Target, known: Known) -> list[Kind]:
    """Of each thing what is near, and what is not; the first of each is compared with the others."""
    now, never = Clock().now(), make_key("secret", "live").text
    session = _session(target)
    kinds = [
        _of_key("unknown", never),
        _of_key("revoked", known.revoked),
        _of_client("unknown", "key_neverwas", never),
        _of_client("of another secret", known.revoked_id, never),
        _of_session("that never was", "ses_neverwas", known.working),
        _of_session("of another organisation", session, known.working),
    ]
    for name, id in (("for no session", "ses_neverwas"), ("for a running session", session)):
        body = {"token": sign_token(("not ours",), id, 1, now, now + DAY), "events": []}
        headers = {"origin": ORIGIN}
        kinds.append(Kind("forged session token", name, "POST", "/v1/events", json.dumps(body), headers, 401))
    for name, token in (("never made", new_secret(43)), ("spent", known.spent)):
        kinds.append(Kind("one-time link", name, "GET", f"/dashboard/link/{token}", "", {}, 410))
    for name, email in (
        ("nobody's email", "nobody@guessed.example"),
        ("a member's", known.email),
        ("one without password", known.without),
    ):
        body = {"email": email, "password": "not the right password"}
        kinds.append(Kind("wrong password", name, "POST", "/dashboard/sign-in", urlencode(body), FORM, 403))
    return kinds


def _session(target: Target) -> str:
    async def read() -> str:
        database = open_database(target.settings.database_url)
        try:
            row = await database.read(lambda tx: tx.one("select id from sessions limit 1"))
            return str(row and row["id"])
        finally:
            await database.close()

    return asyncio.run(read())


def _of_key(name: str, key: str) -> Kind:
    return Kind("secret key", name, "GET", "/v1/organisation", "", {"authorization": f"Bearer {key}"}, 401)


def _of_client(name: str, id: str, secret: str) -> Kind:
    body = {"grant_type": "client_credentials", "client_id": id, "client_secret": secret}
    return Kind("OAuth client", name, "POST", "/oauth/token", urlencode(body), FORM, 401)


def _of_session(name: str, id: str, key: str) -> Kind:
    return Kind("id of a session", name, "GET", f"/v1/sessions/{id}", "", {"authorization": f"Bearer {key}"}, 404)


def _ask_all(port: int, kinds: list[Kind], rounds: int) -> None:
    connection, numbers = http.client.HTTPConnection("127.0.0.1", port, timeout=60), itertools.count(1)
    for number in range(-20, rounds):  # the first twenty warm up
        asked = [kind for kind in kinds if kind.what != "wrong password" or number % PASSWORDS == 0]
        random.shuffle(asked)
        for kind in asked:
            seconds = _ask(connection, kind, next(numbers))
            if number >= 0:
                kind.took.append(seconds)


def _ask(connection: http.client.HTTPConnection, kind: Kind, number: int) -> float:
    address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"  # nobody is slowed down for failing often
    headers: dict[str, str] = {**kind.headers, "x-forwarded-for": address}
    began = time.perf_counter()
    connection.request(kind.method, kind.path, kind.body or None, headers)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - began
    if answer.status != kind.status:
        raise RuntimeError(f"{kind.what}, {kind.name}: {answer.status} instead of {kind.status}")
    return took


def _table(kinds: list[Kind], rounds: int) -> str:
    lines = [f"{rounds:,} rounds, one of each kind in each (one of {PASSWORDS} with passwords).", ""]
    lines += ["| what is refused | | median, µs | slower than the first |", "| --- | --- | ---: | ---: |"]
    for what, group in itertools.groupby(kinds, key=lambda kind: kind.what):
        first, *others = group
        for kind in (first, *others):
            slower = "–" if kind is first else f"{100 * _slower(kind.took, first.took):.0f} %"
            lines.append(f"| {what} | {kind.name} | {1e6 * median(kind.took):,.0f} | {slower} |")
    return "\n".join(lines)


def _slower(times: list[float], first: list[float]) -> float:
    """How often one of `times` is slower than one of `first`, over all pairs: a half where nothing can be told."""
    ordered = sorted(first)
    wins = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in times)
    return wins / 2 / len(times) / len(first)


if __name__ == "__main__":
    sys.exit(main())
