"""SQL on what the figures of a whole Eye are, whichever process is asked, and whether the database takes a write."""

from dataclasses import dataclass

from eye.clock import SECOND
from eye.db import Tx

LIVE = 15 * SECOND


@dataclass(frozen=True, slots=True)
class Figures:
    """`running` counts sessions that have not ended by status; `live` those heard of in the last 15 s. Ages in ms."""

    running: dict[str, int]
    live: int
    deliveries: int
    deliveries_age: int
    outbox: int
    outbox_age: int


def figures(tx: Tx, now: int) -> Figures:
    # `created_at > 0` is always true: it lets the index of sessions that run be used.
    running = tx.all(
        "select status, count(*) as n from sessions where ended_at is null and created_at > 0 group by status"
    )
    live = tx.one(
        "select count(*) as n from sessions where ended_at is null and created_at > 0 and last_seen > :since",
        since=now - LIVE,
    )
    deliveries = tx.one(
        "select count(*) as n, min(created_at) as oldest from webhook_deliveries where status = 'pending'"
    )
    outbox = tx.one(
        "select count(*) as n, min(created_at) as oldest from outbox where claimed_until <= :now",
        now=now,
    )
    return Figures(
        {row["status"]: row["n"] for row in running},
        live["n"] if live else 0,
        *_backlog(deliveries, now),
        *_backlog(outbox, now),
    )


def _backlog(row: dict[str, int | None] | None, now: int) -> tuple[int, int]:
    found = row or {}
    return found.get("n") or 0, max(0, now - (found.get("oldest") or now))


def write_something(tx: Tx, now: int) -> None:
    tx.run(
        """insert into settings (name, value) values ('operations.written', :now)
           on conflict (name) do update set value = excluded.value""",
        now=str(now),
    )


def read_something(tx: Tx) -> None:
    tx.one("select value from settings limit 1")
