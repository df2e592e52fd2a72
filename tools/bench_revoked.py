"""How many requests are still accepted after a key was revoked or a domain removed, by another process."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Mapping

from eye.clock import Clock
from eye.db import Tx, open_database
from tools.bench_load import ORIGIN, Target

MOST = 100


def revoked(target: Target) -> dict[str, float]:
    """Of `MOST` requests after each change. Nothing else starts at this Eye afterwards."""
    now = Clock().now()
    start = {"apiKey": target.key, "assessmentId": "exam", "candidateId": "late"}
    beat = {"token": target.tokens[0], "events": []}
    _change(target, "update keys set revoked_at = :now", now=now)
    starts = _accepted(target, "/v1/init", start)
    _change(target, "delete from domains")
    return {
        "`/v1/init` after the key is revoked": starts,
        "`/v1/events` after the domain is removed": _accepted(target, "/v1/events", beat),
    }


def _change(target: Target, sql: str, **params: object) -> None:
    async def write() -> None:
        database = open_database(target.settings.database_url)
        try:
            await database.write(lambda tx: _run(tx, sql, params))
        finally:
            await database.close()

    asyncio.run(write())


def _run(tx: Tx, sql: str, params: dict[str, object]) -> None:
    tx.run(sql, **params)


def _accepted(target: Target, path: str, body: Mapping[str, object]) -> float:
    return float(sum(_accepts(target.port, path, body) for _ in range(MOST)))


def _accepts(port: int, path: str, body: Mapping[str, object]) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), {"origin": ORIGIN})
    try:
        with urllib.request.urlopen(request, timeout=30):  # noqa: S310 - our own server on loopback
            return True
    except urllib.error.HTTPError as refused:
        if refused.code in (401, 403):
            return False
        raise
