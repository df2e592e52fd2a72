"""What a new risk policy would change about the sessions of the past, before anybody saves it."""

from dataclasses import dataclass

from eye.db import Database, Row, Tx
from eye.reports import policy_store as store
from eye.reports.policies import find_versions
from eye.reports.risk import Table, score_of

BATCH = 500
MOST_SESSIONS = 20_000
LAST = "zzzz"


@dataclass(frozen=True, slots=True)
class Change:
    """`session` is a row of `policy_store.sessions_with_flags`."""

    session: Row
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`changes` with the largest first; `looked_at` sessions have flags, and `more` if there are others behind them."""

    changes: list[Change]
    looked_at: int
    more: bool


async def preview(db: Database, organisation_id: str, table: Table, now: int) -> Preview:
    """Some sessions a read, so that a large organisation's past holds nobody up."""
    changes: list[Change] = []
    looked_at, before = 0, LAST
    while looked_at < MOST_SESSIONS:
        rows, found = await db.read(_some, organisation_id, table, before, now)
        changes += found
        looked_at += len(rows)
        if len(rows) < BATCH:
            return Preview(_largest_first(changes), looked_at, more=False)
        before = rows[-1]["id"]
    return Preview(_largest_first(changes), looked_at, more=True)


def _largest_first(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda one: (-abs(one.new - one.old), one.session["id"]))


def _some(tx: Tx, organisation_id: str, table: Table, before: str, now: int) -> tuple[list[Row], list[Change]]:
    rows = store.sessions_with_flags(tx, organisation_id, before, BATCH)
    if not rows:
        return [], []
    versions = find_versions(tx, organisation_id)
    counted: dict[str, list[tuple[str, int, int]]] = {}
    for one in store.counted_between(tx, organisation_id, rows[-1]["id"], rows[0]["id"], now):
        counted.setdefault(one["session_id"], []).append((one["type"], int(one["flags"]), int(one["minutes"])))
    scored = [
        Change(
            row,
            score_of(versions.valid_for(row["created_at"]).table, counted.get(row["id"], [])),
            score_of(table, counted.get(row["id"], [])),
        )
        for row in rows
    ]
    return rows, [change for change in scored if change.old != change.new]
